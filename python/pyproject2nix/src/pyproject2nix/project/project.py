"""What pyproject.toml says, in one record whatever the tool: metadata, requirements, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.notes import Note
from pyproject2nix.base.tables import Table
from pyproject2nix.project.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Project"]


@dataclass(frozen=True)
class Project:
    """One pyproject.toml, read and checked."""

    folder: Path
    name: str
    """Normalised (PEP 503)."""
    version: str
    description: str
    license: str
    """An SPDX expression, or empty."""
    homepage: str
    scripts: tuple[str, ...]
    is_package: bool
    """False where the file only lists requirements."""
    python: Constraint
    requirements: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]
    optional_groups: frozenset[str]
    """Those of `groups` that are left out unless they are asked for."""
    build_system: tuple[Dependency, ...]
    modules: tuple[str, ...]
    """What the file says that is imported; empty where it leaves that to convention."""
    settings: Settings
    digest: str
    """SHA-256 of the tables that were read, so that a linter's settings do not count."""
    toml: Table
    """The whole file, for the lock's own check."""
    notes: tuple[Note, ...] = ()
    """What was assumed when it was read."""
    python_version: str = ""
    """What the file `.python-version` names: 3.11 or 3.11.9; empty where there is none."""
