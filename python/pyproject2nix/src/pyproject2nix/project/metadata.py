"""The parts that each way of writing a project's metadata has to tell."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyproject2nix.base import limits
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import real_path
from pyproject2nix.project.dynamic import static_value
from pyproject2nix.project.requirement import parse_requirements
from pyproject2nix.project.setup_files import SetupFiles

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Metadata", "Source", "name_of_folder", "read_extra_texts"]


def name_of_folder(folder: Path) -> str:
    """Return the name of a project that has none."""
    return _as_name(os.path.basename(real_path(folder)), str(folder)) or "environment"


def _as_name(text: str, place: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", text)
    name = "-".join(words)[: limits.NAME].strip("-")
    return checked_name(name, place) if name else ""


@dataclass(frozen=True)
class Source:
    """Where a project is read from."""

    folder: Path
    toml: Table
    backend: str
    files: SetupFiles
    notes: Notes

    def value(self, field: str) -> str | None:
        """Return a dynamic field that a file states; None for a computed one."""
        return static_value(field, self.folder, self.toml, self.backend, self.files)

    def name(self, value: object, place: str, any_text: bool = False) -> tuple[str, bool]:
        """Return a name, and whether the project has it: else it is that of the folder.

        With `any_text`, a text that is no name (PEP 508) is made one.
        """
        if value in (None, ""):
            name = name_of_folder(self.folder)
            self.notes.add(place, f"there is none; it is called {name!r} as its folder")
            return name, False
        try:
            return checked_name(value, place), True
        except RefusedError:
            name = _as_name(value, place) if any_text and isinstance(value, str) else ""
            if not name:
                raise
            self.notes.add(place, f"{value!r} is not a package name; it is called {name!r}")
            return name, True


@dataclass(frozen=True)
class Metadata:
    """What one dialect says, before the project asks for its own extras."""

    name: str
    version: str
    description: str
    license: str
    homepage: str
    urls: Mapping[str, str]
    scripts: tuple[str, ...]
    is_package: bool
    python: Constraint
    requirements: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]
    optional_groups: frozenset[str] = frozenset()
    is_version_dynamic: bool = False
    computed: frozenset[str] = frozenset()
    imports: tuple[str, ...] = ()


def read_extra_texts(
    texts: Mapping[str, tuple[str, ...]], place: str
) -> dict[str, tuple[Dependency, ...]]:
    """Return extras of setup.cfg or setup.py, whose names may have a marker: `test:os_name…`."""
    found: dict[str, tuple[Dependency, ...]] = {}
    for key, requirements in texts.items():
        extra, _, marker = key.partition(":")
        if not extra:
            continue
        name = checked_name(extra, place)
        marked = [f"{text} ; {marker}" if marker else text for text in requirements]
        found[name] = (*found.get(name, ()), *parse_requirements(marked, place))
    return found
