"""What a backend would install, as far as the project's files tell."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

__all__ = [
    "UNKNOWN",
    "Installed",
    "below",
    "folders_in",
    "has_python",
    "is_package",
    "listed",
    "nothing",
    "packages_in",
    "some",
]

_FOLDERS = 5000
"""Folders that are looked at."""
_DEPTH = 4
"""Parts of a package's name that are looked at."""
_SUFFIXES = (".py", ".pyi", ".pyx", ".so")


@dataclass(frozen=True)
class Installed:
    """The modules that a build installs."""

    modules: tuple[str, ...]
    """Their names, sorted; of packages, the top ones alone."""
    is_known: bool = True
    """Whether `modules` are all."""
    is_listed: bool = False
    """Whether the project names each of them, rather than a folder that has them."""
    reason: str = ""
    """Where there are none: why, for a note."""

    @property
    def is_nothing(self) -> bool:
        """Whether it is certain that there is none."""
        return self.is_known and not self.modules


UNKNOWN = Installed((), is_known=False)


def some(modules: Iterable[str], reason: str) -> Installed:
    """Return modules that were found; `reason` is for where none was."""
    found = tuple(sorted(set(modules)))
    return Installed(found, reason="" if found else reason)


def listed(modules: Iterable[str]) -> Installed:
    """Return modules that the project lists by name."""
    found = tuple(sorted(set(modules)))
    return Installed(found, is_listed=True, reason="" if found else "it lists no module")


def nothing(reason: str) -> Installed:
    """Return that nothing is installed."""
    return Installed((), reason=reason)


def below(folder: Path, *parts: str) -> Path | None:
    """Return a path in the project's folder; None for one that leaves it."""
    path = folder.joinpath(*(part for part in parts if part))
    try:
        inside = os.path.realpath(path)
    except (OSError, ValueError):
        return None
    outer = os.path.realpath(folder)
    return path if inside == outer or inside.startswith(outer.rstrip("/") + "/") else None


def folders_in(folder: Path | None) -> Iterator[str]:
    """Yield the names of the folders in a folder, sorted."""
    try:
        with os.scandir(folder or os.devnull) as entries:
            yield from sorted(entry.name for entry in entries if entry.is_dir())
    except (OSError, ValueError):
        return


def is_package(folder: Path | None) -> bool:
    """Tell whether a folder is a package that is not a namespace."""
    return folder is not None and (folder / "__init__.py").is_file()


def has_python(folder: Path) -> bool:
    """Tell whether a folder has a module somewhere."""
    for number, (_, _, files) in enumerate(os.walk(folder)):
        if any(name.endswith(_SUFFIXES) for name in files):
            return True
        if number > _FOLDERS:
            break
    return False


def packages_in(
    folder: Path | None,
    namespaces: bool,
    include: Iterable[str] = ("*",),
    exclude: Iterable[str] = (),
) -> list[str]:
    """Return the dotted names of packages in a folder, as setuptools finds them.

    With `namespaces`, each folder is one whose name is an identifier. A folder that is left out
    does not leave out those in it.
    """
    found = []
    queue = [] if folder is None else [(folder, "")]
    seen = 0
    while queue:
        parent, prefix = queue.pop(0)
        for name in folders_in(parent):
            seen += 1
            path, dotted = parent / name, f"{prefix}{name}"
            if "." in name or seen > _FOLDERS or not name.isidentifier():
                continue
            if not namespaces and not is_package(path):
                continue
            if _matches(dotted, include) and not _matches(dotted, exclude):
                found.append(dotted)
            if dotted.count(".") < _DEPTH and name != "__pycache__":
                queue.append((path, f"{dotted}."))
    return found


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
