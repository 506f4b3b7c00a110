"""Which locked packages a target needs: markers, extras and constraints followed edge by edge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.requirements import Requirement

from pyproject2nix.constraint import Constraint
from pyproject2nix.errors import RefusedError
from pyproject2nix.lockfile import Edge, Lock, LockedPackage
from pyproject2nix.target import Target

__all__ = ["Closure", "Node", "applicable", "check_against_groups", "resolve"]


@dataclass(frozen=True)
class Node:
    """A locked package as one target needs it."""

    package: LockedPackage
    extras: frozenset[str]
    dependencies: tuple[str, ...]
    """Names, sorted."""
    idle_edges: int
    """Edges whose marker or extra does not apply here."""


Closure = Mapping[str, Node]


@dataclass
class _Search:
    lock: Lock
    target: Target
    project_extras: tuple[str, ...]
    chosen: dict[str, LockedPackage] = field(default_factory=dict)
    extras: dict[str, set[str]] = field(default_factory=dict)
    queue: list[str] = field(default_factory=list)

    def want(self, name: str, constraint: Constraint, extras: Iterable[str], place: str) -> None:
        """Note that `name` is needed, and look at its edges again if that is news."""
        package = self._select(name, constraint, place)
        known = self.extras.setdefault(name, set())
        if name not in self.chosen or not known.issuperset(extras):
            self.chosen[name] = package
            known.update(extras)
            self.queue.append(name)

    def _select(self, name: str, constraint: Constraint, place: str) -> LockedPackage:
        entries = self.lock.named(name)
        if not entries:
            raise RefusedError(
                place,
                f"{name} is required for {self.target.name} and is not in {self.lock.place}",
                "add it to a dependency group, and lock again",
            )
        here = [
            entry for entry in entries if _wanted_by_any(entry, self.target, self.project_extras)
        ]
        found = [entry for entry in here if constraint.allows(entry.version)]
        versions = ", ".join(entry.version for entry in entries)
        if not found:
            raise RefusedError(
                place,
                f"{name} {constraint.text} is required for {self.target.name} and "
                f"{self.lock.place} has {versions}, for other versions or targets",
                "lock again",
            )
        if len(found) > 1:
            raise RefusedError(
                place,
                f"{name} {versions}: no marker tells which one {self.target.name} takes",
                "narrow the requirement, and lock again",
            )
        earlier = self.chosen.get(name)
        if earlier is not None and earlier is not found[0]:
            raise RefusedError(
                place,
                f"{name} {found[0].version} and {earlier.version} are both required for "
                f"{self.target.name}",
                "give the requirements disjoint markers, and lock again",
            )
        return found[0]


def _wanted_by_any(entry: LockedPackage, target: Target, extras: Iterable[str]) -> bool:
    groups = entry.groups
    return not groups or any(_wanted_by(entry, group, target, extras) for group in groups)


def _wanted_by(entry: LockedPackage, group: str, target: Target, extras: Iterable[str]) -> bool:
    marker = entry.markers.get(group)
    return target.holds(marker, f"{entry.place}.markers", extras)


def applicable(
    requirements: Iterable[Requirement], target: Target, place: str
) -> list[Requirement]:
    """Return the requirements whose marker holds for the target."""
    return [r for r in requirements if target.holds(r.marker, place)]


def resolve(
    lock: Lock,
    target: Target,
    roots: Sequence[Requirement],
    project_extras: tuple[str, ...],
    place: str,
) -> dict[str, Node]:
    """Return what `roots` need, directly and indirectly.

    `project_extras` are those of the project: the lock's markers ask for them. `place` is where
    the roots stand.
    """
    search = _Search(lock, target, project_extras)
    for root in applicable(roots, target, place):
        constraint = Constraint(str(root.specifier) or "*", (root.specifier,))
        extras = sorted(extra.lower().replace("_", "-") for extra in root.extras)
        search.want(root.name, constraint, extras, f"{place} ({root})")
        _check_extras(search.chosen[root.name], extras, f"{place} ({root})")
    while search.queue:
        name = search.queue.pop()
        package = search.chosen[name]
        for edge in package.edges:
            if _active(package, edge, target, search.extras[name]):
                search.want(edge.name, edge.constraint, edge.extras, edge.place)
    return {name: _node(search, name) for name in sorted(search.chosen)}


def _check_extras(package: LockedPackage, extras: Iterable[str], place: str) -> None:
    # Only for what the project itself writes: releases keep asking for extras that others have
    # dropped since (coverage[toml]), which installers take for extras that add nothing.
    for extra in extras:
        if extra not in package.extras:
            raise RefusedError(
                place,
                f"{package.name} {package.version} has no extra {extra!r}",
                f"choose from {', '.join(sorted(package.extras)) or 'none'}, and lock again",
            )


def _node(search: _Search, name: str) -> Node:
    package, extras = search.chosen[name], search.extras[name]
    if not package.python_versions.allows(search.target.full_versions()[-1]):
        raise RefusedError(
            f"{package.place}.python-versions",
            f"{package.version} wants Python {package.python_versions.text}, and "
            f"{search.target.name} was asked for",
            "leave the target out or lock another version",
        )
    active = [edge for edge in package.edges if _active(package, edge, search.target, extras)]
    names = sorted({edge.name for edge in active})
    return Node(package, frozenset(extras), tuple(names), len(package.edges) - len(active))


def _active(package: LockedPackage, edge: Edge, target: Target, extras: Iterable[str]) -> bool:
    if not target.holds(edge.marker, edge.place, extras):
        return False
    if not edge.optional:
        return True
    # An optional edge belongs to an extra: by its marker, or only by the table of extras.
    if edge.marker is not None and "extra" in str(edge.marker):
        return True
    return any(edge.name in package.extras.get(extra, ()) for extra in extras)


def check_against_groups(
    lock: Lock, target: Target, closure: Closure, groups: Iterable[str], extras: Iterable[str]
) -> None:
    """Compare what was reached with what the lock itself says that the groups want (2.1)."""
    if not lock.tells_groups:
        return
    wanted = set(groups)
    told = {
        entry.name
        for entry in lock.packages
        if any(
            group in wanted and _wanted_by(entry, group, target, extras) for group in entry.groups
        )
    }
    if told != set(closure):
        raise RefusedError(
            f"{lock.place}: package",
            f"for {target.name} its groups say {sorted(told - set(closure))} beyond, and lack "
            f"{sorted(set(closure) - told)} of, what its dependencies need",
            "run: poetry lock",
        )
