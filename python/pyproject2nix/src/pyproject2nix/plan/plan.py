"""The plan: everything that is going to be written, decided and counted, and nothing rendered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyproject2nix.base.builds import BuildLock
from pyproject2nix.base.cargo import Rust
from pyproject2nix.base.model import Lock, LockedPackage
from pyproject2nix.base.notes import Note
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_systems import FromSource
from pyproject2nix.plan.distribution import Distribution
from pyproject2nix.plan.local_package import LocalPackage
from pyproject2nix.plan.projects import Own
from pyproject2nix.project.project import Project

__all__ = ["Alternative", "Plan", "PlannedPackage", "Variant"]


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
    build_set: str
    """The build set that `build_system` is from; empty for the packages of the overlay."""
    libraries: tuple[str, ...]
    """Native libraries, by nixpkgs' names."""
    programs: tuple[str, ...]
    """What the build runs, by nixpkgs' names."""
    rust: Rust | None
    """How a source in Rust gets its crates; None for all others."""
    is_alone: bool
    """True if `dependencies` is incomplete (a cycle, or a lock without edges)."""


@dataclass(frozen=True)
class PlannedPackage:
    """One attribute of the overlay."""

    name: str
    variants: Mapping[Target, Variant]


@dataclass(frozen=True)
class Alternative:
    """What differs where other groups and extras are chosen than the plan has."""

    name: str
    groups: tuple[str, ...]
    """Those of the exclusive groups that it has."""
    extras: tuple[str, ...]
    packages: tuple[PlannedPackage, ...]
    """Those that the plan does not have, or has otherwise."""
    local: LocalPackage
    members: tuple[LocalPackage, ...]
    """Those that differ."""


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
    own: Own
    """What the project itself asks for."""
    default_groups: tuple[str, ...]
    """Those of `groups` that the locker installs unless it is asked for others."""
    default: Mapping[Target, frozenset[str]]
    """Names of the packages that the locker installs unless it is asked for others."""
    builds: BuildLock
    """What pylock.build.toml holds."""
    build_sets: Mapping[str, tuple[PlannedPackage, ...]]
    """What of it is needed, by build set: for the overlay and for the alternatives."""
    from_source: tuple[FromSource, ...]
    """What is built with packages of pylock.build.toml, or lacks them there."""
    exclusive_groups: tuple[str, ...] = ()
    """Groups that exclude others: one that is not in `groups` is in an alternative."""
    exclusive_extras: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    releases: Mapping[str, str] = field(default_factory=dict)
    """By Python, the release of CPython that markers of the plan depend on."""
    notes: tuple[Note, ...] = ()
    """What was assumed: by the project, the lock, the members that are used, and the plan."""

    def every_package(self) -> Iterator[PlannedPackage]:
        """Yield the packages of the overlay and of the alternatives, and what only builds them."""
        yield from self.packages
        for alternative in self.alternatives:
            yield from alternative.packages
        for packages in self.build_sets.values():
            yield from packages
