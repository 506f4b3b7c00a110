"""Which lock file a project has, and what reads it."""

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Lock
from pyproject2nix.lock.poetry import read_poetry_lock
from pyproject2nix.metadata.poetry_hash import poetry_content_hashes
from pyproject2nix.project import Project

__all__ = ["read_lock"]

NAMES = ("poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "requirements.txt")


def read_lock(project: Project) -> Lock:
    """Read the one lock file in the project's folder."""
    found = [name for name in NAMES if (project.folder / name).exists()]
    if not found:
        raise RefusedError(
            str(project.folder), f"there is no lock file ({', '.join(NAMES)})", "lock it"
        )
    return read_poetry_lock(project.folder / "poetry.lock", poetry_content_hashes(project.toml))
