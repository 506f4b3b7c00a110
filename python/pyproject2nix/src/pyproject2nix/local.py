"""Packages that are built from a folder: the project itself, and projects beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix import limits
from pyproject2nix.budget import spend
from pyproject2nix.closure import Wish, applicable
from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Dependency, LocalFile
from pyproject2nix.names import check_not_reserved
from pyproject2nix.project import Project
from pyproject2nix.reader import is_file, sha256_of
from pyproject2nix.target import Target

__all__ = [
    "ByTarget",
    "LocalPackage",
    "Whole",
    "check_groups_of",
    "member_folder",
    "member_package",
    "project_package",
]

ByTarget = Mapping[Target, tuple[str, ...]]
Whole = Callable[[Target, Sequence[str]], tuple[str, ...]]
"""Makes the circles among some names whole."""

_NO_MODULES = frozenset(
    ["bench", "benchmarks", "build", "dist", "doc", "docs", "examples", "scripts", "test", "tests"]
)


@dataclass(frozen=True)
class LocalPackage:
    """What its package.nix says: names, by the target where they differ."""

    project: Project
    path: str
    """POSIX path from the main project's folder; `.` for that itself."""
    build_system: ByTarget
    dependencies: ByTarget
    extras: Mapping[str, ByTarget]
    groups: Mapping[str, ByTarget]
    check_inputs: ByTarget
    imports: tuple[str, ...]


def project_package(
    project: Project,
    dependencies: ByTarget,
    wish: Wish,
    groups: Sequence[str],
    extras: Sequence[str],
    whole: Whole,
) -> LocalPackage:
    """Return the project itself; `dependencies` are what it needs at run time."""

    def by_target(requirements: Sequence[Dependency]) -> ByTarget:
        spend(len(dependencies) * (8 + 2 * len(requirements)), project.toml.place)
        return {
            target: whole(target, [r.name for r in applicable(requirements, target, wish)])
            for target in dependencies
        }

    if project.is_package:
        check_not_reserved(project.name, f"{project.toml.place}: project.name")
    check = [r for group in check_groups_of(project, groups) for r in project.groups[group]]
    return LocalPackage(
        project=project,
        path=".",
        build_system=by_target(project.build_system if project.is_package else ()),
        dependencies=dependencies,
        extras={extra: by_target(project.extras[extra]) for extra in extras},
        groups={group: by_target(project.groups[group]) for group in groups},
        check_inputs=by_target(check),
        imports=_imports(project) if project.is_package else (),
    )


def member_package(
    project: Project, path: str, dependencies: ByTarget, whole: Whole
) -> LocalPackage:
    """Return a project that the main one depends on."""
    return LocalPackage(
        project=project,
        path=path,
        build_system={
            target: whole(target, [r.name for r in applicable(project.build_system, target)])
            for target in dependencies
        },
        dependencies=dependencies,
        extras={},
        groups={},
        check_inputs=dict.fromkeys(dependencies, ()),
        imports=_imports(project),
    )


def check_groups_of(project: Project, groups: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that the package's own tests need."""
    settings = project.settings
    if settings.check_groups is None:
        return tuple(g for g in groups if any(r.name == "pytest" for r in project.groups[g]))
    chosen = frozenset(groups)
    for group in settings.check_groups:
        if group not in chosen:
            raise RefusedError(
                f"{settings.place}.check-groups",
                f"{group!r} is not among the chosen groups",
                "add it to groups",
            )
    return settings.check_groups


def _imports(project: Project) -> tuple[str, ...]:
    if project.settings.imports or project.modules:
        return project.settings.imports or project.modules
    module = project.name.replace("-", "_")
    places = [project.folder / "src", project.folder]
    for place in places:
        if (place / module).is_dir() or (place / f"{module}.py").exists():
            return (module,)
    # No module is called like the project: it may have exactly one by another name.
    for place in places:
        found = sorted(_packages(place, project.toml.place))
        others = [name for name in found if name not in _NO_MODULES and name.isidentifier()]
        if len(others) == 1:
            return (others[0],)
    raise RefusedError(
        f"{project.settings.place}.imports",
        f"there is no module {module!r} in the project or its src folder",
        "name the modules to import: imports = [...]",
    )


def _packages(folder: Path, place: str) -> Iterator[str]:
    for path in folder.glob("*"):
        spend(15, place)
        if is_file(path / "__init__.py"):
            yield path.name


def member_folder(project: Project, path: str, place: str) -> Path:
    """Return the folder of a project beside this one, which has to have a pyproject.toml."""
    folder = project.folder / path
    if not is_file(folder / "pyproject.toml"):
        raise RefusedError(
            place, f"{path!r} holds no pyproject.toml", "restore the folder, or lock again"
        )
    return folder


def check_local_file(project: Project, local: LocalFile, place: str) -> None:
    """Refuse a file beside the project that is not the locked one."""
    digest = sha256_of(project.folder / local.path, limits.LOCAL_FILE, place, local.path)
    if digest != local.file.sha256:
        raise RefusedError(
            place,
            f"{local.path!r} has the SHA-256 {digest}, not {local.file.sha256}",
            "restore the file, or lock again",
        )
