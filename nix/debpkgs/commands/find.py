"""`debpkgs search`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from update.errors import UpdateError
from update.machines import own_machine
from update.resolve import Resolved, Universe, resolve

from .base import SUITE, read_base
from .hold import held, stays
from .listing import Listing
from .named import Archives
from .names import IGNORED, NIXPKGS, packages_of
from .side import Side, resolve_side

__all__ = ["search"]


def search(options: argparse.Namespace) -> int:
    """Print packages by parts of their names."""
    listing, base = Listing(options.folder), read_base()
    architecture = own_machine().architecture
    archives = Archives(listing, listing.suite(SUITE))
    archive = archives.named(options.source) if options.source else archives.main
    universe = archive.universe(architecture)
    closure = _closure(archives, universe, base.pinned[architecture], options.source)
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
            _describe(universe, base.pinned[architecture], base.homes, name, closure)
        if len(by_source) > 30:
            print(f"… and {len(by_source) - 30} more; search for a longer part of the name")
        if not by_nixpkgs and not by_source:
            print(f"{word}: nothing", file=sys.stderr)
    return 0


def _nearness(word: str, names: Sequence[str]) -> tuple[bool, bool]:
    """Return what sorts names that are a word, or begin with it, before those that contain it."""
    return word not in names, not any(name.startswith(word) for name in names)


_Closure = Callable[[Sequence[str]], Iterable[Resolved]]


def _closure(
    archives: Archives, universe: Universe, pinned: Mapping[str, Mapping[str, Any]], source: str
) -> _Closure:
    """Return what tells all that has to come along with some packages."""

    def of_suite(names: Sequence[str]) -> Iterable[Resolved]:
        return resolve(universe, names, IGNORED, pinned, "search").values()

    if not source:
        return of_suite
    suite = archives.main.universe(own_machine().architecture)
    shared = held(suite, pinned, stays)

    def of_archive(names: Sequence[str]) -> Iterable[Resolved]:
        side = Side(universe, universe, suite)
        nodes, needed = resolve_side(source, side, shared, names, IGNORED, "search", {})
        more = resolve(suite, set(needed) - pinned.keys(), IGNORED, pinned, "search")
        return [*nodes.values(), *more.values()]

    return of_archive


def _describe(
    universe: Universe,
    pinned: Mapping[str, Any],
    homes: Mapping[str, str],
    name: str,
    closure: _Closure,
) -> None:
    packages = packages_of(universe, name)
    first = universe.by_name[packages[0]]
    new = [one for one in packages if first.archive or one not in pinned]
    print(f"{name} {first.version}: {first.description}")
    if not new:
        print(f"    in debpkgs already, as {homes.get(packages[0], packages[0])}")
        return
    try:
        every = list(closure(new))
    except UpdateError as error:
        print(f"    {' '.join(packages)}; cannot be added: {error}")
        return
    size = sum(one.package.size for one in every) / 1e6
    print(f"    {' '.join(packages)}; with what they need {len(every)} packages, {size:.1f} MB")
