"""What each target takes of the lock for one choice of groups and extras, with what builds it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.builds import BuildLock
from pyproject2nix.base.conflicts import conflict_extras, conflict_name, encoded_name
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Directory, LocalFile, Lock, LockedPackage
from pyproject2nix.base.names import check_not_reserved
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_systems import (
    BuilderChoice,
    Builders,
    Built,
    built_package,
    built_project,
    libraries_of,
    programs_of,
)
from pyproject2nix.plan.choice import Item, names_of
from pyproject2nix.plan.closure import (
    Closure,
    Node,
    Wish,
    applicable,
    check_target,
    missing_extras,
    narrowed_to,
    resolve,
    told_by_groups,
    without_groups,
)
from pyproject2nix.plan.cycles import cycles, unwound
from pyproject2nix.plan.distribution import Distribution, choose_distribution, is_wheel
from pyproject2nix.plan.local_package import (
    ByTarget,
    LocalPackage,
    Whole,
    check_local_file,
    member_of,
    member_package,
    project_package,
)
from pyproject2nix.plan.plan import PlannedPackage, Variant
from pyproject2nix.plan.projects import Own, Unfolded, unfolded, with_own
from pyproject2nix.project.local_sources import LocalSources
from pyproject2nix.project.project import Project

__all__ = ["Made", "Planner"]


def _check_conflicts(lock: Lock, chosen: frozenset[str]) -> None:
    for conflict in lock.conflicts:
        both = sorted(conflict & chosen)
        if len(both) > 1:
            raise RefusedError(
                f"{lock.place}: conflicts",
                f"{' and '.join(map(conflict_name, both))} exclude each other",
                "choose with --extras and --groups, or extras and groups in [tool.pyproject2nix]",
            )


def _check_cycles(lock: Lock, found: Iterable[Mapping[str, frozenset[str]]]) -> None:
    for members in found:
        for name, cycle in members.items():
            if len(cycle) > limits.CYCLE:
                raise RefusedError(
                    f"{lock.place}: package.{name}",
                    f"it and {len(cycle) - 1} others need each other, more than {limits.CYCLE}",
                    "lock fewer packages",
                )


def _edges(closure: Closure) -> dict[str, tuple[str, ...]]:
    return {name: node.dependencies for name, node in closure.items()}


def _difference(told: set[str], needed: set[str]) -> str:
    beyond, lacking = ", ".join(sorted(told - needed)), ", ".join(sorted(needed - told))
    parts = [f"its groups list {beyond}, which nothing needs"] if beyond else []
    if lacking:
        parts.append(f"its groups leave out {lacking}, which others need")
    return " and ".join(parts)


@dataclass(frozen=True)
class Made:
    """What one choice of groups and extras takes."""

    planner: "Planner"
    needed: Mapping[Target, Unfolded]
    packages: tuple[PlannedPackage, ...]
    local: LocalPackage
    members: tuple[LocalPackage, ...]


class Planner:
    """One project, one lock, one choice of groups and extras."""

    def __init__(
        self,
        project: Project,
        lock: Lock,
        sources: LocalSources,
        own: Own,
        items: frozenset[Item],
        builds: BuildLock,
    ) -> None:
        self.project = project
        self.lock = lock
        self.sources = sources
        self.own = own
        self.items = items
        self.groups = names_of("group", items)
        self.extras = names_of("extra", items)
        # uv's markers have names of their own for what is chosen.
        words = conflict_extras(project.name, self.extras, self.groups)
        wish = Wish(frozenset(self.extras), frozenset(self.groups), words)
        self.wishes: dict[Target, Wish] = defaultdict(lambda: wish)
        self.whole = with_own(project, lock, own)
        self.narrowed: dict[Target, Lock] = {}
        """Where the groups of the lock say otherwise than its edges."""
        self.steps = Steps(lock.place, limits.EDGES, 3)
        self.notes = Notes()
        self.members: dict[str, Project] = {}
        self.wanted: dict[Target, Unfolded] = {}
        self.distributions: dict[tuple[int, Target], Distribution] = {}
        self.builders = Builders(builds)
        self.chosen: dict[Target, dict[str, BuilderChoice]] = {}
        """By target and by identity of what is built."""

    def make(self, targets: Sequence[Target]) -> Made:
        """Plan for all targets."""
        needed = {target: self.needed(target) for target in targets}
        found = {target: cycles(_edges(one.nodes)) for target, one in needed.items()}
        _check_cycles(self.lock, found.values())

        def whole(target: Target, names: Sequence[str]) -> tuple[str, ...]:
            return unwound(names, found[target])

        def by_target(requirements: Sequence[Dependency]) -> ByTarget:
            spend(len(targets) * (8 + 2 * len(requirements)), self.project.toml.place)
            return {
                target: whole(target, sorted(self._names(target, requirements)))
                for target in targets
            }

        packages = tuple(self.packages(needed, found))
        members = tuple(self.members_of(packages, whole))
        for member in members:
            self.notes.extend(member.project.notes)
        direct = by_target(self.own.dependencies)
        if not self.lock.tells_edges:
            # The project needs all, since the lock does not say who needs whom; but for groups.
            direct = {
                target: whole(
                    target,
                    without_groups(self.wanted[target].nodes, target, self.wishes[target]),
                )
                for target in targets
            }
        local = project_package(
            self.project,
            direct,
            self.own,
            self.groups,
            self.extras,
            by_target,
            whole,
            self.builders_of(built_project(self.project, ".", self.project.settings)),
        )
        return Made(self, needed, packages, local, members)

    def needed(self, target: Target) -> Unfolded:
        """Return all that one target needs, builders of what is built included."""
        project = self.project
        check_target(self.lock, target)
        if not project.python.allows(target.full_versions()[-1]):
            raise RefusedError(
                project.python_place,
                f"{project.python.text!r} does not allow {target.name}",
                "leave the target out ([tool.pyproject2nix] or --python)",
            )
        roots = self.roots()
        roots, needed = self.as_told(target, roots)
        self.wanted[target] = needed
        wish = self.wishes[target]
        self.notes.extend(missing_extras(self.lock, target, roots, needed.nodes, wish))
        chosen = self.chosen[target] = {}
        builders: list[Dependency] = []
        # What is built from source brings builders, which may have to be built, too.
        for _ in range(limits.ROUNDS):
            further = [b for b in self._built(needed.nodes, target) if b.identity not in chosen]
            if not further:
                return needed
            for built in further:
                locked = self._locked_with([*roots, *builders], target)
                chosen[built.identity] = self.builders.choose(built, target, locked)
                builders += chosen[built.identity].locked
            if builders:
                needed = self.reach(target, [*roots, *builders])
        raise RefusedError(
            f"{project.settings.place}.build-systems",
            f"{builders[-1].name} is needed to build what is needed to build, {limits.ROUNDS} "
            "times over",
            "lock wheels of these packages",
        )

    def _locked_with(
        self, roots: Sequence[Dependency], target: Target
    ) -> Callable[[Sequence[Dependency]], list[Dependency] | None]:
        """Return what tells which requirements the lock satisfies, together with `roots`."""

        def resolves(some: Sequence[Dependency]) -> bool:
            wish = self.wishes[target]
            try:
                self.reach(target, [*roots, *some])
            except RefusedError:
                return False
            finally:
                self.wishes[target] = wish
            return True

        def locked(requirements: Sequence[Dependency]) -> list[Dependency] | None:
            named = [r for r in requirements if self.lock.named(r.name)]
            return named if not named or resolves(named) else None

        return locked

    def as_told(self, target: Target, roots: list[Dependency]) -> tuple[list[Dependency], Unfolded]:
        """Return what the roots need; where the lock's groups say otherwise, what they say."""
        lock, extras = self.lock, self.extras if self.lock.extras_are_groups else ()
        groups = ("main", *self.groups, *extras)
        told = told_by_groups(lock, target, groups, self.wishes[target])
        names = {entry.name for entry in told or ()}
        try:
            needed = self.reach(target, roots)
            if told is None or names == set(needed.nodes):
                self._note_stale()
                return roots, needed
            reason = _difference(names, set(needed.nodes))
        except RefusedError as refusal:
            if lock.stale is not None:
                raise lock.stale from None
            if told is None or len(names) < len(told):
                raise
            reason = refusal.problem
        if lock.stale is not None:
            raise lock.stale
        self.narrowed[target], roots = narrowed_to(self.whole, told, roots)
        self.notes.add(
            f"{lock.place}: package",
            f"{reason}: what its groups list is installed, as by its locker; to make them agree, "
            f"run: {lock.update}",
        )
        return roots, self.reach(target, roots)

    def _note_stale(self) -> None:
        # PDM locks again before it installs, and keeps what still fits.
        if (stale := self.lock.stale) is not None:
            self.notes.add(
                stale.place,
                f"{stale.problem}, but has all that it asks for: used as it is; to update it, "
                f"{stale.remedy}",
            )

    def roots(self) -> list[Dependency]:
        """Return what is asked for."""
        own, members = self.own, names_of("member", self.items)
        return [
            *own.dependencies,
            *(member for member in self.lock.members if member.name in members),
            *(r for extra in self.extras for r in own.extras[extra]),
            *(r for group in self.groups for r in own.groups[group]),
        ]

    def reach(self, target: Target, roots: Sequence[Dependency]) -> Unfolded:
        """Return what the roots need; extras that dependencies ask for may decide on others."""
        wish = self.wishes[target]
        deciding = frozenset().union(*self.lock.conflicts)
        for _ in range(limits.ROUNDS):
            lock = self.narrowed.get(target, self.whole)
            nodes = resolve(lock, target, roots, wish, self.steps)
            asked = {
                encoded_name("extra", name, extra)
                for name, node in (nodes.items() if deciding else ())
                for extra in node.extras
            }
            if asked.intersection(deciding) <= wish.words:
                break
            wish = replace(wish, words=wish.words | (asked & deciding))
        _check_conflicts(self.lock, wish.words)
        self.wishes[target] = wish
        return unfolded(nodes, self.project.name)

    def _names(self, target: Target, requirements: Iterable[Dependency]) -> set[str]:
        """Return the packages that some of the project's requirements ask for."""
        wish, needed = self.wishes[target], self.wanted[target]
        found: set[str] = set()
        seen: set[str] = set()
        queue = [(one, wish) for one in requirements]
        while queue:
            one, asked = queue.pop()
            if not applicable([one], target, asked):
                continue
            if one.name != self.project.name or self.lock.named(one.name):
                found |= needed.names([one.name])
                continue
            for extra in set(one.extras) - seen:
                seen.add(extra)
                further = replace(wish, extras=wish.extras | {extra})
                queue += [(inner, further) for inner in self.own.extras.get(extra, ())]
        return found

    def _built(self, closure: Closure, target: Target) -> list[Built]:
        """Return what has to be built of a closure, and the project itself."""
        settings = self.project.settings
        found = [built_project(self.project, ".", settings)] if self.project.is_package else []
        for node in closure.values():
            package = node.package
            distribution = self._distribution(package, target)
            if isinstance(distribution, Directory):
                member = self._member(package.place, distribution)
                found.append(built_project(member, distribution.path, settings))
            elif not is_wheel(distribution):
                found.append(built_package(package, distribution, settings))
        return found

    def builders_of(self, built: Built) -> Mapping[Target, BuilderChoice]:
        """Return what builds a thing, by target."""
        return {
            target: chosen[built.identity]
            for target, chosen in self.chosen.items()
            if built.identity in chosen
        }

    def _distribution(self, package: LockedPackage, target: Target) -> Distribution:
        # By identity, since hashing a package means hashing all its edges; `whole` and `narrowed`
        # keep it alive.
        key = id(package), target
        if key not in self.distributions:
            self.distributions[key] = choose_distribution(package, target, self.lock.update)
        return self.distributions[key]

    def _member(self, place: str, directory: Directory) -> Project:
        path = directory.path
        if path not in self.members:
            spend(500, place)
            self.members[path] = member_of(self.sources, path, place)
        return self.members[path]

    def packages(
        self,
        needed: Mapping[Target, Unfolded],
        found: Mapping[Target, Mapping[str, frozenset[str]]],
    ) -> Iterable[PlannedPackage]:
        """Return every attribute of the overlay, sorted."""
        variants: dict[str, dict[Target, Variant]] = {}
        for target, one in needed.items():
            for name, node in one.nodes.items():
                check_not_reserved(name, node.package.place)
                if name == self.project.name and self.project.is_package:
                    raise RefusedError(
                        node.package.place,
                        "the project itself is among its dependencies",
                        "remove the requirement that asks for it",
                    )
                distribution = self._distribution(node.package, target)
                variants.setdefault(name, {})[target] = self._variant(
                    node, distribution, target, found[target], name in one.needing
                )
        return [PlannedPackage(name, variants[name]) for name in sorted(variants)]

    def _variant(
        self,
        node: Node,
        distribution: Distribution,
        target: Target,
        found: Mapping[str, frozenset[str]],
        needs_project: bool,
    ) -> Variant:
        package, settings = node.package, self.project.settings
        name = package.name
        if isinstance(distribution, LocalFile):
            check_local_file(self.sources, distribution, package.place)
        is_built = not is_wheel(distribution) and not isinstance(distribution, Directory)
        choice = BuilderChoice(())
        if is_built:
            choice = self.chosen[target][built_package(package, distribution, settings).identity]
        dependencies = unwound(node.dependencies, found, name)
        libraries = libraries_of(name, settings, is_built)
        # Rendering, too: a line for each.
        lines = len(dependencies) + len(choice.names) + len(libraries)
        spend(30 + 4 * lines, package.place)
        return Variant(
            locked=package,
            version=package.version,
            description=package.description,
            distribution=distribution,
            dependencies=dependencies,
            build_system=choice.names,
            build_set=choice.set_name,
            libraries=libraries,
            programs=programs_of(name, is_built),
            rust=choice.rust,
            is_alone=needs_project or name in found or not self.lock.tells_edges,
        )

    def members_of(
        self, packages: Iterable[PlannedPackage], whole: Whole
    ) -> Iterable[LocalPackage]:
        """Return the local projects, with their dependencies by target."""
        for package in packages:
            folders = {
                variant.distribution.path: variant.distribution.editable
                for variant in package.variants.values()
                if isinstance(variant.distribution, Directory)
            }
            for path, editable in sorted(folders.items()):
                member = self.members[path]
                if member.name != package.name:
                    raise RefusedError(
                        f"{path}/pyproject.toml: project.name",
                        f"{member.name!r} is locked as {package.name!r}",
                        f"run: {self.lock.update}",
                    )
                dependencies = {t: v.dependencies for t, v in package.variants.items()}
                is_alone = any(v.is_alone for v in package.variants.values())
                builders = self.builders_of(built_project(member, path, self.project.settings))
                yield member_package(
                    member, path, dependencies, whole, builders, is_alone, editable
                )
