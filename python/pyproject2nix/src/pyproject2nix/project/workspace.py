"""Workspaces of uv: which folder has the lock of a member."""

import os
from fnmatch import fnmatchcase
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file
from pyproject2nix.files.toml import read_toml

__all__ = ["member_folder", "workspace_of"]


def workspace_of(folder: Path) -> Path | None:
    """Return the root of the workspace that a folder is a member of, as uv finds it."""
    member = Path(os.path.realpath(folder))
    for root in member.parents:
        if not is_file(root / "pyproject.toml"):
            continue
        try:
            table = _workspace(root)
        except RefusedError:
            return None
        if table is not None:
            path = member.relative_to(root).parts
            return root if _is_member(path, table) else None
    return None


def _workspace(root: Path) -> Table | None:
    uv = read_toml(root / "pyproject.toml").table("tool").table("uv")
    return uv.table("workspace") if "workspace" in uv.data else None


def _is_member(path: tuple[str, ...], table: Table) -> bool:
    def matches(key: str) -> bool:
        return any(_matches(path, _parts(pattern)) for pattern in table.texts(key))

    return matches("members") and not matches("exclude")


def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(part for part in pattern.split("/") if part not in ("", "."))


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if len(pattern) == pattern.count("**"):
        return not path or bool(pattern)
    if pattern[0] == "**":
        return _matches(path, pattern[1:]) or (bool(path) and _matches(path[1:], pattern))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])


def member_folder(root: Path, member: str) -> Path:
    """Return the folder of a member: `member` is its path from the root, or its name."""
    if is_file(root / member / "pyproject.toml"):
        return root / member
    table = _workspace(root)
    names = {}
    for pattern in table.texts("members") if table is not None else ():
        for folder in sorted(root.glob(pattern)):
            if is_file(folder / "pyproject.toml"):
                project = read_toml(folder / "pyproject.toml").table("project")
                names[checked_name(project.data.get("name"), project.at("name"))] = folder
    name = checked_name(member, "--project")
    if name not in names:
        raise RefusedError(
            "--project",
            f"{member!r} is no member of the workspace in {root}",
            f"choose from {', '.join(sorted(names)) or 'none'}",
        )
    return names[name]
