"""Which lock file a project has, and what reads it."""

import hashlib
import json

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Lock
from pyproject2nix.lock.poetry import read_poetry_lock
from pyproject2nix.project import Project
from pyproject2nix.tables import Table

__all__ = ["read_lock"]

NAMES = ("poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "requirements.txt")


def read_lock(project: Project) -> Lock:
    """Read the one lock file in the project's folder."""
    found = [name for name in NAMES if (project.folder / name).exists()]
    if not found:
        raise RefusedError(
            str(project.folder), f"there is no lock file ({', '.join(NAMES)})", "lock it"
        )
    return read_poetry_lock(project.folder / "poetry.lock", _poetry_hashes(project.toml))


def _poetry_hashes(toml: Table) -> frozenset[str]:
    project = toml.table("project").data
    relevant = ("requires-python", "dependencies", "optional-dependencies")
    with_project = {key: project[key] for key in relevant if key in project}
    groups = toml.table("dependency-groups").data
    contents: list[dict[str, object]] = []
    for group_content in ({}, groups):
        content: dict[str, object] = {}
        if with_project:
            content["project"] = with_project
        if group_content:
            content["dependency-groups"] = group_content
        # Where nothing is relevant, Poetry hashes the absence of its own old keys.
        old = dict.fromkeys(("dependencies", "source", "extras", "dev-dependencies"))
        contents.append({**content, "tool": {"poetry": {}}} if content else {**old})
    return frozenset(
        hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
        for content in contents
    )
