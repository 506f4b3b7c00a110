"""Whether uv.lock belongs to its pyproject.toml: requirements are compared, not hashes."""

import re
from collections.abc import Iterable, Mapping

from packaging.markers import Marker

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.expansion import Steps
from pyproject2nix.base.model import Dependency, Lock, Root
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.target import PLATFORMS, Target

__all__ = ["uv_stale"]

_PATCH = re.compile(r"\b3\.\d{1,3}\.(\d{1,3})\b", re.ASCII)
_EXTRA = re.compile(r'\bextra [!=]= "([^"]*)"')
_MINORS = range(8, 20)


def uv_stale(
    lock: Lock,
    requirements: Iterable[str] | None,
    extras: Mapping[str, Iterable[str]],
    groups: Mapping[str, Iterable[str]],
) -> str | None:
    """Return the first difference between the metadata and what was locked, or nothing.

    Requirements are as in PEP 508, those of `groups` with their included groups. Their order and
    spelling do not count; markers are compared by what they say for every target. Without
    `requirements`, those of groups alone are compared.
    """
    root = lock.root
    if root is None:
        return f"{lock.place} has no entry of the project"
    if requirements is not None and (
        problem := _requirements_differ(root, lock.place, requirements, extras)
    ):
        return problem
    by_group = {}
    for group, texts in groups.items():
        place = f"pyproject.toml: dependency-groups.{group}"
        by_group[checked_name(group, place)] = [_parse(text, place, None) for text in texts]
    for group in sorted({*by_group, *root.requires_groups}):
        locked = root.requires_groups.get(group, ())
        if problem := _difference(by_group.get(group, []), locked, root, lock.place):
            return f"group {group}: {problem}"
    return None


def _requirements_differ(
    root: Root, lock_place: str, requirements: Iterable[str], extras: Mapping[str, Iterable[str]]
) -> str | None:
    place = "pyproject.toml: project.dependencies"
    wanted = [_parse(text, place, None) for text in requirements]
    for extra, texts in extras.items():
        name = checked_name(extra, "pyproject.toml: project.optional-dependencies")
        place = f"pyproject.toml: project.optional-dependencies.{name}"
        wanted += [_parse(text, place, name) for text in texts]
    names = {checked_name(extra, place) for extra in extras}
    if root.provides_extras is not None and names != set(root.provides_extras):
        return (
            f"pyproject.toml has the extras {sorted(names)}, and {lock_place} has "
            f"{list(root.provides_extras)}"
        )
    return _difference(wanted, root.requires, root, lock_place)


def _parse(text: str, place: str, extra: str | None) -> Dependency:
    requirement = parse_requirement(text, place)
    marker = requirement.marker
    if extra is not None:
        own = f'extra == "{extra}"'
        marker = Marker(f"({marker}) and {own}" if marker else own)
    return Dependency(
        place=place,
        name=checked_name(requirement.name, place),
        constraint=Constraint.of(requirement.specifier),
        marker=marker,
        extras=tuple(sorted(checked_name(e, place) for e in requirement.extras)),
    )


def _difference(
    wanted: Iterable[Dependency], locked: Iterable[Dependency], root: Root, lock_place: str
) -> str | None:
    ours, theirs = _by_key(wanted, root.addressed), _by_key(locked, root.addressed)
    steps = Steps(f"{lock_place}: package.{root.name}.metadata", limits.MARKER_CASES, 0)
    added = _missing(ours, theirs, steps)
    removed = _missing(theirs, ours, steps)
    if not added and not removed:
        return None
    nothing = "nothing more"
    return f"pyproject.toml requires {added or nothing}, {lock_place} {removed or nothing}"


_Requirements = Mapping[object, Mapping[str, Dependency]]
"""By what has to be equal, then by the marker's text."""


def _by_key(some: Iterable[Dependency], addressed: frozenset[str]) -> _Requirements:
    found: dict[object, dict[str, Dependency]] = {}
    for one in some:
        # Hashing a constraint looks at each clause.
        spend(2 + len(one.constraint.text), one.place)
        versions = None if one.name in addressed else one.constraint.alternatives
        markers = found.setdefault((one.name, one.extras, versions), {})
        markers.setdefault(str(one.marker), one)
        if len(markers) > limits.ENTRIES_OF_A_NAME:
            raise RefusedError(
                one.place,
                f"more than {limits.ENTRIES_OF_A_NAME} requirements of {one.name} differ in their "
                "markers alone",
                "write one of them",
            )
    return found


def _missing(some: _Requirements, others: _Requirements, steps: Steps) -> str:
    texts = []
    for key, markers in some.items():
        there = others.get(key, {})
        for text, one in markers.items():
            if text not in there and not any(_same_marker(one, o, steps) for o in there.values()):
                texts.append(_text(one))
    return ", ".join(sorted(texts))


def _text(one: Dependency) -> str:
    extras = f"[{','.join(one.extras)}]" if one.extras else ""
    version = "" if one.constraint.text == "*" else one.constraint.text
    return f"{one.name}{extras}{version}{f' ; {one.marker}' if one.marker else ''}"


def _same_marker(one: Dependency, other: Dependency, steps: Steps) -> bool:
    """Tell whether two markers agree for every target that there can be."""
    text = f"{one.marker} {other.marker}"
    patches = {0, 999}
    for patch in _PATCH.findall(text):
        patches.update((max(int(patch) - 1, 0), int(patch), int(patch) + 1))
    choices = [frozenset[str](), *(frozenset([extra]) for extra in set(_EXTRA.findall(text)))]
    steps.take(len(text) * len(patches) * len(choices))
    return all(
        target.holds(one.marker, one.place, extras)
        == target.holds(other.marker, other.place, extras)
        for platform in PLATFORMS
        for minor in _MINORS
        for patch in patches
        for target in (Target((3, minor), platform, patch),)
        for extras in choices
    )
