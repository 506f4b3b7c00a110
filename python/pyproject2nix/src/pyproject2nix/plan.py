"""The plan: everything that is going to be written, decided and counted, and nothing rendered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from pyproject2nix.closure import (
    Closure,
    Node,
    applicable,
    check_against_groups,
    resolve,
)
from pyproject2nix.distribution import Sdist, Wheel, choose_distribution
from pyproject2nix.errors import RefusedError
from pyproject2nix.lockfile import Lock
from pyproject2nix.names import check_not_reserved
from pyproject2nix.project import Project
from pyproject2nix.target import Target

__all__ = ["LocalPackage", "Plan", "PlannedPackage", "Variant", "make_plan"]


@dataclass(frozen=True)
class Variant:
    """One package as one target gets it."""

    version: str
    description: str
    distribution: Wheel | Sdist
    dependencies: tuple[str, ...]
    build_system: tuple[str, ...]
    """Empty for wheels."""


@dataclass(frozen=True)
class PlannedPackage:
    """One attribute of the overlay."""

    name: str
    variants: Mapping[Target, Variant]


@dataclass(frozen=True)
class LocalPackage:
    """What package.nix says: names, by the target where they differ."""

    build_system: Mapping[Target, tuple[str, ...]]
    dependencies: Mapping[Target, tuple[str, ...]]
    extras: Mapping[str, Mapping[Target, tuple[str, ...]]]
    check_inputs: Mapping[Target, tuple[str, ...]]
    imports: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The whole of it."""

    project: Project
    lock: Lock
    targets: tuple[Target, ...]
    groups: tuple[str, ...]
    packages: tuple[PlannedPackage, ...]
    local: LocalPackage | None
    unused: Mapping[str, str]
    """`name version` of the locked packages that no target takes, and why."""


def make_plan(
    project: Project, lock: Lock, targets: Sequence[Target], groups: Iterable[str]
) -> Plan:
    """Decide what every target takes; refuse where the lock cannot tell."""
    chosen_groups = tuple(sorted(set(groups)))
    for group in chosen_groups:
        if group not in project.groups:
            raise RefusedError(
                "pyproject.toml: dependency-groups",
                f"there is no group {group!r}",
                f"choose from {', '.join(sorted(project.groups)) or 'none'}",
            )
    for extra in project.settings.extras:
        if extra not in project.extras:
            raise RefusedError(
                "pyproject.toml: project.optional-dependencies",
                f"there is no extra {extra!r}",
                f"choose from {', '.join(sorted(project.extras)) or 'none'}",
            )
    closures = {target: _closure(project, lock, target, chosen_groups) for target in targets}
    packages = _packages(project, closures)
    _check_circles(closures)
    return Plan(
        project=project,
        lock=lock,
        targets=tuple(targets),
        groups=chosen_groups,
        packages=packages,
        local=_local_package(project, targets, chosen_groups) if project.is_package else None,
        unused=_unused(lock, closures, chosen_groups),
    )


def _closure(
    project: Project, lock: Lock, target: Target, groups: tuple[str, ...]
) -> dict[str, Node]:
    if not project.requires_python.contains(target.full_versions()[-1]):
        raise RefusedError(
            "pyproject.toml: project.requires-python",
            f"{str(project.requires_python)!r} does not allow {target.name}",
            "leave the target out ([tool.pyproject2nix] or --python)",
        )
    extras = project.settings.extras
    wanted = [
        *project.requirements,
        *(r for extra in extras for r in project.extras[extra]),
        *(r for group in groups for r in project.groups[group]),
    ]
    wanted_closure = resolve(lock, target, wanted, extras, "pyproject.toml: requirements")
    check_against_groups(lock, target, wanted_closure, ("main", *groups), extras)
    builders = list(project.build_system) if project.is_package else []
    place = "pyproject.toml: build-system.requires"
    closure = resolve(lock, target, [*wanted, *builders], extras, place)
    # A dependency that is built from its sdist brings further builders, which may be sdists too.
    while True:
        names = _sdist_builders(project, closure, target)
        if names.issubset(closure):
            return closure
        builders += [Requirement(name) for name in sorted(names - set(closure))]
        place = f"{project.settings.place}.build-systems"
        closure = resolve(lock, target, [*wanted, *builders], extras, place)


def _sdist_builders(project: Project, closure: Closure, target: Target) -> set[str]:
    tags = target.tags()
    names: set[str] = set()
    for node in closure.values():
        if isinstance(choose_distribution(node.package, tags, target.name), Sdist):
            names.update(_build_system(project, node.package.name, target))
    return names


