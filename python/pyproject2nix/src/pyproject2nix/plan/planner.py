"""Making the plan: what each target takes of the lock, with what builds it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.builds import NO_BUILDS, BuildLock
from pyproject2nix.base.conflicts import conflict_extras, conflict_name
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Directory, LocalFile, Lock, LockedPackage
from pyproject2nix.base.names import check_not_reserved
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_sets import planned_sets
from pyproject2nix.plan.build_systems import (
    BuilderChoice,
    Builders,
    Built,
    built_package,
    built_project,
    libraries_of,
    programs_of,
)
from pyproject2nix.plan.closure import (
    Closure,
    Node,
    Wish,
    applicable,
    check_against_groups,
    check_target,
    resolve,
)
from pyproject2nix.plan.cycles import cycles, unwound
from pyproject2nix.plan.distribution import Distribution, choose_distribution, is_wheel
from pyproject2nix.plan.local_package import (
    LocalPackage,
    Whole,
    check_local_file,
    member_of,
    member_package,
    project_package,
)
from pyproject2nix.plan.plan import Plan, PlannedPackage, Variant
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

    Without `groups`, all that are not optional; without `extras`, all. `builds` is what
    pylock.build.toml holds; what it lacks is in the plan's `from_source`.
    """
    chosen_groups = _chosen("dependency group", groups, project.settings.groups, project.groups)
    chosen_extras = _chosen("extra", extras, project.settings.extras, project.extras)
    left_out = _left_out(project, lock, targets, chosen_groups is None, chosen_extras is None)
    planner = _Planner(
        project,
        lock,
        sources,
        _without(chosen_groups, set(project.groups) - project.optional_groups, left_out),
        _without(chosen_extras, project.extras, left_out),
        builds,
    )
    closures = {target: planner.closure(target) for target in targets}
    found = {target: cycles(_edges(closure)) for target, closure in closures.items()}
    _check_cycles(lock, found.values())

    def whole(target: Target, names: Sequence[str]) -> tuple[str, ...]:
        return unwound(names, found[target])

    packages = tuple(planner.packages(closures, found))
    members = tuple(planner.members_of(packages, whole))
    for member in members:
        planner.notes.extend(member.project.notes)
    build_sets = planned_sets(planner.builders, project.settings, targets, planner.steps)
    planner.notes.extend(planner.builders.notes.found)
    direct = {target: whole(target, planner.direct(target)) for target in targets}
    return Plan(
        project=project,
        lock=lock,
        targets=tuple(targets),
        groups=planner.groups,
        extras=planner.extras,
        packages=packages,
        local=project_package(
            project,
            direct,
            planner.wish,
            planner.groups,
            planner.extras,
            whole,
            planner.builders_of(built_project(project, ".", project.settings)),
        ),
        members=members,
        left_out=left_out,
        unused=_unused(lock, closures, planner.groups),
        builds=builds,
        build_sets=build_sets,
        from_source=planner.builders.needed(),
        notes=planner.notes.found,
    )


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


def _without(
    chosen: tuple[str, ...] | None, default: Iterable[str], left_out: Mapping[str, str]
) -> tuple[str, ...]:
    return tuple(sorted(set(default) - set(left_out))) if chosen is None else chosen


def _left_out(
    project: Project, lock: Lock, targets: Sequence[Target], groups: bool, extras: bool
) -> dict[str, str]:
    """Return the groups and extras that a lock was written without, and what it lacks.

    Only where they are a default: one that is asked for by name is refused.
    """
    tables = [*([project.groups] if groups else []), *([project.extras] if extras else [])]
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


