"""Packages that a project has built from their sdists: uv's `no-binary`, Poetry's, as pip's.

No lock has that: a locker reads it when it installs.
"""

from dataclasses import replace
from pathlib import Path

from pyproject2nix.base.model import Lock
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file
from pyproject2nix.files.toml import read_toml

__all__ = ["without_wheels_of_poetry", "without_wheels_of_uv"]

_ALL = ":all:"


def without_wheels_of_uv(lock: Lock, folder: Path) -> Lock:
    """Return the lock of a folder, its packages marked; uv.toml replaces [tool.uv]."""
    table = Table("", {})
    if is_file(folder / "uv.toml"):
        table = read_toml(folder / "uv.toml")
    elif is_file(folder / "pyproject.toml"):
        table = read_toml(folder / "pyproject.toml").table("tool").table("uv")
    if table.data.get("no-binary") is True:
        return _marked(lock, (_ALL,), table.at("no-binary"))
    place = table.at("no-binary-package")
    return _marked(lock, table.texts("no-binary-package"), place)


def without_wheels_of_poetry(lock: Lock, folder: Path) -> Lock:
    """Return the lock of a folder, its packages marked as poetry.toml says."""
    if not is_file(folder / "poetry.toml"):
        return lock
    table = read_toml(folder / "poetry.toml").table("installer")
    value = table.data.get("no-binary")
    if value is True:
        value = _ALL
    names = value.split(",") if isinstance(value, str) else table.texts("no-binary")
    return _marked(lock, tuple(names), table.at("no-binary"))


def _marked(lock: Lock, names: tuple[str, ...], place: str) -> Lock:
    if not names:
        return lock
    some = {checked_name(name, place) for name in names if name not in (_ALL, ":none:", "")}
    packages = tuple(
        replace(one, no_binary=place) if _ALL in names or one.name in some else one
        for one in lock.packages
    )
    return replace(lock, packages=packages)
