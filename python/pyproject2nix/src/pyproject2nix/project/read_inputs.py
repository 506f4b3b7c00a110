"""Reading the digests of what generated files are made from."""

import hashlib
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.files.reader import read_bytes, sha256_of
from pyproject2nix.project.digest import is_readable_by_nix
from pyproject2nix.project.inputs import Inputs
from pyproject2nix.project.project import Project

__all__ = ["read_inputs"]


def read_inputs(
    folder: Path,
    files: Iterable[str],
    projects: Mapping[str, Project],
    new: Mapping[str, str] | None = None,
) -> Inputs:
    """Read the digests; `projects` are by the paths of their folders.

    `new` has texts that are about to be written, by path.
    """
    coming = {path: text.encode() for path, text in (new or {}).items()}
    return Inputs(
        files={
            path: (
                hashlib.sha256(coming[path]).hexdigest()
                if path in coming
                else sha256_of(folder / path, limits.LOCK_FILE)
            )
            for path in sorted(set(files))
        },
        projects={
            path: _project(coming.get(path), folder / path, project)
            for path, project in (
                (posixpath.normpath(posixpath.join(at, "pyproject.toml")), project)
                for at, project in projects.items()
                if project.toml.data
            )
        },
    )


def _project(text: bytes | None, path: Path, project: Project) -> dict[str, str]:
    data = read_bytes(path, limits.PROJECT_FILE) if text is None else text
    if is_readable_by_nix(data.decode(errors="replace"), project.toml.data):
        return {"tables": project.digest}
    return {"file": hashlib.sha256(data).hexdigest()}
