"""What a migration is about, and what it finds on its way: settings, notes, losses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.base.text import printable

__all__ = ["BY_OVERRIDE", "CannotCarryError", "Findings", "Loss", "Offered", "Subject"]


BY_OVERRIDE = "write: project.package.overrideAttrs (old: {…})"
"""The remedy for a change of the project's own build."""


class CannotCarryError(Exception):
    """A value that has no equal in the new flake, and what its author can do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Offered:
    """Names in the package set, and in its Python package set."""

    packages: frozenset[str]
    python: frozenset[str]


@dataclass(frozen=True)
class Subject:
    """The project that is migrated."""

    folder: Path
    name: str
    is_package: bool
    extras: tuple[str, ...]
    locked: frozenset[str]
    """Names of the packages in the lock."""
    system: str
    offered: Offered | None
    """None where that is unknown: then every name is taken as it is."""
    pynixify: bool = False
    """Whether its interpreters' overlays are pynixify's."""


@dataclass(frozen=True, order=True)
class Loss:
    """Something that the new flake does not have."""

    what: str
    at: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f" ({self.at})" if self.at else ""
        return printable(f"{self.what}{place}: {self.problem}; {self.remedy}")


@dataclass
class Findings:
    """What is gathered while values are written anew."""

    tools: set[str] = field(default_factory=set)
    losses: set[Loss] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    pythons: set[str] = field(default_factory=set)
    """Interpreters by nixpkgs' names: python312."""
    build_systems: dict[str, set[str]] = field(default_factory=dict)
    libraries: dict[str, set[str]] = field(default_factory=dict)
    settings: dict[str, Sequence[str]] = field(default_factory=dict)
    """Further keys of [tool.pyproject2nix]."""

    def lose(self, what: str, at: str | None, error: CannotCarryError) -> None:
        """Note something that cannot be carried over."""
        self.losses.add(Loss(what, at or "", error.problem, error.remedy))

    @property
    def tables(self) -> dict[str, dict[str, set[str]]]:
        """Return the tables of [tool.pyproject2nix] by key: names by package."""
        return {"build-systems": self.build_systems, "libraries": self.libraries}

    def add_inputs(self, setting: str, names: Iterable[str]) -> None:
        """Add names to a list of [tool.pyproject2nix]."""
        self.settings[setting] = sorted({*self.settings.get(setting, ()), *names})

    def merge(self, table: dict[str, set[str]], more: Mapping[str, set[str]]) -> None:
        """Add names by package."""
        for name, names in more.items():
            table.setdefault(name, set()).update(names)