class _Planner:
    """One project, one lock, one choice of groups and extras."""

    def __init__(
        self,
        project: Project,
        lock: Lock,
        sources: LocalSources,
        groups: tuple[str, ...],
        extras: tuple[str, ...],
        builds: BuildLock,
    ) -> None:
        self.project = project
        self.lock = lock
        self.sources = sources
        self.groups = groups
        self.extras = extras
        # uv's markers have names of their own for what is chosen.
        chosen = conflict_extras(project.name, extras, groups)
        self.wish = Wish(chosen.union(extras), frozenset(groups))
        _check_conflicts(lock, chosen)
        self.steps = Steps(lock.place, limits.EDGES, 3)
        self.notes = Notes([*project.notes, *lock.notes])
        self.members: dict[str, Project] = {}
        self.checked: set[LocalFile] = set()
        self.distributions: dict[tuple[int, Target], Distribution] = {}
        self.wanted: dict[Target, dict[str, Node]] = {}
        self.builders = Builders(builds)
        self.chosen: dict[Target, dict[str, BuilderChoice]] = {}
        """By target and by identity of what is built."""

    def closure(self, target: Target) -> dict[str, Node]:
        """Return all that one target needs, builders of what is built included."""
        project = self.project
        check_target(self.lock, target)
        if not project.python.allows(target.full_versions()[-1]):
            raise RefusedError(
                "pyproject.toml: requires-python",
                f"{project.python.text!r} does not allow {target.name}",
                "leave the target out ([tool.pyproject2nix] or --python)",
            )
        roots = self._roots()
        closure = resolve(self.lock, target, roots, self.wish, self.steps)
        extras = self.extras if self.lock.extras_are_groups else ()
        check_against_groups(self.lock, target, closure, ("main", *self.groups, *extras), self.wish)
        self.wanted[target] = closure
        chosen = self.chosen[target] = {}
        builders: list[Dependency] = []
        # What is built from source brings builders, which may have to be built, too.
        for _ in range(limits.ROUNDS):
            further = [b for b in self._built(closure, target) if b.identity not in chosen]
            if not further:
                return closure
            for built in further:
                locked = self._locked_with([*roots, *builders], target)
                chosen[built.identity] = self.builders.choose(built, target, locked)
                builders += chosen[built.identity].locked
            closure = resolve(self.lock, target, [*roots, *builders], self.wish, self.steps)
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
            try:
                resolve(self.lock, target, [*roots, *some], self.wish, self.steps)
            except RefusedError:
                return False
            return True

        def locked(requirements: Sequence[Dependency]) -> list[Dependency] | None:
            named = [r for r in requirements if self.lock.named(r.name)]
            return named if not named or resolves(named) else None

        return locked

    def _roots(self) -> list[Dependency]:
        """Return what is asked for: as the lock has it, where it has the project itself."""
        project, root = self.project, self.lock.root
        requirements, extras, groups = project.requirements, project.extras, project.groups
        if root is not None:
            requirements, extras, groups = root.dependencies, root.extras, root.groups
        return [
            *requirements,
            *(r for extra in self.extras for r in extras.get(extra, ())),
            *(r for group in self.groups for r in groups.get(group, ())),
        ]

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
        # By identity, since hashing a package means hashing all its edges; the lock keeps it alive.
        key = id(package), target
        if key not in self.distributions:
            self.distributions[key] = choose_distribution(package, target)
        return self.distributions[key]

    def _member(self, place: str, directory: Directory) -> Project:
        path = directory.path
        if path not in self.members:
            spend(500, place)
            self.members[path] = member_of(self.sources, path, place)
        return self.members[path]

    def direct(self, target: Target) -> list[str]:
        """Return what the project itself needs: everything, where the lock has no edges."""
        wanted = self.wanted[target]
        if not self.lock.tells_edges:
            return sorted(wanted)
        requirements = applicable(self.project.requirements, target, self.wish)
        return sorted({requirement.name for requirement in requirements})

    def packages(
        self,
        closures: Mapping[Target, Closure],
        found: Mapping[Target, Mapping[str, frozenset[str]]],
    ) -> Iterable[PlannedPackage]:
        """Return every attribute of the overlay, sorted."""
        variants: dict[str, dict[Target, Variant]] = {}
        for target, closure in closures.items():
            for name, node in closure.items():
                check_not_reserved(name, node.package.place)
                if name == self.project.name and self.project.is_package:
                    raise RefusedError(
                        node.package.place,
                        "the project itself is among its dependencies",
                        "remove the requirement that asks for it",
                    )
                distribution = self._distribution(node.package, target)
                variants.setdefault(name, {})[target] = self._variant(
                    node, distribution, target, found[target]
                )
        return [PlannedPackage(name, variants[name]) for name in sorted(variants)]

    def _variant(
        self,
        node: Node,
        distribution: Distribution,
        target: Target,
        found: Mapping[str, frozenset[str]],
    ) -> Variant:
        package, settings = node.package, self.project.settings
        name = package.name
        if isinstance(distribution, LocalFile):
            check_local_file(self.sources, distribution, package.place)
        dependencies = unwound(node.dependencies, found, name)
        is_built = not is_wheel(distribution) and not isinstance(distribution, Directory)
        choice = BuilderChoice(())
        if is_built:
            choice = self.chosen[target][built_package(package, distribution, settings).identity]
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
            is_alone=name in found or not self.lock.tells_edges,
        )

    def members_of(
        self, packages: Iterable[PlannedPackage], whole: Whole
    ) -> Iterable[LocalPackage]:
        """Return the local projects, with their dependencies by target."""
        for package in packages:
            paths = {
                variant.distribution.path
                for variant in package.variants.values()
                if isinstance(variant.distribution, Directory)
            }
            for path in sorted(paths):
                member = self.members[path]
                if member.name != package.name:
                    raise RefusedError(
                        f"{path}/pyproject.toml: project.name",
                        f"{member.name!r} is locked as {package.name!r}",
                        f"run: {self.lock.update}",
                    )
                dependencies = {t: v.dependencies for t, v in package.variants.items()}
                builders = self.builders_of(built_project(member, path, self.project.settings))
                yield member_package(member, path, dependencies, whole, builders)


def _unused(
    lock: Lock, closures: Mapping[Target, Closure], groups: tuple[str, ...]
) -> dict[str, str]:
    """Return the locked packages that no target takes, and why."""
    taken = {id(n.package): n.package for closure in closures.values() for n in closure.values()}
    leading: dict[str, set[str]] = {}
    for package in taken.values():
        for edge in package.dependencies:
            leading.setdefault(edge.name, set()).add(str(edge.marker or ""))
    unused = {}
    for entry in lock.packages:
        if id(entry) in taken:
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
