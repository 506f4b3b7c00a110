"""Where [project] or [dependency-groups] and [tool.poetry] name the same requirement."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.notes import Notes
from pyproject2nix.project.poetry.dependency import PoetryDependency
from pyproject2nix.project.poetry.markers import all_of

__all__ = ["enriched", "note_unknown"]


def enriched(
    standard: Iterable[Dependency], own: Sequence[PoetryDependency], notes: Notes
) -> tuple[Dependency, ...]:
    """Return `standard`, narrowed by the entries of `own` that have the same name.

    As in Poetry, such an entry may set where a package comes from, and narrow versions and
    markers; several entries split a requirement by their markers.
    """
    by_name: dict[str, list[PoetryDependency]] = {}
    for one in own:
        by_name.setdefault(one.dependency.name, []).append(one)
    found: list[Dependency] = []
    for dependency in standard:
        same = by_name.get(dependency.name, [])
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
        constraint=dependency.constraint & more.constraint,
        marker=marker or all_of(dependency.marker, more.marker),
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
