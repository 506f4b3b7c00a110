"""Which lock file a project has, and what reads it."""

import os
from collections.abc import Callable, Mapping, Sequence

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File, Lock
from pyproject2nix.lock.pdm.content_hash import pdm_content_hashes
from pyproject2nix.lock.pdm.lock import read_pdm_lock
from pyproject2nix.lock.poetry.lock import read_poetry_lock
from pyproject2nix.lock.pylock.lock import read_pylock
from pyproject2nix.lock.requirements.lock import read_requirements
from pyproject2nix.lock.uv.freshness import uv_stale
from pyproject2nix.lock.uv.lock import read_uv_lock
from pyproject2nix.project.groups import group_texts
from pyproject2nix.project.poetry.content_hash import poetry_content_hashes
from pyproject2nix.project.project import Project

__all__ = ["LOCK_NAMES", "Names", "has_hashes_alone", "read_lock"]


Names = Callable[[frozenset[str]], Mapping[str, Sequence[File]]]
"""Tells the files of each `name==version`, for a format that has only their hashes."""


def read_lock(project: Project, names: Names) -> Lock:
    """Read the one lock file in the project's folder, which has to be of its pyproject.toml."""
    name = _name(project)
    if name == _HASHES_ALONE:
        requirements = read_requirements(project.folder / name)
        return requirements.lock(names(requirements.releases))
    return _READERS[name](project)


def has_hashes_alone(project: Project) -> bool:
    """Tell whether the project's lock needs file names from outside."""
    return _name(project) == _HASHES_ALONE


def _name(project: Project) -> str:
    # A broken link is refused when it is read, not passed over.
    found = [name for name in LOCK_NAMES if os.path.lexists(project.folder / name)]
    asked = project.settings.lock
    if asked:
        if asked not in found:
            raise RefusedError(
                f"{project.settings.place}.lock", f"there is no lock file {asked!r}", "lock it"
            )
        return asked
    if not found:
        raise RefusedError(
            str(project.folder),
            f"there is no lock file ({', '.join(LOCK_NAMES)})",
            f"write one: pyproject2nix lock {project.folder}",
        )
    if len(found) > 1:
        raise RefusedError(
            str(project.folder),
            f"there are several lock files ({', '.join(found)})",
            f'remove all but one, or name it: lock = "{found[0]}" in [tool.pyproject2nix]',
        )
    return found[0]


def _poetry(project: Project) -> Lock:
    return read_poetry_lock(project.folder / "poetry.lock", poetry_content_hashes(project.toml))


def _uv(project: Project) -> Lock:
    lock = read_uv_lock(project.folder / "uv.lock", project.name)
    table = project.toml.table("project")
    extras = table.table("optional-dependencies")
    dynamic = {"dependencies", "optional-dependencies"} & {*table.texts("dynamic")}
    texts = {extra: extras.texts(extra) for extra in extras.data}
    # uv does not compare what is computed when the package is built.
    requirements = None if dynamic else table.texts("dependencies")
    problem = uv_stale(lock, requirements, texts, group_texts(project.toml))
    if problem is not None:
        raise RefusedError(lock.place, problem, f"run: {lock.update}")
    return lock


def _pdm(project: Project) -> Lock:
    return read_pdm_lock(project.folder / "pdm.lock", pdm_content_hashes(project.toml.data))


def _pylock(project: Project) -> Lock:
    return read_pylock(project.folder / "pylock.toml")


_READERS: Mapping[str, Callable[[Project], Lock]] = {
    "poetry.lock": _poetry,
    "uv.lock": _uv,
    "pdm.lock": _pdm,
    "pylock.toml": _pylock,
}

_HASHES_ALONE = "requirements.txt"
LOCK_NAMES = (*_READERS, _HASHES_ALONE)
"""File names that are looked for."""
