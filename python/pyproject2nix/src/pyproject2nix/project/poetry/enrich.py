"""Where [project] or [dependency-groups] and [tool.poetry] name the same requirement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.notes import Notes
from pyproject2nix.project.poetry.dependency import PoetryDependency
from pyproject2nix.project.poetry.markers import all_of

__all__ = ["enriched", "entries_by_name", "note_unknown"]


def entries_by_name(own: Iterable[PoetryDependency]) -> dict[str, list[PoetryDependency]]:
    """Return the entries of a table by the names of what they require."""
    by_name: dict[str, list[PoetryDependency]] = {}
    for one in own:
        by_name.setdefault(one.dependency.name, []).append(one)
    return by_name


def enriched(
    standard: Iterable[Dependency], own: Mapping[str, Sequence[PoetryDependency]], notes: Notes
) -> tuple[Dependency, ...]:
    """Return `standard`, narrowed by the entries of `own` that have the same name.

    As in Poetry, such an entry may set where a package comes from, and narrow versions and
    markers; several entries split a requirement by their markers.
    """
    found: list[Dependency] = []
    for dependency in standard:
        same = own.get(dependency.name, [])
        if len(same) > limits.ENTRIES_OF_A_NAME:
            raise RefusedError(
                same[0].dependency.place,
                f"{len(same)} entries for {dependency.name}",
                f"keep to {limits.ENTRIES_OF_A_NAME}",
            )
        found += [_narrowed(dependency, one, notes) for one in same] if same else [dependency]
    return tuple(found)


def _narrowed(dependency: Dependency, own: PoetryDependency, notes: Notes) -> Dependency:
    more = own.dependency
    spend(10, more.place)
    if missing := sorted({*more.extras} - {*dependency.extras}):
        notes.add(
            f"{more.place}.extras",
            f"{', '.join(missing)}: ignored, as by Poetry; extras of {dependency.name} stand in "
            f"the standard table: {dependency.name}[{','.join(missing)}]",
        )
    marker = dependency.marker if dependency.marker == more.marker else None
    return replace(
        dependency,
        place=more.place,
        constraint=dependency.constraint.narrowed(more.constraint, more.place),
        marker=marker or all_of(more.place, dependency.marker, more.marker),
    )


def note_unknown(
    own: Iterable[PoetryDependency], standard: Iterable[Dependency], where: str, notes: Notes
) -> None:
    """Note the entries that Poetry ignores, since `where` is not empty and does not name them."""
    names = {dependency.name for dependency in standard}
    for one in own:
        if one.dependency.name not in names:
            notes.add(
                one.dependency.place,
                f"ignored, as by Poetry: {where} does not name {one.dependency.name!r}",
            )
