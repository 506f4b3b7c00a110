"""Which of a project's files of requirements is its lock, where it is not requirements.txt."""

import re
from collections.abc import Iterator
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Notes
from pyproject2nix.files.reader import is_file, is_within, read_text
from pyproject2nix.lock.requirements.text import read_lines

__all__ = ["find_requirements", "has_hashes"]

_PATTERNS = (
    "*requirements*.txt",
    "requirements*.lock",
    "requirements/*.txt",
    "requirements/*.lock",
    "requirements/*/*.txt",
)
# What the file of those is called that people install to run the project, the likeliest first.
_WORDS = (
    *("", "hashed", "hashes", "locked", "lock", "frozen", "main", "default", "base", "prod"),
    *("production", "runtime", "run", "app", "application", "common", "core", "deploy"),
)
# What other files are called after, which people install besides.
_BESIDE = frozenset(
    [
        *("build", "ci", "dev", "develop", "development", "doc", "docs", "lint", "local", "mypy"),
        *("optional", "pip", "release", "test", "testing", "tests", "tools", "typing"),
    ]
)
_HASH = re.compile(r"--hash[ =]")
_INCLUDE = re.compile(r"^ *(?:-r|--requirement)", re.MULTILINE)
_MANY = 200


def find_requirements(folder: Path, notes: Notes) -> str:
    """Return the file with hashes that has the name of a lock, from the folder; or nothing.

    One called after what it is for (dev, docs) is taken only if there is no other.
    """
    found = sorted(_with_hashes(folder), key=_order)
    if not found:
        return ""
    ranks = [_order(name)[0] for name in found]
    if len(found) > 1 and ranks[0] >= len(_WORDS) and ranks[0] == ranks[1]:
        raise RefusedError(
            str(folder),
            f"there are several files of requirements with hashes ({', '.join(found)})",
            f'name the lock: lock = "{found[0]}" in [tool.pyproject2nix] of pyproject.toml',
        )
    others = f", not {', '.join(found[1:])}" if len(found) > 1 else ""
    notes.add(
        found[0],
        f"taken as the lock{others}; to choose another: lock = "
        f'"{(found[1:] or ["FILE"])[0]}" in [tool.pyproject2nix] of pyproject.toml',
    )
    return found[0]


def has_hashes(folder: Path, name: str) -> bool:
    """Tell whether a file of requirements, or one that it includes, has hashes."""
    try:
        text = read_text(folder / name, limits.REQUIREMENTS_FILES)
        if _HASH.search(text) or not _INCLUDE.search(text):
            return _HASH.search(text) is not None
        return any(line.sha256 for line in read_lines(folder, name).requirements)
    except (FileNotFoundError, RefusedError):
        return False


def _with_hashes(folder: Path) -> Iterator[str]:
    seen = set()
    for pattern in _PATTERNS:
        for number, path in enumerate(sorted(folder.glob(pattern))):
            if number < _MANY and path not in seen and is_file(path) and is_within(path, folder):
                seen.add(path)
                name = path.relative_to(folder).as_posix()
                if has_hashes(folder, name):
                    yield name


def _order(name: str) -> tuple[int, int, str]:
    stem = name.rpartition("/")[2].rpartition(".")[0].lower()
    word = re.sub(r"^requirements?|requirements?$", "", stem).strip("-_.")
    rank = _WORDS.index(word) if word in _WORDS else len(_WORDS) + (word in _BESIDE)
    return rank, name.count("/"), name
