"""Which locked packages a target needs: markers, extras and constraints followed edge by edge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from packaging.version import Version

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Directory, Lock, LockedPackage, Source
from pyproject2nix.base.notes import Note
from pyproject2nix.base.target import Target

__all__ = [
    "Closure",
    "Node",
    "Wish",
    "applicable",
    "check_target",
    "missing_extras",
    "narrowed_to",
    "resolve",
    "told_by_groups",
    "without_groups",
]


@dataclass(frozen=True)
class Wish:
    """What of the project is wanted: markers ask for it."""

    extras: frozenset[str] = frozenset()
    """Extras of the project."""
    groups: frozenset[str] = frozenset()
    """Dependency groups, without `main`."""
    words: frozenset[str] = frozenset()
    """What the lock's own markers call extras and groups that are chosen: of any package."""


@dataclass(frozen=True)
class Node:
    """A locked package as one target needs it."""

    package: LockedPackage
    extras: frozenset[str]
    dependencies: tuple[str, ...]
    """Names, sorted."""


Closure = Mapping[str, Node]


class _RetryError(Exception):
    """The highest version does not fit after all: something was learned, start again."""


@dataclass
class _Learned:
    """What earlier attempts found out."""

    wanted: dict[str, list[Dependency]] = field(default_factory=dict)
    """By name, dependencies that rule out the highest entry."""
    excluded: set[int] = field(default_factory=set)
    """Identities of entries that need what the lock does not have."""


@dataclass
class _Search:
    lock: Lock
    target: Target
    wish: Wish
    steps: Steps
    learned: _Learned = field(default_factory=_Learned)
    chosen: dict[str, LockedPackage] = field(default_factory=dict)
    extras: dict[str, frozenset[str]] = field(default_factory=dict)
    queue: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    """Which package needs each; nothing for what the project itself needs."""
    preferred: set[str] = field(default_factory=set)
    """Names for which the highest of several entries was taken."""
    looked_at: str = ""
    """The package whose edges are followed now."""
    open: dict[str, list[Dependency]] = field(default_factory=dict)
    """By name, dependencies that more than one entry satisfies: what else is needed may decide."""
    found: dict[tuple[object, ...], list[LockedPackage]] = field(default_factory=dict)
    """The entries that satisfy a dependency: a lock repeats few of them on many edges."""

    def want(self, dependency: Dependency) -> None:
        """Note that a package is needed, and look at its edges again if that is news."""
        found = self._candidates(dependency)
        if len(found) > 1:
            spend(len(found) / 20, dependency.place)
            earlier = self.chosen.get(dependency.name)
            found = [] if earlier is None else [entry for entry in found if entry is earlier]
        if found:
            self._take(self._agreed(found[0], dependency), dependency)
        else:
            self.open.setdefault(dependency.name, []).append(dependency)

    def _take(self, package: LockedPackage, dependency: Dependency) -> None:
        name = dependency.name
        known = self.extras.get(name, frozenset())
        if name not in self.chosen or not known.issuperset(dependency.extras):
            if package.problem is not None:
                raise package.problem
            self.chosen[name] = package
            self.places.setdefault(name, dependency.place)
            if self.looked_at:
                self.parents.setdefault(name, self.looked_at)
            self.extras[name] = known.union(dependency.extras)
            self.queue.append(name)

    def decide(self) -> None:
        """Look again at what was open: by what was chosen since, else by all that want it."""
        decided = [name for name in self.open if name in self.chosen]
        for name in decided:
            for dependency in self.open.pop(name):
                self.want(dependency)
        # What was chosen may be none of those that satisfy another dependency.
        left = [name for name in decided if name in self.open]
        if not left and (decided or self.queue or not self.open):
            return
        name = left[0] if left else next(iter(self.open))
        asked = self.open[name]
        entries = self.lock.named(name)
        # Few different ones: a dependency that is asked for again has the same list.
        choices = {id(some): some for some in map(self._candidates, asked)}.values()
        found = [e for e in entries if all(e in some for some in choices)]
        if len(found) > 1 and self.lock.highest_fits:
            found = [max(found, key=_order)]
            self.preferred.add(name)
        if not found:
            self._learn_from(name)
        if len(found) != 1:
            raise RefusedError(
                asked[0].place,
                f"{name} {', '.join(map(_label, entries))}: no marker tells which one "
                f"{self.target.name} takes",
                "narrow the requirement, and lock again",
            )
        self._take(self._agreed(found[0], asked[0]), asked[0])

    def _candidates(self, wanted: Dependency) -> list[LockedPackage]:
        """Return the entries that satisfy a dependency here: at least one, or refuse."""
        where = (wanted.source, wanted.addressed, wanted.index, wanted.exact)
        key = (wanted.name, wanted.constraint.text, *where)
        if key not in self.found:
            self.found[key] = self._candidates_now(wanted)
        return self.found[key]

    def _candidates_now(self, wanted: Dependency) -> list[LockedPackage]:
        name, target = wanted.name, self.target
        entries = self.lock.named(name)
        known = self.learned.wanted.get(name, ())
        length = sum(5 + len(one.constraint.text) for one in (wanted, *known))
        spend(10 + length * len(entries), wanted.place)
        if not entries:
            self._learn_from(self.looked_at)
            raise RefusedError(
                wanted.place,
                f"{name} is required for {target.name} and is not in {self.lock.place}",
                f"run: {self.lock.update}" if self.lock.update else "add it there with its hash",
            )
        found = [
            entry
            for entry in entries
            if id(entry) not in self.learned.excluded
            and (wanted.exact or self._is_here(entry))
            and all(_satisfies(entry, one) for one in (wanted, *known))
        ]
        if len(found) > 1:
            full = target.full_versions()[-1]
            found = [one for one in found if one.python_versions.allows(full)] or found
        if not found:
            self._learn_from(self.looked_at)
            if known:
                other = f"{known[0].constraint.text} (for {known[0].place})"
                raise self._exclusive(wanted, wanted.constraint.text, other)
            raise RefusedError(
                wanted.place,
                f"{name} {wanted.constraint.text} is required for {target.name} and "
                f"{self.lock.place} has {', '.join(map(_label, entries))}, for other versions or "
                "targets",
                "lock again",
            )
        return found

    def _agreed(self, found: LockedPackage, wanted: Dependency) -> LockedPackage:
        """Return an entry, which has to be the one that was chosen before, if any was."""
        earlier = self.chosen.get(wanted.name)
        if earlier is not None and earlier is not found:
            if wanted.name in self.preferred:
                self.learned.wanted.setdefault(wanted.name, []).append(wanted)
                raise _RetryError
            self._learn_from(self.looked_at)
            self._learn_from(self.parents.get(wanted.name, ""))
            other = f"{_label(earlier)} (for {self.places[wanted.name]})"
            raise self._exclusive(wanted, _label(found), other)
        return found

    def _exclusive(self, wanted: Dependency, one: str, other: str) -> RefusedError:
        return RefusedError(
            wanted.place,
            f"{wanted.name} {one} and {other} are both required for {self.target.name}",
            "give the requirements disjoint markers, and lock again, or choose fewer extras "
            "and groups (--extras, --groups)",
        )

    def _learn_from(self, name: str) -> None:
        """Start again without the nearest package that was taken as the highest, if any was."""
        seen = set()
        while name and name not in seen:
            if name in self.preferred:
                self.learned.excluded.add(id(self.chosen[name]))
                raise _RetryError
            seen.add(name)
            name = self.parents.get(name, "")

    def _is_here(self, entry: LockedPackage) -> bool:
        return _is_for(entry, self.target, self.wish) and (
            not entry.groups
            or any(_wanted_by(entry, group, self.target, self.wish) for group in entry.groups)
        )

    def edges(self, package: LockedPackage, extras: frozenset[str]) -> list[Dependency]:
        """Return the edges that a package has here, with these extras."""
        every = [*package.dependencies]
        for extra in sorted(extras):
            every += package.extras.get(extra, ())
        self.steps.take(len(every))
        # The package's own extras: the project may have others of the same names.
        return applicable(every, self.target, replace(self.wish, extras=extras))


