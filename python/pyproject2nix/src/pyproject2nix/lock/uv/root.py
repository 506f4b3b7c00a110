"""The project's own entry in uv.lock: its edges, and the metadata that it was locked from."""

from collections.abc import Iterable, Mapping
from typing import TypedDict, Unpack

from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import parse_constraint
from pyproject2nix.base.model import Dependency, Root
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_marker
from pyproject2nix.base.tables import Table

__all__ = ["addressed", "read_root", "read_row"]

# [tool.uv.sources] says so; the version that [project] asks for is then not recorded.
_ADDRESSES = ("directory", "editable", "git", "path", "url", "virtual")


class _Edges(TypedDict):
    name: str
    version: str
    dependencies: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]


def read_root(entry: Table, **edges: Unpack[_Edges]) -> Root:
    """Return the root with these edges and the `metadata` table of its entry."""
    table = entry.table("metadata")
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
        requires=tuple(map(read_row, rows)),
        requires_groups={
            group: tuple(map(read_row, some)) for group, some in rows_of_groups.items()
        },
        provides_extras=tuple(sorted(provides)) if "provides-extras" in table.data else None,
        addressed=addressed(every),
    )


def addressed(rows: Iterable[Table]) -> frozenset[str]:
    """Return the names of requirements that [tool.uv.sources] gives a path or address."""
    return frozenset(
        read_row(row).name for row in rows if any(key in row.data for key in _ADDRESSES)
    )


def read_row(row: Table) -> Dependency:
    """Return a requirement of the metadata that was locked."""
    spend(12, row.place)
    marker = row.text("marker", "")
    extras = {checked_name(extra, row.at("extras")) for extra in row.texts("extras")}
    return Dependency(
        place=row.place,
        name=checked_name(row.data.get("name"), row.at("name")),
        constraint=parse_constraint(row.data.get("specifier", "*"), row.at("specifier")),
        marker=parse_marker(marker, row.at("marker")) if marker else None,
        extras=tuple(sorted(extras)),
    )
