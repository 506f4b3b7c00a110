"""What a Poetry project needs at run time, and what its extras add."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyproject2nix.base.budget import spend
from pyproject2nix.base.fields import leading_name
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.project.poetry.dependency import PoetryDependency, read_dependencies
from pyproject2nix.project.poetry.enrich import enriched, entries_by_name, note_unknown
from pyproject2nix.project.requirement import parse_requirements, read_extras

__all__ = ["Main", "read_main"]


@dataclass(frozen=True)
class Main:
    """Requirements of the package itself."""

    requirements: tuple[Dependency, ...]
    extras: Mapping[str, tuple[Dependency, ...]]


def read_main(project: Table, poetry: Table, notes: Notes) -> Main:
    """Read [project] and [tool.poetry.dependencies], by Poetry's rules for having both."""
    own = read_dependencies(poetry.table("dependencies"))
    standard = parse_requirements(project.texts("dependencies"), project.at("dependencies"))
    extras = read_extras(project)
    if standard or extras:
        return _both(project, poetry, standard, extras, own, notes)
    return _own(poetry, own, notes)


def _both(
    project: Table,
    poetry: Table,
    standard: tuple[Dependency, ...],
    extras: Mapping[str, tuple[Dependency, ...]],
    own: list[PoetryDependency],
    notes: Notes,
) -> Main:
    if poetry.table("extras").data:
        notes.add(
            poetry.at("extras"),
            "ignored, as by Poetry: extras of a project with [project] dependencies stand in "
            "[project.optional-dependencies]",
        )
    requirements = enriched(standard, entries_by_name(own), notes)
    dynamic = {"dependencies", "optional-dependencies"} & {*project.texts("dynamic")}
    if dynamic and not standard:
        # Only the extras are static: what is not optional here is required.
        added = [one for one in own if not one.optional]
        requirements = tuple(one.dependency for one in added)
        own = [one for one in own if one.optional]
    optional = [dependency for some in extras.values() for dependency in some]
    note_unknown(own, [*standard, *optional], "[project]", notes)
    entries = entries_by_name(own)
    return Main(
        requirements, {extra: enriched(some, entries, notes) for extra, some in extras.items()}
    )


def _own(poetry: Table, own: list[PoetryDependency], notes: Notes) -> Main:
    table = poetry.table("extras")
    by_name: dict[str, list[Dependency]] = {}
    for one in own:
        by_name.setdefault(one.dependency.name, []).append(one.dependency)
    extras = {}
    asked = set()
    order = {name: number for number, name in enumerate(by_name)}
    for extra, key in table.by_name().items():
        names = {leading_name(text, table.at(key)) for text in table.texts(key)}
        for name in sorted(name for name in names if name not in by_name):
            notes.add(
                table.at(key),
                f"{name!r} is ignored, as by Poetry: it is not in [tool.poetry.dependencies]",
            )
        asked.update(names)
        known = [name for name in names if name in order]
        ordered = sorted(known, key=order.__getitem__)
        extras[extra] = tuple(one for name in ordered for one in by_name[name])
        spend(len(extras[extra]) / 5, table.at(key))
    for one in own:
        if one.optional and one.dependency.name not in asked:
            notes.add(
                one.dependency.place,
                "it is optional, and no extra asks for it; to have it installed, remove `optional`",
            )
    return Main(tuple(one.dependency for one in own if not one.optional), extras)
