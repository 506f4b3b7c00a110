"""The plan: everything that is going to be written, decided and counted, and nothing rendered."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyproject2nix.base.model import Lock, LockedPackage
from pyproject2nix.base.notes import Note
from pyproject2nix.base.target import Target
from pyproject2nix.plan.distribution import Distribution
from pyproject2nix.plan.local_package import LocalPackage
from pyproject2nix.project.project import Project

__all__ = ["Plan", "PlannedPackage", "Variant"]


@dataclass(frozen=True)
class Variant:
    """One package as one target gets it."""

    locked: LockedPackage
    version: str
    description: str
    distribution: Distribution
    dependencies: tuple[str, ...]
    build_system: tuple[str, ...]
    """Empty for wheels."""
    libraries: tuple[str, ...]
    """Native libraries, by nixpkgs' names."""
    programs: tuple[str, ...]
    """What the build runs, by nixpkgs' names."""
    is_alone: bool
    """True if `dependencies` is incomplete (a cycle, or a lock without edges)."""


@dataclass(frozen=True)
class PlannedPackage:
    """One attribute of the overlay."""

    name: str
    variants: Mapping[Target, Variant]


@dataclass(frozen=True)
class Plan:
    """The whole of it."""

    project: Project
    lock: Lock
    targets: tuple[Target, ...]
    groups: tuple[str, ...]
    extras: tuple[str, ...]
    packages: tuple[PlannedPackage, ...]
    local: LocalPackage
    """The project itself; package.nix is written where it is a package."""
    members: tuple[LocalPackage, ...]
    """Local projects that it depends on."""
    left_out: Mapping[str, str]
    """Groups and extras that the lock was written without, and what it lacks."""
    unused: Mapping[str, str]
    """`name version` of the locked packages that no target takes, and why."""
    notes: tuple[Note, ...] = ()
    """What was assumed: by the project, the lock, the members that are used, and the plan."""
