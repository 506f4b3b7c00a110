"""pylock.build.toml: what builds the packages that have no wheel.

A lock of PEP 751. Each build set is a dependency group of it, so that an installer can install one;
a file with a single set has no groups. `[tool.pyproject2nix]` records the sources and their
requirements, which is how a stale file is told from a current one. A file of another program, or
written by hand, is one set, and has no such record.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.builds import BUILD_LOCK, DEFAULT_SET, NO_BUILDS, BuildLock, BuildSource
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.pylock.lock import pylock_of

__all__ = ["read_build_lock"]

_REMEDY = "remove the file, and run: pyproject2nix generate"
_SOURCE_KEYS = ("identity", "name", "note", "requires", "set", "targets", "version")


def read_build_lock(folder: Path) -> BuildLock:
    """Read pylock.build.toml in a project's folder; without the file, nothing is locked."""
    path = folder / BUILD_LOCK
    # A link that leads nowhere is a mistake, and no absent file.
    if not os.path.lexists(path):
        return NO_BUILDS
    toml = read_toml(path, limits.LOCK_FILE)
    digest = sha256_of(path, limits.LOCK_FILE)
    names = toml.texts("dependency-groups") or (DEFAULT_SET,)
    alone = names == (DEFAULT_SET,)
    sets = {name: pylock_of(toml, path.name, digest, None if alone else name) for name in names}
    tool = toml.table("tool").table("pyproject2nix")
    tool.allow(["sources", "version"], _REMEDY)
    if tool.data and tool.data.get("version") != 1:
        raise RefusedError(tool.at("version"), f"{tool.data.get('version')!r} is not 1", _REMEDY)
    sources = [_source(table, sets) for table in tool.tables("sources")]
    return BuildLock(digest, sets, {source.identity: source for source in sources})


def _source(table: Table, sets: Mapping[str, object]) -> BuildSource:
    table.allow(_SOURCE_KEYS, _REMEDY)
    name = checked_name(table.text("name"), table.at("name"))
    set_name = table.text("set", "")
    if set_name and set_name not in sets:
        raise RefusedError(table.at("set"), f"there is no group {set_name!r}", _REMEDY)
    place = table.at("requires")
    requires = {str(parse_requirement(text, place, _REMEDY)) for text in table.texts("requires")}
    return BuildSource(
        name=name,
        version=table.text("version", ""),
        identity=table.text("identity"),
        requires=tuple(sorted(requires)),
        targets=frozenset(table.texts("targets")),
        set_name=set_name,
        note=table.text("note", ""),
    )
