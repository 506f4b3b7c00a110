"""Making the plan: what is chosen of groups and extras, and what each target takes of the lock."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from packaging.markers import Marker

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.builds import NO_BUILDS, BuildLock
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Lock, LockedPackage
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_sets import planned_sets
from pyproject2nix.plan.build_systems import Builders
from pyproject2nix.plan.choice import (
    Exclusive,
    Item,
    exclusive,
    fitting,
    in_words,
    names_of,
    subsets,
)
from pyproject2nix.plan.closure import applicable
from pyproject2nix.plan.distribution import Sdist, Wheel
from pyproject2nix.plan.plan import Alternative, Plan
from pyproject2nix.plan.planner import Made, Planner
from pyproject2nix.plan.projects import Own, Unfolded, own_of
from pyproject2nix.project.local_sources import LocalSources
from pyproject2nix.project.project import Project

__all__ = ["make_plan"]


def make_plan(
    project: Project,
    lock: Lock,
    sources: LocalSources,
    targets: Sequence[Target],
    groups: Iterable[str] | None = None,
    extras: Iterable[str] | None = None,
    builds: BuildLock = NO_BUILDS,
) -> Plan:
    """Decide what every target takes; refuse where the lock cannot tell.

    Without `groups` and `extras`: what the locker installs unasked, and of the rest what fits to
    it. What excludes others becomes an alternative. `builds` is what pylock.build.toml holds; what
    it lacks is in the plan's `from_source`.
    """
    return _Choices(project, lock, sources, targets, groups, extras, builds).plan()


class _Choices:
    """Which groups and extras the plan has, and which an alternative."""

    def __init__(
        self,
        project: Project,
        lock: Lock,
        sources: LocalSources,
        targets: Sequence[Target],
        groups: Iterable[str] | None,
        extras: Iterable[str] | None,
        builds: BuildLock,
    ) -> None:
        self.project, self.lock, self.sources, self.targets = project, lock, sources, targets
        self.builds = builds
        self.own = own = own_of(project, lock)
        settings = project.settings
        asked_groups = _chosen("dependency group", groups, settings.groups, own.groups)
        asked_extras = _chosen("extra", extras, settings.extras, own.extras)
        no_groups, no_extras = asked_groups is None, asked_extras is None
        self.left_out = _left_out(own, lock, targets, no_groups, no_extras)
        default = lock.default_groups
        if default is None:
            default = frozenset(own.groups) - project.optional_groups
        self.asked = frozenset(
            [
                *(Item("group", name) for name in asked_groups or ()),
                *(Item("extra", name) for name in asked_extras or ()),
            ]
        )
        usual = set(own.groups) - project.optional_groups - set(self.left_out)
        unasked = [Item("group", name) for name in usual if no_groups]
        unasked += [Item("extra", n) for n in own.extras if no_extras and n not in self.left_out]
        unasked += [Item("member", member.name) for member in lock.members]
        self.default = self.asked.union(
            item for item in unasked if item.kind == "group" and item.name in default
        )
        self.others = frozenset(unasked) - self.default
        self.notes = Notes([*project.notes, *lock.notes])
        self.made: dict[frozenset[Item], Made] = {}

    def make(self, items: frozenset[Item]) -> Made:
        """Plan one choice, or refuse it."""
        if items not in self.made:
            self.made[items] = self._planner(items).make(self.targets)
        return self.made[items]

    def _planner(self, items: frozenset[Item]) -> Planner:
        return Planner(self.project, self.lock, self.sources, self.own, items, self.builds)

    def plan(self) -> Plan:
        """Return the plan with its alternatives."""
        found = exclusive(
            self.lock, self.project.name, self.own, frozenset(self.default | self.others)
        )
        single = found.items - frozenset().union(*found.pairs)
        found = replace(found, items=found.items - (single & self.asked))
        main = self._default_of(found)
        firm = self.default - found.items
        accepted, refused = fitting(firm | main, self.others - found.items, self.make)
        plan = self.make(accepted)
        choices = subsets(found, self.lock.place)
        if len(choices) > limits.VARIANTS:
            self.notes.add(
                f"{self.lock.place}: {in_words(found.items)}",
                f"more than {limits.VARIANTS} choices: the smallest are written; to choose others, "
                "name fewer: extras = [...] and groups = [...] in [tool.pyproject2nix]",
            )
        apart = {
            subset: made
            for subset in choices[: limits.VARIANTS]
            if subset != main and (made := self._alternative(accepted - main, firm, subset))
        }
        for item, refusal in refused.items():
            # Only what is refused next to others is an alternative.
            one = frozenset([item])
            if item.kind == "member":
                self._leave_out(one, refusal)
                continue
            try:
                apart[main | one] = self.make(firm | main | one)
            except RefusedError:
                self._leave_out(one, refusal)
        exclusive_items = found.items.union(*apart) if apart else found.items
        if apart:
            self._note(exclusive_items, main)
        return self._as_plan(plan, apart, exclusive_items)

    def _default_of(self, found: Exclusive) -> frozenset[Item]:
        """Return those of the exclusive items that are the default."""
        main: frozenset[Item] = frozenset()
        for item in sorted(self.default & found.items):
            if item.kind == "group" and found.fits(main | {item}):
                main |= {item}
        return main

    def _alternative(
        self, others: frozenset[Item], firm: frozenset[Item], subset: frozenset[Item]
    ) -> Made | None:
        try:
            return self.make(others | subset)
        except RefusedError as refusal:
            try:
                return self.make(firm | subset)
            except RefusedError:
                if subset <= self.asked:
                    raise
                self._leave_out(subset, refusal)
                return None

    def _leave_out(self, items: frozenset[Item], refusal: RefusedError) -> None:
        self.notes.add(f"pyproject.toml: {in_words(items)}", f"left out: {refusal}")
        self.left_out |= {item.name: str(refusal) for item in items}

    def _note(self, items: frozenset[Item], main: frozenset[Item]) -> None:
        one = min(items - main, default=min(items))
        has = f"has {in_words(main)}" if main else "has none of them"
        self.notes.add(
            f"{self.lock.place}: {in_words(items)}",
            f"not all fit together: the default {has}, and to choose another: "
            f'buildProject {{ {one.kind}s = [ "{one.name}" ]; }}',
        )

    def _as_plan(
        self, made: Made, apart: Mapping[frozenset[Item], Made], found: frozenset[Item]
    ) -> Plan:
        planner = made.planner
        self.notes.extend(planner.notes.found)
        names = {
            target: frozenset(needed.nodes)
            for target, needed in self._default(planner).wanted.items()
        }
        every = [made, *apart.values()]
        names_of_choices = _names_of(apart)
        for index, files in _other_indexes(every).items():
            some = f"{', '.join(files[:3])}{' …' if len(files) > 3 else ''}"
            self.notes.add(
                f"{self.lock.place}: {index}",
                f"{some}: fetched from this index; what pip or netrc has for it is used",
            )
        builders = Builders.together(self.builds, (one.planner.builders for one in every))
        steps = Steps(self.lock.place, limits.EDGES, 3)
        build_sets = planned_sets(builders, self.project.settings, self.targets, steps)
        self.notes.extend(builders.notes.found)
        return Plan(
            project=self.project,
            lock=self.lock,
            targets=tuple(self.targets),
            groups=planner.groups,
            extras=planner.extras,
            packages=made.packages,
            local=made.local,
            members=made.members,
            left_out=self.left_out,
            unused=_unused(self.lock, [m.needed for m in every], planner.groups),
            own=self.own,
            default_groups=names_of("group", self.default & planner.items),
            default=names,
            builds=self.builds,
            build_sets=build_sets,
            from_source=builders.needed(),
            exclusive_groups=names_of("group", found),
            exclusive_extras=names_of("extra", found),
            alternatives=tuple(
                _alternative(names_of_choices[items], items, one, made)
                for items, one in apart.items()
            ),
            releases=_releases(every),
            notes=self.notes.found,
        )

    def _default(self, planner: Planner) -> Planner:
        """Return the planner of what the locker installs unasked."""
        items = frozenset(i for i in self.default & planner.items if i.kind == "group")
        if items == planner.items:
            return planner
        default = self._planner(items)
        for target in self.targets:
            default.wanted[target] = default.as_told(target, default.roots())[1]
        return default


def _alternative(name: str, items: frozenset[Item], made: Made, main: Made) -> Alternative:
    known = {package.name: package for package in main.packages}
    members = {member.project.name: member for member in main.members}
    return Alternative(
        name=name,
        groups=names_of("group", items),
        extras=names_of("extra", items),
        packages=tuple(p for p in made.packages if known.get(p.name) != p),
        local=made.local,
        members=tuple(m for m in made.members if members.get(m.project.name) != m),
    )


def _names_of(choices: Iterable[frozenset[Item]]) -> dict[frozenset[Item], str]:
    """Return a name for each choice, with the kinds of its items where it is not the only one."""
    short = {items: "+".join(item.name for item in sorted(items)) or "none" for items in choices}
    used = Counter(short.values())
    return {
        items: (
            "+".join(f"{item.kind}.{item.name}" for item in sorted(items))
            if items and (used[name] > 1 or name == "none")
            else name
        )
        for items, name in short.items()
    }


def _other_indexes(every: Iterable[Made]) -> dict[str, list[str]]:
    """Return the packages that come from another index than most, by that."""
    found: dict[str, set[str]] = {}
    for made in every:
        for package in made.packages:
            for variant in package.variants.values():
                if isinstance(variant.distribution, Sdist | Wheel):
                    index = variant.distribution.file.index
                    found.setdefault(index, set()).add(package.name)
    return {index: sorted(found[index]) for index in sorted(found) if index}


def _releases(every: Iterable[Made]) -> dict[str, str]:
    """Return the releases of CPython that decide a marker of what is taken."""
    found = {}
    for made in every:
        roots = [(root.marker, root.place) for root in made.planner.roots()]
        for target, needed in made.needed.items():
            markers = chain(roots, _markers(needed))
            if target.patch is not None and any(target.patch_matters(*one) for one in markers):
                found[target.python_version] = target.release
    return dict(sorted(found.items()))


def _markers(needed: Unfolded) -> Iterator[tuple[Marker | None, str]]:
    """Yield the markers of what is needed, with their places."""
    for node in needed.nodes.values():
        package = node.package
        spend(2 + len(package.dependencies), package.place)
        every = [*package.dependencies]
        for extra in node.extras:
            every += package.extras.get(extra, ())
        yield from ((marker, package.place) for marker in package.condition)
        yield from ((marker, package.place) for marker in package.markers.values())
        yield from ((edge.marker, edge.place) for edge in every)


def _chosen(
    what: str,
    asked: Iterable[str] | None,
    set_down: Iterable[str] | None,
    known: Iterable[str],
) -> tuple[str, ...] | None:
    """Return the names that were asked for, or set down in the project; None for the default."""
    names = set_down if asked is None else asked
    for name in names or ():
        if name not in known:
            raise RefusedError(
                "pyproject.toml",
                f"there is no {what} {name!r}",
                f"choose from {', '.join(sorted(known)) or 'none'}",
            )
    return None if names is None else tuple(sorted(set(names)))


def _left_out(
    own: Own, lock: Lock, targets: Sequence[Target], groups: bool, extras: bool
) -> dict[str, str]:
    """Return the groups and extras that a lock was written without, and what it lacks.

    Only where they are a default: one that is asked for by name is refused.
    """
    tables = [*([own.groups] if groups else []), *([own.extras] if extras else [])]
    found = {}
    for table in tables if lock.may_lack_groups else []:
        for name, requirements in table.items():
            for requirement in requirements:
                spend(1 + 2 * len(targets), requirement.place)
                if not lock.named(requirement.name) and any(
                    applicable([requirement], target) for target in targets
                ):
                    found[name] = f"{requirement.name} is not in {lock.place}"
    return found


def _key(entry: LockedPackage) -> tuple[object, ...]:
    return (entry.name, entry.version, entry.source, entry.index)


def _unused(
    lock: Lock, needed: Iterable[Mapping[Target, Unfolded]], groups: tuple[str, ...]
) -> dict[str, str]:
    """Return the locked packages that no target takes, and why."""
    nodes = [n for some in needed for one in some.values() for n in one.nodes.values()]
    taken = {_key(node.package): node.package for node in nodes}
    leading: dict[str, set[str]] = {}
    for package in taken.values():
        for edge in package.dependencies:
            leading.setdefault(edge.name, set()).add(str(edge.marker or ""))
    unused = {}
    for entry in lock.packages:
        if _key(entry) in taken or entry.is_virtual:
            continue
        own = {str(marker) for marker in (*entry.condition, *entry.markers.values())}
        markers = own or leading.get(entry.name, {""})
        if lock.tells_groups and not {"main", *groups} & set(entry.groups):
            reason = f"only in group {', '.join(entry.groups)}"
        elif "" not in markers:
            reason = f"no target has {' or '.join(sorted(markers))}"
        else:
            reason = "nothing that is chosen needs it"
        unused[f"{entry.name} {entry.version}"] = reason
    return unused
