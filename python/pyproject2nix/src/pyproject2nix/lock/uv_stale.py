"""Whether uv.lock is of the pyproject.toml beside it: requirements compared, not hashes."""

import re
from collections.abc import Iterable, Mapping

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement

from pyproject2nix.constraint import Constraint
from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.model import Dependency, Lock, Root
from pyproject2nix.names import checked_name
from pyproject2nix.target import PLATFORMS, Target

__all__ = ["uv_stale"]

_PATCH = re.compile(r"\b3\.\d{1,3}\.(\d{1,3})\b", re.ASCII)
_EXTRA = re.compile(r'\bextra [!=]= "([^"]*)"')
_MINORS = range(8, 20)


def uv_stale(
    lock: Lock,
    requirements: Iterable[str],
    extras: Mapping[str, Iterable[str]],
    groups: Mapping[str, Iterable[str]],
) -> str | None:
    """Return the first difference between the metadata and what was locked, or nothing.

    Requirements are as in PEP 508, those of `groups` with their included groups. Their order and
    spelling do not count; markers are compared by what they say for every target.
    """
    root = lock.root
    if root is None:
        return f"{lock.place} has no entry of the project"
    place = "pyproject.toml: project.dependencies"
    wanted = [_parse(text, place, None) for text in requirements]
    for extra, texts in extras.items():
        name = checked_name(extra, "pyproject.toml: project.optional-dependencies")
        place = f"pyproject.toml: project.optional-dependencies.{name}"
        wanted += [_parse(text, place, name) for text in texts]
    names = {checked_name(extra, place) for extra in extras}
    if root.provides_extras is not None and names != set(root.provides_extras):
        return (
            f"pyproject.toml has the extras {sorted(names)}, and {lock.place} has "
            f"{list(root.provides_extras)}"
        )
    if problem := _difference(wanted, root.requires, root, lock.place):
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


def _parse(text: str, place: str, extra: str | None) -> Dependency:
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, RecursionError):
        raise RefusedError(
            place, f"{text!r} is not a requirement", "write it as in PEP 508"
        ) from None
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
    ours, theirs = list(wanted), list(locked)
    added = _missing(ours, theirs, root.addressed)
    removed = _missing(theirs, ours, root.addressed)
    if not added and not removed:
        return None
    nothing = "nothing more"
    return f"pyproject.toml requires {added or nothing}, {lock_place} {removed or nothing}"


def _missing(some: list[Dependency], others: list[Dependency], addressed: frozenset[str]) -> str:
    texts = [_text(one) for one in some if not any(_same(one, o, addressed) for o in others)]
    return ", ".join(sorted(texts))


def _text(one: Dependency) -> str:
    extras = f"[{','.join(one.extras)}]" if one.extras else ""
    version = "" if one.constraint.text == "*" else one.constraint.text
    return f"{one.name}{extras}{version}{f' ; {one.marker}' if one.marker else ''}"


def _same(one: Dependency, other: Dependency, addressed: frozenset[str]) -> bool:
    return (
        (one.name, one.extras) == (other.name, other.extras)
        and (one.name in addressed or one.constraint.alternatives == other.constraint.alternatives)
        and _same_marker(one, other)
    )


def _same_marker(one: Dependency, other: Dependency) -> bool:
    """Tell whether two markers agree for every target that there can be."""
    if str(one.marker) == str(other.marker):
        return True
    text = f"{one.marker} {other.marker}"
    patches = {0, 999}
    for patch in _PATCH.findall(text):
        patches.update((max(int(patch) - 1, 0), int(patch), int(patch) + 1))
    choices = [frozenset[str](), *(frozenset([extra]) for extra in set(_EXTRA.findall(text)))]
    return all(
        target.holds(one.marker, one.place, extras)
        == target.holds(other.marker, other.place, extras)
        for platform in PLATFORMS
        for minor in _MINORS
        for patch in patches
        for target in (Target((3, minor), platform, patch),)
        for extras in choices
    )
