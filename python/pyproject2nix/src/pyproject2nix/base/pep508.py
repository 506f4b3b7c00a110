"""Requirements, markers, versions and names of wheels: bounded, then read by `packaging`.

Its parsers recurse, make tables of what is compressed, and meet numbers that Python refuses.
"""

import re
import warnings
from collections.abc import Callable
from functools import cache
from math import prod
from typing import TypeVar

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import (
    BuildTag,
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError

__all__ = [
    "bounded",
    "is_bounded_wheel",
    "name_and_version",
    "number_of_tags",
    "parse_marker",
    "parse_requirement",
    "parse_specifiers",
    "wheel_tags",
]

Parsed = TypeVar("Parsed")

_LONG = re.compile(rf"(?<![0-9])[0-9]{{{limits.DIGITS + 1}}}")


def parse_requirement(
    text: object, place: str, remedy: str = "write it as in PEP 508"
) -> Requirement:
    """Read a requirement (PEP 508)."""
    try:
        checked = bounded(text, limits.REQUIREMENT)
        spend(20 + len(checked), place)
        return _quietly(Requirement, checked)
    except (InvalidRequirement, ValueError, RecursionError):
        raise RefusedError(place, f"{text!r} is not a requirement", remedy) from None


def parse_marker(text: str, place: str) -> Marker:
    """Read an environment marker (PEP 508)."""
    try:
        if text not in _MARKERS:
            checked = bounded(text, limits.MARKER)
            spend(20 + len(checked), place)
            _MARKERS[text] = _quietly(Marker, checked)
        return _MARKERS[text]
    except (InvalidMarker, ValueError, RecursionError):
        raise RefusedError(place, f"{text!r} is not a marker", "write it as in PEP 508") from None


def _quietly(parse: Callable[[str], Parsed], text: str) -> Parsed:
    # `packaging` evaluates quoted texts as Python does, which warns of unknown escapes.
    if "\\" not in text:
        return parse(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parse(text)


# A lock repeats few markers on many edges.
_MARKERS: dict[str, Marker] = {}


def parse_specifiers(text: str, place: str) -> SpecifierSet:
    """Read a set of version specifiers (PEP 440), comma-separated."""
    try:
        checked = bounded(text, limits.CONSTRAINT)
        spend(10 + len(checked), place)
        return SpecifierSet(checked)
    except (InvalidSpecifier, ValueError):
        raise RefusedError(place, f"{text!r} is not understood", "see PEP 440") from None


def bounded(text: object, length: int) -> str:
    """Return a text without blanks around it, or raise ValueError for one that takes too long."""
    if not isinstance(text, str):
        raise ValueError
    text = text.strip()
    if len(text) > length or _LONG.search(text) or _nested(text) > limits.PARENTHESES:
        raise ValueError
    return text


def _nested(text: str) -> int:
    deepest = depth = 0
    for sign in re.findall(r"[()]", text):
        depth += 1 if sign == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def wheel_tags(file: str, place: str) -> tuple[BuildTag, frozenset[Tag]]:
    """Return the build number and the tags of a wheel's name, or raise InvalidWheelFilename."""
    if file not in _TAGS:
        spend(20 + 8 * number_of_tags(file), place)
        _TAGS[file] = _wheel(file)[2:]
    return _TAGS[file]


# Each file is looked at for each target.
_TAGS: dict[str, tuple[BuildTag, frozenset[Tag]]] = {}


@cache
def name_and_version(file: str) -> tuple[str, Version] | None:
    """Return what the name of a wheel or sdist tells; nothing where it is neither."""
    try:
        return _wheel(file)[:2] if file.endswith(".whl") else _sdist(file)
    except (InvalidSdistFilename, InvalidVersion, InvalidWheelFilename):
        return None


def _wheel(file: str) -> tuple[str, Version, BuildTag, frozenset[Tag]]:
    if not is_bounded_wheel(file):
        raise InvalidWheelFilename(file)
    return parse_wheel_filename(file)


def is_bounded_wheel(file: str) -> bool:
    """Tell whether the name of a wheel stands for a number of tags that a wheel can have."""
    return number_of_tags(file) <= limits.WHEEL_TAGS and len(file) <= limits.FILE_NAME


def number_of_tags(file: str) -> int:
    """Return how many tags the name of a wheel stands for."""
    return prod(part.count(".") + 1 for part in file.removesuffix(".whl").split("-")[-3:])


def _sdist(file: str) -> tuple[str, Version]:
    if len(file) > limits.FILE_NAME:
        raise InvalidSdistFilename(file)
    return parse_sdist_filename(file)