def _label(entry: LockedPackage) -> str:
    return entry.version or str(entry.source)


def _order(entry: LockedPackage) -> Version:
    return Version(entry.version or "0")


def _satisfies(entry: LockedPackage, wanted: Dependency) -> bool:
    # An exact edge without a source means the entry of an index.
    is_told = wanted.exact or wanted.source is not None
    if is_told and not _is_same(wanted.source, entry.source):
        return False
    if wanted.addressed and entry.source is None:
        return False
    if wanted.index and wanted.index != entry.index:
        return False
    return not entry.version or wanted.constraint.allows(entry.version)


def _is_same(one: Source | None, other: Source | None) -> bool:
    if isinstance(one, Directory) and isinstance(other, Directory):
        return one.path == other.path
    return one == other


def _is_for(entry: LockedPackage, target: Target, wish: Wish) -> bool:
    return not entry.condition or any(
        target.holds(marker, entry.place, _extras(wish), wish.groups) for marker in entry.condition
    )


def without_groups(closure: Closure, target: Target, wish: Wish) -> list[str]:
    """Return the names, sorted, of what a closure has for more than groups and extras."""
    plain = Wish(words=wish.words)
    return sorted(name for name, node in closure.items() if _is_for(node.package, target, plain))


def _extras(wish: Wish) -> frozenset[str]:
    return wish.extras | wish.words


def _wanted_by(entry: LockedPackage, group: str, target: Target, wish: Wish) -> bool:
    marker = entry.markers.get(group)
    return target.holds(marker, entry.at("markers"), _extras(wish), wish.groups)


def applicable(
    requirements: Iterable[Dependency], target: Target, wish: Wish | None = None
) -> list[Dependency]:
    """Return the requirements whose marker holds for the target."""
    wish = wish or Wish()
    extras = _extras(wish)
    return [r for r in requirements if target.holds(r.marker, r.place, extras, wish.groups)]


