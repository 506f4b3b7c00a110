"""Reading the local sources of a lock: projects and files."""

from collections.abc import Callable, Mapping
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
from pyproject2nix.project.read import METADATA, read_project

__all__ = ["read_local_sources"]

Value = TypeVar("Value")
Arguments = ParamSpec("Arguments")


def read_local_sources(
    project: Project, lock: Lock, recorded: Mapping[str, str] | None = None
) -> LocalSources:
    """Read every local source of a lock, each once; `recorded` is as for `read_project`."""
    members: dict[str, Project | RefusedError | None] = {}
    digests: dict[str, str | RefusedError] = {}
    for package in lock.packages:
        source = package.source
        if isinstance(source, Directory) and source.path not in members:
            spend(500, package.place)
            members[source.path] = _attempted(_member, project.folder, source.path, recorded)
        paths = [file.path for file in package.files if file.path]
        if isinstance(source, LocalFile):
            paths.append(source.path)
        for path in paths:
            if path not in digests:
                file = project.folder / path
                digests[path] = _attempted(sha256_of, file, limits.LOCAL_FILE, package.place, path)
    return LocalSources(members, digests)


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


def _member(root: Path, path: str, recorded: Mapping[str, str] | None) -> Project | None:
    folder = root / path
    if is_file(folder / "pyproject.toml"):
        toml = read_toml(folder / "pyproject.toml", place=f"{path}/pyproject.toml")
        return read_project(folder, toml, recorded)
    if any(is_file(folder / name) for name in METADATA):
        return read_project(folder, recorded=recorded)
    return None
