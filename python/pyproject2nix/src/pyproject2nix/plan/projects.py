"""Projects that a lock has as packages and that are not installed as such.

That is the project itself, where a dependency needs it (a pytest plugin, its own extra), and a
member of a workspace that only lists requirements. What needs one needs its requirements instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pyproject2nix.base.budget import spend
from pyproject2nix.base.model import Dependency, Directory, Lock, LockedPackage
from pyproject2nix.plan.closure import Node
from pyproject2nix.project.project import Project

__all__ = ["Own", "Unfolded", "own_of", "unfolded", "with_own"]


@dataclass(frozen=True)
class Own:
    """What the project asks for: as the lock has it, where it has the project itself."""

    dependencies: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]


def own_of(project: Project, lock: Lock) -> Own:
    """Return the project's requirements by what asks for them."""
    root = lock.root
    if root is None:
        return Own(project.requirements, project.extras, project.groups)
    # The lock knows edges of all that was there when it was written: an empty group has none.
    return Own(
        root.dependencies,
        {**dict.fromkeys(project.extras, ()), **root.extras},
        {**dict.fromkeys(project.groups, ()), **root.groups},
    )


def with_own(project: Project, lock: Lock, own: Own) -> Lock:
    """Return the lock with an entry of the project, so that edges may lead to it.

    The entry asks for what an extra adds; all else the project itself asks for.
    """
    if lock.named(project.name) or not lock.tells_edges:
        return lock
    entry = LockedPackage(
        place=f"{lock.place}: package.{project.name}",
        name=project.name,
        # Whatever its version is: the locker has seen to it.
        version="",
        files=(),
        source=Directory("."),
        extras=own.extras,
        is_virtual=True,
    )
    return replace(lock, packages=(*lock.packages, entry))


@dataclass(frozen=True)
class Unfolded:
    """What one target needs, without projects that are not installed."""

    nodes: Mapping[str, Node]
    instead: Mapping[str, frozenset[str]]
    """What each of these projects asks for, by its name."""
    needing: frozenset[str]
    """Packages that need the project itself: a cycle, which Nix cannot build."""

    def names(self, names: Iterable[str]) -> set[str]:
        """Return names with what a project that is not installed asks for in its place."""
        found: set[str] = set()
        for name in names:
            found |= self.instead.get(name, {name})
        return found


def unfolded(nodes: Mapping[str, Node], project: str) -> Unfolded:
    """Replace projects that are not installed by what they ask for."""
    virtual = {name for name, node in nodes.items() if node.package.is_virtual}
    instead = {name: _reached(name, nodes, virtual) for name in virtual}
    needing = set()
    installed = {}
    for name, node in nodes.items():
        if name in virtual:
            continue
        through = virtual.intersection(node.dependencies)
        if not through:
            installed[name] = node
            continue
        wanted = {d for d in node.dependencies if d not in virtual}
        for one in through:
            wanted |= instead[one]
        installed[name] = replace(node, dependencies=tuple(sorted(wanted - {name})))
        if any(project in _through(one, nodes, virtual) for one in through):
            needing.add(name)
    return Unfolded(installed, instead, frozenset(needing))


def _through(name: str, nodes: Mapping[str, Node], virtual: set[str]) -> set[str]:
    """Return a project that is not installed and those that it leads to."""
    found, queue = {name}, [name]
    while queue:
        node = nodes[queue.pop()]
        spend(2 + len(node.dependencies) / 10, node.package.place)
        for one in virtual.intersection(node.dependencies) - found:
            found.add(one)
            queue.append(one)
    return found


def _reached(name: str, nodes: Mapping[str, Node], virtual: set[str]) -> frozenset[str]:
    through = _through(name, nodes, virtual)
    return frozenset(d for one in through for d in nodes[one].dependencies) - virtual
