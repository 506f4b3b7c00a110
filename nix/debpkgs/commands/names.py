"""Which Debian packages a name stands for: nixpkgs', or Debian's of a source or binary package."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from update.errors import UpdateError
from update.resolve import Universe

from .nodes import plain_name

__all__ = ["IGNORED", "NIXPKGS", "is_development", "of_source", "packages_of"]

_TABLES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
NIXPKGS: dict[str, list[str]] = _TABLES["names"]
"""nixpkgs' name -> Debian packages."""
IGNORED: frozenset[str] = frozenset(_TABLES["ignore"]["packages"])
"""Dependencies that are never followed."""

#: Parts of a source package that nobody means by its name.
_BESIDE = ("-doc", "-dbg", "-dbgsym", "-examples", "-tests", "-udeb")


def is_development(universe: Universe, name: str) -> bool:
    """Tell whether a package has headers and what else a build needs."""
    return plain_name(name).endswith("-dev") or universe.by_name[name].section == "libdevel"


def packages_of(universe: Universe, name: str) -> tuple[str, ...]:
    """Return the Debian packages that a name stands for, or raise."""
    # A suite may have none of them.
    if there := tuple(one for one in NIXPKGS.get(name, ()) if one in universe.by_name):
        return there
    if name in universe.by_name:
        return (name,)
    every = of_source(universe, name)
    parts = tuple(one for one in every if not one.endswith(_BESIDE)) or every
    if parts:
        return tuple(one for one in parts if is_development(universe, one)) or parts
    known = [*NIXPKGS, *universe.by_name, *_sources(universe)]
    near = get_close_matches(name, known, n=3, cutoff=0.75)
    more = f"; do you mean {' or '.join(near)}?" if near else ""
    raise UpdateError(f"{name}: no package of Debian, and no name of nixpkgs that is known{more}")


def of_source(universe: Universe, source: str) -> tuple[str, ...]:
    """Return the packages of a source."""
    return _sources(universe).get(source, ())


@cache
def _sources(universe: Universe) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for package in universe.by_name.values():
        found.setdefault(package.source, []).append(package.name)
    return {source: tuple(sorted(names)) for source, names in found.items()}
