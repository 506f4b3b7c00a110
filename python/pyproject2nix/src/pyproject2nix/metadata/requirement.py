"""Requirements as metadata writes them (PEP 508), with those that ask for the project itself."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement

from pyproject2nix.constraint import Constraint
from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Dependency
from pyproject2nix.names import checked_name

__all__ = ["parse_requirements", "without_self"]


def parse_requirements(texts: Iterable[str], place: str) -> tuple[Dependency, ...]:
    """Return requirements as they are written.

    An address (`name @ https://…`) is left to the lock, which has the hash or the commit of it.
    """
    return tuple(_parse(text, place) for text in texts)


def _parse(text: str, place: str) -> Dependency:
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise RefusedError(
            place, f"{text!r} is not a requirement", "write it as in PEP 508"
        ) from None
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
) -> tuple[Dependency, ...]:
    """Return requirements with `project[extra]` replaced by what that extra asks for."""
    found: list[Dependency] = []
    done: set[tuple[str, str]] = set()
    queue = [*requirements]
    while queue:
        one = queue.pop(0)
        if one.name != project or not one.extras:
            found.append(one)
            continue
        for extra in one.extras:
            if extra not in extras:
                raise RefusedError(
                    one.place,
                    f"there is no extra {extra!r}",
                    f"choose from {', '.join(sorted(extras)) or 'none'}",
                )
            if (extra, str(one.marker)) not in done:
                done.add((extra, str(one.marker)))
                queue += [_narrowed(added, one.marker) for added in extras[extra]]
    return tuple(found)


def _narrowed(requirement: Dependency, marker: Marker | None) -> Dependency:
    if marker is None or requirement.marker is None:
        return replace(requirement, marker=marker or requirement.marker)
    return replace(requirement, marker=Marker(f"({requirement.marker}) and ({marker})"))
