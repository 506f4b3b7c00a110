"""What is in a project's folder, and what follows from that."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file, read_text
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.find import find_lock

__all__ = ["Survey", "survey", "sync_command"]

_BUILDER = "buildProject"
_ENVIRONMENTS = ("environment.yml", "environment.yaml")
_REQUIREMENTS = (
    "requirements.txt",
    "requirements/requirements.txt",
    "requirements/base.txt",
    "requirements/main.txt",
)
_MORE_REQUIREMENTS = re.compile(
    r"(requirements[-_.]?)?(dev|test|tests|testing|development)([-_.]?requirements)?\.(txt|in)",
    re.ASCII,
)


@dataclass(frozen=True)
class Survey:
    """What was found."""

    folder: Path
    toml: Table
    """pyproject.toml, empty where there is none."""
    lock: str
    """The lock file that `generate` takes, or empty."""
    sources: tuple[str, ...]
    """Where there is neither a lock nor metadata: files to lock from."""
    flake: str
    """`ours`, `other`, or empty."""

    @property
    def is_empty(self) -> bool:
        """True if nothing of a Python project is there."""
        return not (self.toml.data or self.lock or self.sources)

    @property
    def has_metadata(self) -> bool:
        """True if pyproject.toml lists requirements."""
        return "project" in self.toml.data or "poetry" in self.toml.table("tool").data


def survey(folder: Path) -> Survey:
    """Look at a folder."""
    if not folder.is_dir():
        raise RefusedError(str(folder), "no such folder", "make it, or give another one")
    path = folder / "pyproject.toml"
    toml = read_toml(path) if is_file(path) else Table("pyproject.toml", {})
    found = Survey(folder, toml, find_lock(folder, toml), (), _flake(folder))
    if found.lock or found.has_metadata:
        return found
    return replace(found, sources=_sources(folder))


def _sources(folder: Path) -> tuple[str, ...]:
    for name in _ENVIRONMENTS:
        if is_file(folder / name):
            return (name,)
    setup = [name for name in ("setup.py", "setup.cfg") if is_file(folder / name)][:1]
    return (*setup, *_requirements(folder))


def _requirements(folder: Path) -> tuple[str, ...]:
    """Return the files of requirements of a project and of its tests."""
    first = [name for name in _REQUIREMENTS if is_file(folder / name)][:1]
    places = [folder, folder / "requirements"]
    more = sorted(
        str(path.relative_to(folder))
        for place in places
        if place.is_dir()
        for path in place.iterdir()
        if _MORE_REQUIREMENTS.fullmatch(path.name) and is_file(path) and path.suffix == ".txt"
    )
    return (*first, *more)


def _flake(folder: Path) -> str:
    text = _flake_text(folder)
    if not text:
        return ""
    return "ours" if _BUILDER in text else "other"


def sync_command(folder: Path) -> str:
    """Return the command that runs `sync`; messages of buildProject have the same (project.nix)."""
    text = _flake_text(folder)
    has_app = _BUILDER in text and "apps" in text
    return "nix run .#sync" if has_app else "nix run hpds#sync"


def _flake_text(folder: Path) -> str:
    path = folder / "flake.nix"
    return read_text(path, limits.PROJECT_FILE) if is_file(path) else ""
