"""Dependency groups as Poetry sees them: its own, [dependency-groups], and both together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import CycleError, Include, Steps, flattened
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.dependency import PoetryDependency, read_dependencies
from pyproject2nix.project.poetry.enrich import enriched, entries_by_name, note_unknown
from pyproject2nix.project.requirement import parse_requirements

__all__ = ["Group", "read_poetry_groups"]


@dataclass(frozen=True)
class Group:
    """One group."""

    dependencies: tuple[Dependency, ...]
    includes: tuple[str, ...]
    """Normalised names of other groups."""
    optional: bool
    place: str


def read_poetry_groups(toml: Table, notes: Notes) -> dict[str, Group]:
    """Return all groups by normalised name, sorted, with what they include."""
    poetry = toml.table("tool").table("poetry")
    standard, own = toml.table("dependency-groups"), poetry.table("group")
    standard_names, own_names = _names(standard), _names(own)
    groups: dict[str, Group] = {}
    for name in sorted({*standard_names, *own_names}):
        found, includes = _standard(standard, standard_names.get(name))
        table = own.table(own_names[name]) if name in own_names else Table(own.at(name), {})
        table.allow(["dependencies", "include-groups", "optional"], "see Poetry's documentation")
        groups[name] = Group(
            dependencies=_merged(found, _own(table.table("dependencies"), notes), standard, notes),
            includes=(*includes, *_includes(table)),
            optional=table.flag("optional", False),
            place=table.place if name in own_names else standard.at(standard_names[name]),
        )
    if "dev-dependencies" in poetry.data:
        groups["dev"] = _with_old(groups.get("dev"), poetry.table("dev-dependencies"), notes)
    steps = Steps(own.place)
    return {name: _expanded(name, groups, steps) for name in sorted(groups)}


def _names(table: Table) -> dict[str, str]:
    """Return the keys of a table of groups by normalised name."""
    names = table.by_name()
    if "main" in names:
        raise RefusedError(table.at(names["main"]), "Poetry keeps this name", "rename the group")
    return names


def _standard(table: Table, key: str | None) -> tuple[tuple[Dependency, ...], tuple[str, ...]]:
    items = [] if key is None else table.data[key]
    place = table.at(key or "")
    if not isinstance(items, list):
        raise RefusedError(place, f"{items!r} is not a list", "see PEP 735")
    texts, includes = [], []
    for item in items:
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, dict) and list(item) == ["include-group"]:
            includes.append(checked_name(item["include-group"], place))
        else:
            raise RefusedError(place, f"{item!r} is not understood", "see PEP 735")
    return parse_requirements(texts, place), tuple(includes)


def _own(table: Table, notes: Notes) -> list[PoetryDependency]:
    for key in table.data:
        if key.lower() == "python":
            notes.add(table.at(key), "ignored, as by Poetry: a group has no version of Python")
    found = []
    for one in read_dependencies(table):
        if one.optional:
            notes.add(
                one.dependency.place,
                "it is optional, and no extra can ask for it; to have it installed, remove "
                "`optional`",
            )
        else:
            found.append(one)
    return found


def _merged(
    found: tuple[Dependency, ...], own: list[PoetryDependency], standard: Table, notes: Notes
) -> tuple[Dependency, ...]:
    if not found:
        return tuple(one.dependency for one in own)
    note_unknown(own, found, f"[{standard.place.rpartition(': ')[2]}]", notes)
    return enriched(found, entries_by_name(own), notes)


def _includes(table: Table) -> tuple[str, ...]:
    place = table.at("include-groups")
    return tuple(checked_name(name, place) for name in table.texts("include-groups"))


def _with_old(dev: Group | None, table: Table, notes: Notes) -> Group:
    old = tuple(one.dependency for one in _own(table, notes))
    if dev is None:
        return Group(old, (), False, table.place)
    return replace(dev, dependencies=(*dev.dependencies, *old))


def _expanded(name: str, groups: Mapping[str, Group], steps: Steps) -> Group:
    """Return a group with what the groups that it includes add."""

    def items(one: str) -> Iterator[Dependency | Include[str]]:
        group = groups[one]
        yield from group.dependencies
        for included in group.includes:
            if included not in groups:
                raise RefusedError(
                    group.place, f"there is no group {included!r}", "correct include-groups"
                )
            yield Include(included, group.place)

    try:
        dependencies = dict.fromkeys(flattened(name, items, steps))
    except CycleError as cycle:
        include = cycle.include
        raise RefusedError(
            include.place, f"{include.node!r} includes itself", "break the circle"
        ) from None
    return replace(groups[name], dependencies=tuple(dependencies))