def _build_system(project: Project, name: str, target: Target) -> tuple[str, ...]:
    try:
        return project.settings.build_systems[name]
    except KeyError:
        raise RefusedError(
            "pyproject.toml: tool.pyproject2nix.build-systems",
            f"{name} has no wheel for {target.name}, and the lock does not say what builds its "
            "sdist",
            f'add {name} = ["setuptools"] (or what it needs) there, and the same names to a '
            "dependency group, and lock again",
        ) from None


def _packages(project: Project, closures: Mapping[Target, Closure]) -> tuple[PlannedPackage, ...]:
    variants: dict[str, dict[Target, Variant]] = {}
    for target, closure in closures.items():
        tags = target.tags()
        for name, node in closure.items():
            package = node.package
            check_not_reserved(name, package.place)
            if name == project.name and project.is_package:
                raise RefusedError(
                    package.place,
                    "the project itself is among its dependencies",
                    "remove the requirement that asks for it",
                )
            distribution = choose_distribution(package, tags, target.name)
            is_sdist = isinstance(distribution, Sdist)
            variants.setdefault(name, {})[target] = Variant(
                version=package.version,
                description=" ".join(package.description.split()),
                distribution=distribution,
                dependencies=node.dependencies,
                build_system=_build_system(project, name, target) if is_sdist else (),
            )
    return tuple(PlannedPackage(name, variants[name]) for name in sorted(variants))


def _check_circles(closures: Mapping[Target, Closure]) -> None:
    for target, closure in closures.items():
        done: set[str] = set()
        for start in closure:
            stack = [(start, iter(closure[start].dependencies))]
            path = [start]
            while stack:
                name, rest = stack[-1]
                following = next((d for d in rest if d not in done), None)
                if following is None:
                    done.add(name)
                    stack.pop()
                    path.pop()
                elif following in path:
                    circle = " -> ".join([*path[path.index(following) :], following])
                    raise RefusedError(
                        closure[name].package.place,
                        f"depends on itself for {target.name}: {circle}",
                        "Nix cannot build a circle: lock versions without it",
                    )
                else:
                    stack.append((following, iter(closure[following].dependencies)))
                    path.append(following)


def _local_package(
    project: Project, targets: Sequence[Target], groups: tuple[str, ...]
) -> LocalPackage:
    check_not_reserved(project.name, "pyproject.toml: project.name")
    settings = project.settings
    for group in settings.check_groups:
        if group not in groups:
            raise RefusedError(
                f"{settings.place}.check-groups",
                f"{group!r} is not among the chosen groups",
                "add it to groups",
            )

    def by_target(requirements: Sequence[Requirement], place: str) -> dict[Target, tuple[str, ...]]:
        return {
            target: tuple(sorted({r.name for r in applicable(requirements, target, place)}))
            for target in targets
        }

    place = "pyproject.toml: project"
    check = [r for group in settings.check_groups for r in project.groups[group]]
    return LocalPackage(
        build_system=by_target(project.build_system, "pyproject.toml: build-system"),
        dependencies=by_target(project.requirements, place),
        extras={e: by_target(project.extras[e], place) for e in settings.extras},
        check_inputs=by_target(check, "pyproject.toml: dependency-groups"),
        imports=settings.imports or (_default_import(project.folder, project.name),),
    )


def _default_import(folder: Path, name: str) -> str:
    module = name.replace("-", "_")
    places = [folder / "src", folder]
    if any((p / module).is_dir() or (p / f"{module}.py").exists() for p in places):
        return module
    raise RefusedError(
        "pyproject.toml: tool.pyproject2nix.imports",
        f"there is no module {module!r} in the project or its src folder",
        "name the modules to import: imports = [...]",
    )


def _unused(
    lock: Lock, closures: Mapping[Target, Closure], groups: tuple[str, ...]
) -> dict[str, str]:
    taken = {
        (node.package.name, node.package.version)
        for closure in closures.values()
        for node in closure.values()
    }
    unused = {}
    for entry in lock.packages:
        if (entry.name, entry.version) in taken:
            continue
        if lock.tells_groups and not {"main", *groups} & set(entry.groups):
            reason = f"only in group {', '.join(entry.groups)}"
        elif entry.markers:
            reason = (
                f"no target has {' or '.join(sorted({str(m) for m in entry.markers.values()}))}"
            )
        else:
            reason = "not reached from the chosen groups and extras"
        unused[f"{entry.name} {entry.version}"] = reason
    return unused
