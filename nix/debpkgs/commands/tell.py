"""`debpkgs list`, `why`, `check` and `audit`: what is locked, and how that compares."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from update.errors import UpdateError
from update.machines import own_machine

from .archive import Archive
from .audit import Behind, behind, read_tracker
from .base import NEXT_SUITE, SUITE, read_base, read_next, read_next_homes
from .carried import is_carried, store_names
from .listing import Listing

__all__ = ["audit", "check", "show_list", "why"]


def show_list(options: argparse.Namespace) -> int:
    """Print what is in the list."""
    listing = Listing(options.folder)
    document = listing.locked()
    pinned = document["packages"][own_machine().architecture]
    for name in listing.packages():
        entry = document["entries"].get(name, {})
        names = [one for some in entry.values() for one in some if one in pinned]
        if not names:
            # Others have all of it.
            uses = " ".join(document.get("uses", {}).get(name, ())) or "not locked"
            print(f"{name}: {document['there'].get(name, document['aliases'].get(name, uses))}")
            continue
        print(f"{name} {pinned[names[0]]['version']}: {' '.join(names)}")
    size = sum(one["size"] for one in pinned.values()) / 1e6
    print(f"{len(pinned)} Debian packages, {size:.1f} MB")
    return 0


def why(options: argparse.Namespace) -> int:
    """Print what leads from the list to a Debian package."""
    document = Listing(options.folder).locked()
    pinned = document["packages"][own_machine().architecture]
    (name,) = options.names
    paths = {
        one: [entry]
        for entry, outputs in document["entries"].items()
        if entry in Listing(options.folder).packages()
        for some in outputs.values()
        for one in some
    }
    queue = list(paths)
    while queue:
        one = queue.pop(0)
        for other in pinned.get(one, {}).get("depends", ()):
            if other not in paths:
                paths[other] = [*paths[one], one]
                queue.append(other)
    if name not in paths:
        raise UpdateError(f"{name}: nothing in the list needs it")
    print(" -> ".join([*paths[name], name]))
    return 0


def audit(options: argparse.Namespace) -> int:
    """Print the pins that are older than what Debian has; 1 if there are any.

    If outputs are named, it is 1 if one of them has such a package in it.
    """
    listing, base = Listing(options.folder), read_base()
    architecture, suite = own_machine().architecture, listing.suite(SUITE)
    tracker = read_tracker(options.tracker) if options.tracker else {}
    names_in = {one: store_names(one) for one in options.outputs}
    locked = listing.lock()
    own = locked.get("packages", {}).get(architecture, {})
    groups = [
        (SUITE, "debpkgs", base.pinned[architecture], base.homes),
        (NEXT_SUITE, "debpkgs", read_next(architecture), read_next_homes()),
        *([(suite, str(listing.lock_path), own, _homes(locked))] if own else []),
    ]
    archives = {one: Archive(one, refresh=True) for one in sorted({group[0] for group in groups})}
    universes = {one: archive.universe(architecture) for one, archive in archives.items()}
    count = 0
    for one, place, pins, homes in groups:
        archive = archives[one]
        found = behind(pins, universes[one], one, tracker)
        carried = _tell(found, homes, names_in)
        dates = archive.apt.dates()
        indexes = ", ".join(f"{name} of {dates.get(name, 'no date')}" for name in archive.suites)
        print(f"{place}: {len(found)} of {len(pins)} pins are behind {indexes}")
        count += carried if names_in else len(found)
    return 1 if count else 0


def _homes(locked: Mapping[str, Any]) -> Mapping[str, str]:
    """Return Debian packages -> the entries of a debpkgs.lock that have them."""
    entries = locked.get("entries", {})
    return {one: name for name, some in entries.items() for every in some.values() for one in every}


def _tell(
    found: Sequence[Behind], homes: Mapping[str, str], names_in: Mapping[str, frozenset[str]]
) -> int:
    """Print a line for each source package, what its newest version fixes, and what has it.

    Return how many of them the outputs have whose names of store paths are given.
    """
    count = 0
    by_source: dict[tuple[str, str, str, str], list[Behind]] = {}
    for one in found:
        key = (one.package.source, one.pinned, one.package.version, one.suite)
        by_source.setdefault(key, []).append(one)
    for (source, pinned, version, suite), some in by_source.items():
        names = sorted({homes.get(one.package.name, one.package.name) for one in some})
        print(f"{source} {pinned} -> {version} ({suite}), as {', '.join(names)}")
        if cves := dict.fromkeys(name for one in some for name in one.cves):
            print(f"    {', '.join(cves)}")
        outputs = [
            output
            for output, store in names_in.items()
            if any(is_carried(name, pinned, store) for name in names)
        ]
        if outputs:
            print(f"    in {', '.join(outputs)}")
            count += 1
    return count


def check(options: argparse.Namespace) -> int:
    """Raise where the lock is not that of the list."""
    listing = Listing(options.folder)
    document = listing.locked()
    known = document["entries"].keys() | document["aliases"].keys() | document["there"].keys()
    lacking = [name for name in listing.packages() if name not in known]
    if lacking:
        raise UpdateError(f"{listing.lock_path}: lacks {', '.join(lacking)}; run: debpkgs update")
    print(f"{listing.lock_path}: as {listing.path}")
    return 0
