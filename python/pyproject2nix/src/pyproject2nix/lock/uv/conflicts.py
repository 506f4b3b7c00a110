"""Conflicting extras and groups that uv.lock declares."""

from pyproject2nix.base.conflicts import encoded_name
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table

__all__ = ["read_conflicts"]

_REMEDY = "lock again with uv 0.13, or use a newer pyproject2nix"


def read_conflicts(toml: Table) -> tuple[frozenset[str], ...]:
    """Read `conflicts`: sets of which at most one may be chosen."""
    sets = toml.data.get("conflicts", [])
    if not isinstance(sets, list):
        raise RefusedError(toml.at("conflicts"), f"{sets!r} is not a list", "run: uv lock")
    found = []
    for index, items in enumerate(sets):
        tables = Table(toml.at("conflicts"), {str(index): items}).tables(str(index))
        found.append(frozenset(map(_item, tables)))
    return tuple(found)


def _item(table: Table) -> str:
    package = checked_name(table.data.get("package"), table.at("package"))
    if "extra" in table.data and "group" in table.data:
        raise RefusedError(table.place, "it is both an extra and a group", _REMEDY)
    if "group" in table.data:
        return encoded_name("group", package, checked_name(table.data["group"], table.at("group")))
    extra = table.data.get("extra")
    item = checked_name(extra, table.at("extra")) if "extra" in table.data else ""
    return encoded_name("extra" if item else "project", package, item)
