"""Updates of a part: what does not move keeps the version that it is pinned to."""

from collections.abc import Callable, Mapping
from typing import Any

from update.apt import SECURITY_POOL
from update.deb822 import Package
from update.resolve import Universe

from .nodes import archive_of, plain_name

__all__ = ["Chooser", "held", "moves", "pins_from", "stays"]

Chooser = Callable[[Package], bool]
"""Tells whether a package that is pinned may move."""


def stays(_: Package) -> bool:
    """Let nothing move."""
    return False


def moves(names: frozenset[str], security_alone: bool) -> Chooser:
    """Let some packages move.

    `names` are sources or packages, all where it is empty. With `security_alone` only what the
    security archive has moves.
    """

    def tell(package: Package) -> bool:
        is_named = not names or bool(names & {package.name, package.source})
        return is_named and (package.path.startswith(SECURITY_POOL) or not security_alone)

    return tell


def pins_from(pins: Mapping[str, Mapping[str, Any]], archive: str) -> dict[str, Mapping[str, Any]]:
    """Return the pins of one archive, "" for the suite, all names as Debian has them."""
    found = {}
    for node, pin in pins.items():
        if archive_of(node) == archive:
            depends = [plain_name(one) for one in pin["depends"]]
            found[plain_name(node)] = {**pin, "depends": depends} if archive else pin
    return found


def held(universe: Universe, pins: Mapping[str, Mapping[str, Any]], may_move: Chooser) -> Universe:
    """Return the packages, with those that may not move as they are pinned."""
    there = [universe.by_name[name] for name in pins if name in universe.by_name]
    return universe.with_versions(
        _as_pinned(package, pins[package.name]) for package in there if not may_move(package)
    )


def _as_pinned(package: Package, pin: Mapping[str, Any]) -> Package:
    if pin["version"] == package.version:
        return package
    depends = tuple((name,) for name in pin["depends"])
    keys = {key: pin[key] for key in ("version", "path", "size", "sha256")}
    return package._replace(depends=depends, constraints=(), **keys)
