"""pylock.build.toml: what builds the packages that have no wheel.

A lock of PEP 751. Each build set is a dependency group of it, so that an installer can install one;
a file with a single set has no groups. `[tool.pyproject2nix]` records the sources and their
requirements, which is how a stale file is told from a current one. A file of another program, or
written by hand, is one set, and has no such record.
"""

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from packaging.utils import canonicalize_name

from pyproject2nix import data
from pyproject2nix.base import limits
from pyproject2nix.base.builds import BUILD_LOCK, DEFAULT_SET, NO_BUILDS, BuildLock, BuildSource
from pyproject2nix.base.cargo import CargoLock, Rust
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.pylock.lock import pylock_of

__all__ = ["read_build_lock"]

_REMEDY = "remove the file, and run: pyproject2nix generate"
_SOURCE_KEYS = (
    *("cargo-lock", "cargo-root", "cargo-vendor", "identity", "name", "note", "requires", "set"),
    *("targets", "version"),
)


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
        rust=_rust(table, requires),
    )


def _rust(table: Table, requires: Collection[str]) -> Rust | None:
    """Return how a source gets its crates; the text of its Cargo.lock is elsewhere."""
    names = [parse_requirement(text, table.at("requires")).name for text in requires]
    if not data.rust_back_end(canonicalize_name(name) for name in names):
        return None
    root, sha256 = table.text("cargo-root", ""), table.text("cargo-lock", "")
    if re.fullmatch(r"([0-9a-f]{64})?", sha256) is None:
        raise RefusedError(table.at("cargo-lock"), f"{sha256!r} is no SHA-256", _REMEDY)
    vendor = table.text("cargo-vendor", "")
    for key, path in (("cargo-root", root), ("cargo-vendor", vendor)):
        if path.startswith("/") or ".." in path.split("/"):
            raise RefusedError(table.at(key), f"{path!r} leaves the source", _REMEDY)
    return Rust(CargoLock(root, sha256, "") if sha256 else None, vendor)
