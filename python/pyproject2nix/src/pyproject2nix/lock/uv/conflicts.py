"""Conflicting extras and groups that uv.lock declares."""

from collections.abc import Mapping, Set

from pyproject2nix.base.conflicts import encoded_name
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table

__all__ = ["read_conflicts"]

_REMEDY = "lock again with uv 0.13, or use a newer pyproject2nix"


def read_conflicts(
    toml: Table, project_name: str, asked: Mapping[str, Set[str]]
) -> tuple[frozenset[str], ...]:
    """Read `conflicts`; `asked` has, by package, the extras that any edge of the lock asks for.

    An edge that makes a choice by itself cannot be followed: the choice is the project's.
    """
    sets = toml.data.get("conflicts", [])
    if not isinstance(sets, list):
        raise RefusedError(toml.at("conflicts"), f"{sets!r} is not a list", "run: uv lock")
    found = []
    for index, items in enumerate(sets):
        tables = Table(toml.at("conflicts"), {str(index): items}).tables(str(index))
        found.append(frozenset(_item(table, project_name, asked) for table in tables))
    return tuple(found)


def _item(table: Table, project_name: str, asked: Mapping[str, Set[str]]) -> str:
    table.allow(["extra", "group", "package"], _REMEDY)
    package = checked_name(table.data.get("package"), table.at("package"))
    if "extra" in table.data and "group" in table.data:
        raise RefusedError(table.place, "it is both an extra and a group", _REMEDY)
    if "group" in table.data:
        return encoded_name("group", package, checked_name(table.data["group"], table.at("group")))
    extra = table.data.get("extra")
    item = checked_name(extra, table.at("extra")) if "extra" in table.data else ""
    if package != project_name and package in asked and (not item or item in asked[package]):
        raise RefusedError(
            table.place,
            f"{package}{f'[{item}]' if item else ''} conflicts with others and is a dependency",
            "declare conflicts between extras and groups of the project itself, and run: uv lock",
        )
    return encoded_name("extra" if item else "project", package, item)
