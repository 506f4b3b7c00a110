"""Packages that are built from a folder: the project itself, and local ones that it depends on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency, LocalFile
from pyproject2nix.base.names import check_not_reserved
from pyproject2nix.base.target import Target
from pyproject2nix.plan.build_systems import BuilderChoice
from pyproject2nix.plan.projects import Own
from pyproject2nix.project.local_sources import LocalSources, value_of
from pyproject2nix.project.project import Project

__all__ = [
    "ByTarget",
    "LocalPackage",
    "Whole",
    "check_groups_of",
    "check_local_file",
    "member_of",
    "member_package",
    "project_package",
]

ByTarget = Mapping[Target, tuple[str, ...]]
Whole = Callable[[Target, Sequence[str]], tuple[str, ...]]
"""Adds to some names the other members of their cycles."""


@dataclass(frozen=True)
class LocalPackage:
    """What its package.nix says: names, by the target where they differ."""

    project: Project
    path: str
    """POSIX path from the main project's folder; `.` for that itself."""
    build_system: ByTarget
    build_set: Mapping[Target, str]
    """The build set that `build_system` is from; empty for the packages of the overlay."""
    dependencies: ByTarget
    extras: Mapping[str, ByTarget]
    groups: Mapping[str, ByTarget]
    check_inputs: ByTarget
    is_alone: bool
    """Whether it needs the main project, or another member that needs it: a cycle."""
    imports: tuple[str, ...]
    editable: bool = False
    """Whether its locker installs it editable."""


def project_package(
    project: Project,
    dependencies: ByTarget,
    own: Own,
    groups: Sequence[str],
    extras: Sequence[str],
    by_target: Callable[[Sequence[Dependency]], ByTarget],
    whole: Whole,
    builders: Mapping[Target, BuilderChoice],
) -> LocalPackage:
    """Return the project itself; `dependencies` are what it needs at run time."""
    if project.is_package:
        check_not_reserved(project.name, f"{project.toml.place}: project.name")
    check = [r for group in check_groups_of(project, own, groups) for r in own.groups[group]]
    return LocalPackage(
        project=project,
        path=".",
        build_system=_build_system(dependencies, builders, whole),
        build_set={target: _set(builders, target) for target in dependencies},
        dependencies=dependencies,
        extras={extra: by_target(own.extras[extra]) for extra in extras},
        groups={group: by_target(own.groups[group]) for group in groups},
        check_inputs=by_target(check),
        is_alone=False,
        imports=project.imports,
    )


def member_package(
    project: Project,
    path: str,
    dependencies: ByTarget,
    whole: Whole,
    builders: Mapping[Target, BuilderChoice],
    is_alone: bool,
    editable: bool,
) -> LocalPackage:
    """Return a project that the main one depends on."""
    return LocalPackage(
        project=project,
        path=path,
        build_system=_build_system(dependencies, builders, whole),
        build_set={target: _set(builders, target) for target in dependencies},
        dependencies=dependencies,
        extras={},
        groups={},
        check_inputs=dict.fromkeys(dependencies, ()),
        is_alone=is_alone,
        imports=project.imports,
        editable=editable,
    )


def _build_system(
    targets: Iterable[Target], builders: Mapping[Target, BuilderChoice], whole: Whole
) -> ByTarget:
    """Return the names of what builds a project; cycles of a build set are unwound there."""
    return {
        target: (
            builders[target].names
            if _set(builders, target)
            else whole(target, builders[target].names)
        )
        if target in builders
        else ()
        for target in targets
    }


def _set(builders: Mapping[Target, BuilderChoice], target: Target) -> str:
    return builders[target].set_name if target in builders else ""


def check_groups_of(project: Project, own: Own, groups: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that the package's own tests need."""
    settings = project.settings
    if settings.check_groups is None:
        return tuple(g for g in groups if any(r.name == "pytest" for r in own.groups[g]))
    chosen = frozenset(groups)
    for group in settings.check_groups:
        if group not in chosen:
            raise RefusedError(
                f"{settings.place}.check-groups",
                f"{group!r} is not among the chosen groups",
                "add it to groups",
            )
    return settings.check_groups


def member_of(sources: LocalSources, path: str, place: str) -> Project:
    """Return the project of a folder, which has to have a pyproject.toml."""
    member = value_of(sources.members[path])
    if member is None:
        raise RefusedError(
            place,
            f"{path!r} holds no pyproject.toml or setup.py",
            "restore the folder, or lock again",
        )
    return member


def check_local_file(sources: LocalSources, file: LocalFile, place: str) -> None:
    """Refuse a local file that is not the locked one."""
    digest = sources.digests[file.path]
    if isinstance(digest, RefusedError):
        raise RefusedError(place, digest.problem, digest.remedy)
    if digest != file.file.sha256:
        raise RefusedError(
            place,
            f"{file.path!r} has the SHA-256 {digest}, not {file.file.sha256}",
            "restore the file, or lock again",
        )
