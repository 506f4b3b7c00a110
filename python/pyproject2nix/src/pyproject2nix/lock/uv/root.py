"""The project's own entry in uv.lock: its edges, and the metadata that it was locked from."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import parse_constraint
from pyproject2nix.base.model import Dependency, Root
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_marker
from pyproject2nix.base.tables import Table

__all__ = ["read_root"]

_REMEDY = "lock again with uv 0.13, or use a newer pyproject2nix"
# [tool.uv.sources] says so; the version that [project] asks for is then not recorded.
_ADDRESSES = ("directory", "editable", "git", "path", "url", "virtual")
_ROW = ("conflict", "extras", "index", "marker", "name", "specifier", "subdirectory", *_ADDRESSES)


class _Edges(TypedDict):
    name: str
    version: str
    dependencies: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]


def read_root(entry: Table, **edges: Unpack[_Edges]) -> Root:
    """Return the root with these edges and the `metadata` table of its entry."""
    table = entry.table("metadata")
    table.allow(["provides-extras", "requires-dev", "requires-dist"], _REMEDY)
    dev = table.table("requires-dev")
    rows = table.tables("requires-dist")
    rows_of_groups = {group: dev.tables(key) for group, key in dev.by_name().items()}
    provides = {
        checked_name(extra, table.at("provides-extras")) for extra in table.texts("provides-extras")
    }
    # An extra or group without requirements has no edges, and is there all the same.
    extras = {**dict.fromkeys(sorted(provides), ()), **edges["extras"]}
    groups = {**dict.fromkeys(rows_of_groups, ()), **edges["groups"]}
    every = [*rows, *(row for some in rows_of_groups.values() for row in some)]
    return Root(
        place=entry.place,
        name=edges["name"],
        version=edges["version"],
        dependencies=edges["dependencies"],
        extras=extras,
        groups=groups,
        requires=tuple(_required(row) for row in rows),
        requires_groups={
            group: tuple(_required(row) for row in some) for group, some in rows_of_groups.items()
        },
        provides_extras=tuple(sorted(provides)) if "provides-extras" in table.data else None,
        addressed=frozenset(_required(row).name for row in every if _has_address(row)),
    )


def _has_address(row: Table) -> bool:
    return any(key in row.data for key in _ADDRESSES)


def _required(row: Table) -> Dependency:
    spend(12, row.place)
    row.allow(_ROW, _REMEDY)
    marker = row.text("marker", "")
    extras = {checked_name(extra, row.at("extras")) for extra in row.texts("extras")}
    return Dependency(
        place=row.place,
        name=checked_name(row.data.get("name"), row.at("name")),
        constraint=parse_constraint(row.data.get("specifier", "*"), row.at("specifier")),
        marker=parse_marker(marker, row.at("marker")) if marker else None,
        extras=tuple(sorted(extras)),
    )
