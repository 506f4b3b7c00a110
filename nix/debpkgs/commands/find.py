"""`debpkgs search`."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from update.machines import own_machine
from update.resolve import Universe, resolve

from .archive import Archive
from .base import SUITE, read_base
from .listing import Listing
from .names import IGNORED, NIXPKGS, packages_of

__all__ = ["search"]


def search(options: argparse.Namespace) -> int:
    """Print packages by parts of their names."""
    archive = Archive(Listing(options.folder).suite(SUITE))
    universe, base = archive.universe(own_machine().architecture), read_base()
    for word in options.names:
        by_nixpkgs = [
            name
            for name, packages in NIXPKGS.items()
            if word.lower() in name.lower() and any(one in universe.by_name for one in packages)
        ]
        sources: dict[str, list[str]] = {}
        for one in universe.by_name.values():
            if word.lower() in one.name:
                sources.setdefault(one.source, [one.source]).append(one.name)
        by_source = sorted(
            sources.keys() - set(by_nixpkgs),
            key=lambda name: (*_nearness(word, sources[name]), name),
        )
        for name in [*by_nixpkgs, *by_source[:30]]:
            _describe(universe, base.pinned[own_machine().architecture], base.homes, name)
        if len(by_source) > 30:
            print(f"… and {len(by_source) - 30} more; search for a longer part of the name")
        if not by_nixpkgs and not by_source:
            print(f"{word}: nothing", file=sys.stderr)
    return 0


def _nearness(word: str, names: Sequence[str]) -> tuple[bool, bool]:
    """Return what sorts names that are a word, or begin with it, before those that contain it."""
    return word not in names, not any(name.startswith(word) for name in names)


def _describe(
    universe: Universe, pinned: Mapping[str, Any], homes: Mapping[str, str], name: str
) -> None:
    packages = packages_of(universe, name)
    new = [one for one in packages if one not in pinned]
    first = universe.by_name[packages[0]]
    print(f"{name} {first.version}: {first.description}")
    if not new:
        print(f"    in debpkgs already, as {homes.get(packages[0], packages[0])}")
        return
    closure = resolve(universe, new, IGNORED, pinned, "search").values()
    size = sum(one.package.size for one in closure) / 1e6
    print(f"    {' '.join(packages)}; with what they need {len(closure)} packages, {size:.1f} MB")
