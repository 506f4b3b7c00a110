"""packages.toml: what is wanted."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from .errors import UpdateError
from .machines import MACHINES

__all__ = ["ARCHITECTURES", "Config", "SourceWanted", "read_config"]

#: Keys that list .debs, alone or with an architecture after them.
_DEB_LISTS = ("out", "bin", "dev")

#: Debian's names of the architectures that are locked.
ARCHITECTURES = tuple(machine.architecture for machine in MACHINES.values())


#: Keys of a package that only the Nix side reads.
_NIX_KEYS = ("ignore-missing", "layout", "links", "remove")


@dataclass(frozen=True)
class SourceWanted:
    """A file of a source package."""

    suite: str
    package: str
    file: str
    """Its name; a shell pattern takes the newest version that has such a file."""


@dataclass(frozen=True)
class Config:
    """The file's contents, checked."""

    suite: str
    ignore: tuple[str, ...]
    #: Architecture -> names of binary packages.
    roots: dict[str, tuple[str, ...]]
    sources: dict[str, SourceWanted]


def _names(path: Path, key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UpdateError(f"{path}: {key}: expected a list of package names, got {value!r}")
    return value


def _roots(path: Path, packages: dict[str, object]) -> dict[str, tuple[str, ...]]:
    roots: dict[str, set[str]] = {architecture: set() for architecture in ARCHITECTURES}
    for attribute, lists in packages.items():
        if not isinstance(lists, dict):
            raise UpdateError(f"{path}: packages.{attribute}: expected a table, got {lists!r}")
        for key, value in lists.items():
            if key in _NIX_KEYS:
                continue
            output, _, only = key.partition("-")
            if output not in _DEB_LISTS or (only and only not in ARCHITECTURES):
                raise UpdateError(
                    f"{path}: packages.{attribute}.{key}: unknown key; "
                    f"use out, bin or dev, with -{' or -'.join(ARCHITECTURES)} where they differ"
                )
            names = _names(path, f"packages.{attribute}.{key}", value)
            for architecture in [only] if only else ARCHITECTURES:
                roots[architecture].update(names)
    return {architecture: tuple(sorted(names)) for architecture, names in roots.items()}


def read_config(path: Path) -> Config:
    """Read and check packages.toml."""
    try:
        data = tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UpdateError(f"{path}: {error}") from None
    try:
        sources = {name: SourceWanted(**entry) for name, entry in data.get("sources", {}).items()}
        return Config(
            suite=data["debian"]["suite"],
            ignore=tuple(_names(path, "debian.ignore", data["debian"].get("ignore", []))),
            roots=_roots(path, data["packages"]),
            sources=sources,
        )
    except KeyError as error:
        raise UpdateError(f"{path}: {error} is missing; see the comment at its top") from None
    except TypeError as error:
        raise UpdateError(f"{path}: sources: {error}; needed are suite, package, file") from None
