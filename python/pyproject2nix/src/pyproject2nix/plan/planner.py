"""Making the plan: what each target takes of the lock, with what builds it."""

from collections.abc import Iterable, Mapping, Sequence

from pyproject2nix.base import limits
from pyproject2nix.base.conflicts import conflict_extras, conflict_name
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Directory, LocalFile, Lock
from pyproject2nix.base.names import check_not_reserved
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_systems import (
    as_requirements,
    build_system_of,
    libraries_of,
    locked_builders,
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
) -> Plan:
    """Decide what every target takes; refuse where the lock cannot tell.

    Without `groups`, all that are not optional; without `extras`, all.
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
    direct = {target: whole(target, planner.direct(target)) for target in targets}
    return Plan(
        project=project,
        lock=lock,
        targets=tuple(targets),
        groups=planner.groups,
        extras=planner.extras,
        packages=packages,
        local=project_package(
            project, sources, direct, planner.wish, planner.groups, planner.extras, whole
        ),
        members=members,
        left_out=left_out,
        unused=_unused(lock, closures, planner.groups),
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
    return {
        name: f"{requirement.name} is not in {lock.place}"
        for table in (tables if lock.may_lack_groups else [])
        for name, requirements in table.items()
        for requirement in requirements
        if not lock.named(requirement.name)
        and any(applicable([requirement], target) for target in targets)
    }


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
        self.steps = Steps(lock.place, limits.EDGES)
        self.notes = Notes([*project.notes, *lock.notes])
        self.members: dict[str, Project] = {}
        self.wanted: dict[Target, dict[str, Node]] = {}

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
        builders = list(project.build_system) if project.is_package else []
        # What is built from source brings builders, which may have to be built, too.
        for _ in range(limits.ROUNDS):
            wanted = locked_builders(applicable(builders, target), self.lock)
            closure = resolve(self.lock, target, [*roots, *wanted], self.wish, self.steps)
            known = {builder.name for builder in builders}
            further = [b for b in self._builders(closure, target) if b.name not in known]
            if not further:
                return closure
            builders += further
        raise RefusedError(
            f"{project.settings.place}.build-systems",
            f"{builders[-1].name} is needed to build what is needed to build, {limits.ROUNDS} "
            "times over",
            "lock wheels of these packages",
        )

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

    def _builders(self, closure: Closure, target: Target) -> list[Dependency]:
        found: dict[str, Dependency] = {}
        for node in closure.values():
            package = node.package
            distribution = choose_distribution(package, target)
            if isinstance(distribution, Directory):
                some = applicable(self._member(package.place, distribution).build_system, target)
            elif is_wheel(distribution):
                continue
            else:
                names = build_system_of(package, self.project.settings, target.name)
                some = as_requirements(names, f"{self.project.settings.place}.build-systems")
            found |= {requirement.name: requirement for requirement in some}
        return [found[name] for name in sorted(found)]

    def _member(self, place: str, directory: Directory) -> Project:
        path = directory.path
        if path not in self.members:
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
                distribution = choose_distribution(node.package, target)
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
        is_built = not is_wheel(distribution) and not isinstance(distribution, Directory)
        names = build_system_of(package, settings, target.name) if is_built else ()
        return Variant(
            locked=package,
            version=package.version,
            description=" ".join(package.description.split()),
            distribution=distribution,
            dependencies=unwound(node.dependencies, found, name),
            build_system=names,
            libraries=libraries_of(name, settings, is_built),
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
                yield member_package(member, self.sources, path, dependencies, whole)


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
