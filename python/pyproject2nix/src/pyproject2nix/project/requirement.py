"""Requirements as metadata writes them (PEP 508), with those that ask for the project itself."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyproject2nix.base import limits
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_marker, parse_requirement
from pyproject2nix.base.tables import Table

__all__ = ["parse_requirements", "read_extras", "without_self"]


def read_extras(project: Table) -> dict[str, tuple[Dependency, ...]]:
    """Return [project.optional-dependencies] by normalised name."""
    table = project.table("optional-dependencies")
    return {
        extra: parse_requirements(table.texts(key), table.at(key))
        for extra, key in table.by_name().items()
    }


def parse_requirements(texts: Iterable[str], place: str) -> tuple[Dependency, ...]:
    """Return requirements as they are written.

    An address (`name @ https://…`) is left to the lock, which has the hash or the commit of it.
    """
    return tuple(_parse(text, place) for text in texts)


def _parse(text: str, place: str) -> Dependency:
    requirement = parse_requirement(text, place)
    return Dependency(
        place=f"{place} ({requirement})",
        name=checked_name(requirement.name, place),
        constraint=Constraint.of(requirement.specifier),
        marker=requirement.marker,
        extras=tuple(sorted(checked_name(extra, place) for extra in requirement.extras)),
        addressed=requirement.url is not None,
    )


def without_self(
    requirements: Iterable[Dependency],
    project: str,
    extras: Mapping[str, tuple[Dependency, ...]],
    steps: Steps,
) -> tuple[Dependency, ...]:
    """Return requirements with `project[extra]` replaced by what that extra asks for.

    As for pip, an extra that asks for itself adds nothing.
    """
    found: list[Dependency] = []
    looked_at: dict[str, list[frozenset[str]]] = {}
    queue = deque((one, frozenset[str]()) for one in requirements)
    while queue:
        one, under = queue.popleft()
        steps.take(1 + len(one.extras))
        if one.name != project or not one.extras:
            found.append(_narrowed(one, under))
            continue
        markers = under if one.marker is None else under | {str(one.marker)}
        for extra in one.extras:
            if extra not in extras:
                raise RefusedError(
                    one.place,
                    f"there is no extra {extra!r}",
                    f"choose from {', '.join(sorted(extras)) or 'none'}",
                )
            # Where fewer markers led to it, it is there already.
            earlier = looked_at.setdefault(extra, [])
            if not any(some <= markers for some in earlier):
                earlier.append(markers)
                queue += ((added, markers) for added in extras[extra])
            if max(len(earlier), len(markers)) > limits.MARKERS_OF_AN_EXTRA:
                raise RefusedError(
                    one.place,
                    f"more than {limits.MARKERS_OF_AN_EXTRA} markers decide on extra {extra!r}",
                    "ask for it under fewer",
                )
    return tuple(found)


def _narrowed(requirement: Dependency, markers: frozenset[str]) -> Dependency:
    if not markers:
        return requirement
    own = [] if requirement.marker is None else [str(requirement.marker)]
    texts = dict.fromkeys([*own, *sorted(markers)])
    text = " and ".join(f"({text})" for text in texts) if len(texts) > 1 else next(iter(texts))
    return replace(requirement, marker=parse_marker(text, requirement.place))
