"""Which lock file a project has, and what reads it."""

from collections.abc import Callable, Mapping

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Lock
from pyproject2nix.lock.pdm import read_pdm_lock
from pyproject2nix.lock.pdm_hash import pdm_content_hashes
from pyproject2nix.lock.poetry import read_poetry_lock
from pyproject2nix.lock.pylock import read_pylock
from pyproject2nix.lock.uv import read_uv_lock
from pyproject2nix.lock.uv_stale import uv_stale
from pyproject2nix.metadata.groups import group_texts
from pyproject2nix.metadata.poetry_hash import poetry_content_hashes
from pyproject2nix.project import Project

__all__ = ["LOCK_NAMES", "read_lock"]


def read_lock(project: Project) -> Lock:
    """Read the one lock file in the project's folder, which has to be of its pyproject.toml."""
    found = [name for name in LOCK_NAMES if (project.folder / name).exists()]
    asked = project.settings.lock
    if asked:
        if asked not in found:
            raise RefusedError(
                f"{project.settings.place}.lock", f"there is no file {asked!r}", "lock it"
            )
        found = [asked]
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
    return _READERS[found[0]](project)


def _poetry(project: Project) -> Lock:
    return read_poetry_lock(project.folder / "poetry.lock", poetry_content_hashes(project.toml))


def _uv(project: Project) -> Lock:
    lock = read_uv_lock(project.folder / "uv.lock", project.name)
    table = project.toml.table("project")
    extras = table.table("optional-dependencies")
    texts = {extra: extras.texts(extra) for extra in extras.data}
    problem = uv_stale(lock, table.texts("dependencies"), texts, group_texts(project.toml))
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

LOCK_NAMES = tuple(_READERS)
"""File names that are looked for."""
