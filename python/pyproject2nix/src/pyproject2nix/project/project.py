"""What pyproject.toml says, in one record whatever the tool: metadata, requirements, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyproject2nix.base.cargo import Rust
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.notes import Note
from pyproject2nix.base.tables import Table
from pyproject2nix.project.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Preparation", "Project"]


@dataclass(frozen=True)
class Preparation:
    """What a build is given in place of what it lacks: the repository, or a build backend."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """Of its environment."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Texts of files that are written, by their paths."""
    appended: Mapping[str, str] = field(default_factory=dict)
    """Texts that are appended to files."""
    replaced: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What is replaced in files, and by what."""


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
    asks_hook: bool
    """Whether code of its own may ask for more than `build_system`."""
    imports: tuple[str, ...]
    """Modules whose import is tried after the build."""
    settings: Settings
    digest: str
    """SHA-256 of the tables that count: a linter's settings do not."""
    toml: Table
    """The whole file, for the lock's own check."""
    computed: frozenset[str] = frozenset()
    """Those of `dependencies` and `optional-dependencies` that only the lock or a build tells."""
    preparation: Preparation = field(default_factory=Preparation)
    has_history: bool = False
    """Whether the version was computed from the repository's history."""
    notes: tuple[Note, ...] = ()
    """What was assumed when it was read."""
    rust: Rust | None = None
    """How it gets its crates; None if it is not written in Rust."""
    python_version: str = ""
    """What the file `.python-version` names: 3.11 or 3.11.9; empty where there is none."""

    @property
    def python_place(self) -> str:
        """Where `python` stands."""
        poetry = self.toml.table("tool").table("poetry").table("dependencies").data
        if "requires-python" not in self.toml.table("project").data and "python" in poetry:
            return "pyproject.toml: tool.poetry.dependencies.python"
        return "pyproject.toml: requires-python"
