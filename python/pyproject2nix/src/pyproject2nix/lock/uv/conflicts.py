"""Conflicting extras and groups in uv.lock: what its markers call them.

Where [tool.uv] declares conflicts, edges carry markers like `extra == 'extra-4-proj-cpu'`: kind,
length of the package's name, name, and extra or group. Such an `extra` is a set: `==` asks whether
a name is in it, `!=` whether it is not, and several may be in it at once.
"""

from collections.abc import Iterable, Mapping, Set

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.tables import Table

__all__ = ["conflict_extras", "conflict_name", "read_conflicts"]

_REMEDY = "lock again with uv 0.13, or use a newer pyproject2nix"


def conflict_extras(
    project_name: str, extras: Iterable[str], groups: Iterable[str]
) -> frozenset[str]:
    """Return what a lock calls the project, its chosen extras and its chosen groups.

    >>> sorted(conflict_extras("proj", ["cpu"], ["dev"]))
    ['extra-4-proj-cpu', 'group-4-proj-dev', 'project-4-proj']
    """
    name = checked_name(project_name, "project.name")
    return frozenset(
        [
            _encoded("project", name, ""),
            *(_encoded("extra", name, checked_name(e, "extras")) for e in extras),
            *(_encoded("group", name, checked_name(g, "groups")) for g in groups),
        ]
    )


def conflict_name(encoded: str) -> str:
    """Return what an encoded name stands for, in words.

    >>> conflict_name("extra-4-proj-cpu")
    'extra cpu'
    """
    kind, length, rest = encoded.split("-", 2)
    return f"{kind} {rest[int(length) + 1 :] or rest}"


def _encoded(kind: str, package: str, item: str) -> str:
    return "-".join([kind, str(len(package)), package, *([item] if item else [])])


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
        return _encoded("group", package, checked_name(table.data["group"], table.at("group")))
    extra = table.data.get("extra")
    item = checked_name(extra, table.at("extra")) if "extra" in table.data else ""
    if package != project_name and package in asked and (not item or item in asked[package]):
        raise RefusedError(
            table.place,
            f"{package}{f'[{item}]' if item else ''} conflicts with others and is a dependency",
            "declare conflicts between extras and groups of the project itself, and run: uv lock",
        )
    return _encoded("extra" if item else "project", package, item)
