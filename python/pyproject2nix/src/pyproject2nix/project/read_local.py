"""Reading the local sources of a lock: projects, files, and the modules in their folders."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError, by_system
from pyproject2nix.base.model import Directory, LocalFile, Lock
from pyproject2nix.files.reader import is_file, sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.project.local_sources import LocalSources
from pyproject2nix.project.project import Project
from pyproject2nix.project.read import read_project

__all__ = ["read_local_sources"]

Value = TypeVar("Value")
Arguments = ParamSpec("Arguments")

_NO_MODULES = frozenset(
    ["bench", "benchmarks", "build", "dist", "doc", "docs", "examples", "scripts", "test", "tests"]
)


def read_local_sources(project: Project, lock: Lock) -> LocalSources:
    """Read every local source of a lock, each once."""
    members: dict[str, Project | RefusedError | None] = {}
    digests: dict[str, str | RefusedError] = {}
    for package in lock.packages:
        source = package.source
        if isinstance(source, Directory) and source.path not in members:
            spend(500, package.place)
            members[source.path] = _attempted(_member, project.folder, source.path)
        if isinstance(source, LocalFile) and source.path not in digests:
            path = project.folder / source.path
            limit = limits.LOCAL_FILE
            digests[source.path] = _attempted(sha256_of, path, limit, package.place, source.path)
    folders = {path: member for path, member in members.items() if isinstance(member, Project)}
    if project.is_package:
        folders["."] = project
    modules = {path: _attempted(_module, one) for path, one in folders.items()}
    return LocalSources(members, digests, modules)


def _attempted(
    read: Callable[Arguments, Value], *arguments: Arguments.args, **options: Arguments.kwargs
) -> Value | RefusedError:
    """Return what is read, or the refusal."""
    try:
        return read(*arguments, **options)
    except RefusedError as refusal:
        return refusal
    except OSError as error:
        return by_system(str(error.filename or "."), error, "make it readable")


def _member(root: Path, path: str) -> Project | None:
    folder = root / path
    if not is_file(folder / "pyproject.toml"):
        return None
    return read_project(
        folder, read_toml(folder / "pyproject.toml", place=f"{path}/pyproject.toml")
    )


def _module(project: Project) -> str | None:
    """Return the module that is called like the project, or else the only one there is."""
    module = project.name.replace("-", "_")
    places = [project.folder / "src", project.folder]
    for place in places:
        if (place / module).is_dir() or (place / f"{module}.py").exists():
            return module
    for place in places:
        found = sorted(_packages(place, project.toml.place))
        others = [name for name in found if name not in _NO_MODULES and name.isidentifier()]
        if len(others) == 1:
            return others[0]
    return None


def _packages(folder: Path, place: str) -> Iterator[str]:
    for path in folder.glob("*"):
        spend(15, place)
        if is_file(path / "__init__.py"):
            yield path.name