def resolve(
    lock: Lock, target: Target, roots: Sequence[Dependency], wish: Wish, steps: Steps
) -> dict[str, Node]:
    """Return what `roots` need, directly and indirectly."""
    learned = _Learned()
    for _ in range(limits.ATTEMPTS):
        try:
            return _attempt(_Search(lock, target, wish, steps, learned), roots)
        except _RetryError:
            continue
    raise RefusedError(
        lock.place,
        f"it has several versions of a package, and {limits.ATTEMPTS} combinations do not fit "
        f"together for {target.name}",
        f"run: {lock.update}",
    )


def _attempt(search: _Search, roots: Sequence[Dependency]) -> dict[str, Node]:
    search.steps.take(len(roots))
    for root in applicable(roots, search.target, search.wish):
        search.want(root)
    if not search.lock.tells_edges:
        _want_all(search)
    while search.queue or search.open:
        while search.queue:
            name = search.looked_at = search.queue.pop()
            extras = search.extras[name]
            for edge in search.edges(search.chosen[name], extras):
                search.want(edge)
        search.looked_at = ""
        search.decide()
    return {name: _node(search, name) for name in sorted(search.chosen)}


def _want_all(search: _Search) -> None:
    # The lock has no edges: every entry that is for this target is needed.
    search.steps.take(len(search.lock.packages))
    for entry in search.lock.packages:
        if search._is_here(entry):
            constraint = Constraint.ANY
            search.want(Dependency(entry.place, entry.name, constraint, source=entry.source))


def missing_extras(
    lock: Lock, target: Target, roots: Iterable[Dependency], closure: Closure, wish: Wish
) -> Iterable[Note]:
    """Return a note for each extra that the project asks for and the locked release lacks.

    Installers warn of it. Extras that releases ask of each other are dropped without a word
    (coverage[toml]).
    """
    if not lock.tells_extras:
        return
    for root in applicable(roots, target, wish):
        node = closure.get(root.name)
        for extra in root.extras:
            if node is not None and extra not in node.package.extras:
                known = ", ".join(sorted(node.package.extras)) or "none"
                yield Note(
                    root.place,
                    f"{root.name} {node.package.version} has no extra {extra!r} (it has {known}): "
                    "nothing is added",
                )


def _node(search: _Search, name: str) -> Node:
    package, extras = search.chosen[name], search.extras[name]
    spend(len(package.python_versions.text), package.place)
    if not package.python_versions.allows(search.target.full_versions()[-1]):
        raise RefusedError(
            package.at("python-versions"),
            f"{package.name} {package.version} wants Python {package.python_versions.text}, which "
            f"{search.target.name} does not have",
            "choose another Python (--python), or lock another version",
        )
    names = {edge.name for edge in search.edges(package, extras)}
    # A package may ask for its own extras: x[all] needs x[fast].
    return Node(package, extras, tuple(sorted(names - {name})))


def check_target(lock: Lock, target: Target) -> None:
    """Refuse a target that a lock was not written for."""
    if not lock.python_versions.allows(target.full_versions()[-1]):
        raise RefusedError(
            f"{lock.place}: requires-python",
            f"{lock.python_versions.text!r} does not allow {target.name}",
            "leave the target out ([tool.pyproject2nix] or --python), or lock for it",
        )
    if lock.environments and not any(target.holds(m, lock.place) for m in lock.environments):
        raise RefusedError(
            lock.place,
            f"it was locked for {' or '.join(sorted(map(str, lock.environments)))}, which "
            f"{target.name} is not",
            "leave the target out ([tool.pyproject2nix] or --platform), or lock for it",
        )


def told_by_groups(
    lock: Lock, target: Target, groups: Iterable[str], wish: Wish
) -> list[LockedPackage] | None:
    """Return the entries that the lock itself says its groups want; None if it does not say."""
    if not lock.tells_groups:
        return None
    wanted = set(groups)
    spend(sum(1 + len(entry.groups) / 10 for entry in lock.packages), lock.place)
    return [
        entry
        for entry in lock.packages
        if _is_for(entry, target, wish)
        and any(
            group in wanted and _wanted_by(entry, group, target, wish) for group in entry.groups
        )
    ]


def narrowed_to(
    lock: Lock, told: Sequence[LockedPackage], roots: Iterable[Dependency]
) -> tuple[Lock, list[Dependency]]:
    """Return a lock and roots that lead to these entries, to all of them and to no other.

    Poetry and PDM install what the groups of a lock say, without a look at dependencies.
    """
    names = {entry.name for entry in told}
    ours = {id(entry) for entry in told}
    spend(sum(5 + len(entry.dependencies) for entry in told), lock.place)

    def known(edges: Iterable[Dependency]) -> tuple[Dependency, ...]:
        return tuple(edge for edge in edges if edge.name in names)

    packages = tuple(
        replace(
            entry,
            dependencies=known(entry.dependencies),
            extras={extra: known(edges) for extra, edges in entry.extras.items()},
        )
        if id(entry) in ours
        else entry
        for entry in lock.packages
    )
    all_of_them = [
        Dependency(entry.place, entry.name, Constraint.exactly(entry.version), source=entry.source)
        for entry in told
    ]
    return replace(lock, packages=packages), [*known(roots), *all_of_them]
