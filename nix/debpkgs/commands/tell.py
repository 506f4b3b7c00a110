"""`debpkgs list`, `why`, `check` and `audit`: what is locked, and how that compares."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from update.errors import UpdateError
from update.machines import own_machine
from update.version import is_newer

from .archive import Archive
from .audit import Behind, behind, read_tracker
from .base import NEXT_SUITE, SUITE, read_base, read_next, read_next_homes
from .carried import is_carried, store_names
from .listing import Listing
from .named import Archives
from .nodes import archive_of, plain_name
from .plan import Base

__all__ = ["audit", "check", "show_list", "why"]


def show_list(options: argparse.Namespace) -> int:
    """Print what is in the list."""
    listing = Listing(options.folder)
    document = listing.locked()
    pinned = document["packages"][own_machine().architecture]
    for name, keys in listing.packages().items():
        entry = document["entries"].get(name, {})
        names = [one for some in entry.values() for one in some if one in pinned]
        if not names:
            # Others have all of it.
            uses = " ".join(document.get("uses", {}).get(name, ())) or "not locked"
            print(f"{name}: {document['there'].get(name, document['aliases'].get(name, uses))}")
            continue
        where = f" ({keys['from']})" if "from" in keys else ""
        print(f"{name} {pinned[names[0]]['version']}{where}: {' '.join(names)}")
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
    # Another archive's version is there for something else.
    found = [one for one in paths if name in (one, plain_name(one))]
    if not found:
        raise UpdateError(f"{name}: nothing in the list needs it")
    for one in found:
        print(" -> ".join([*paths[one], one]))
    return 0


@dataclass(frozen=True)
class _Group:
    """Pins that one archive may have newer versions of."""

    archive: Archive
    place: str
    pins: Mapping[str, Mapping[str, Any]]
    homes: Mapping[str, str]
    """Debian package -> the name that it has in Nix."""


def audit(options: argparse.Namespace) -> int:
    """Print the pins that are older than what Debian has; 1 if there are any.

    If outputs are named, it is 1 if one of them has such a package in it.
    """
    listing, base = Listing(options.folder), read_base()
    architecture = own_machine().architecture
    tracker = read_tracker(options.tracker) if options.tracker else {}
    names_in = {one: store_names(one) for one in options.outputs}
    count = 0
    for group in _groups(listing, base, architecture):
        archive = group.archive
        found = behind(group.pins, archive.universe(architecture), archive.suite, tracker)
        carried = _tell(found, group.homes, names_in)
        dates = archive.apt.dates()
        indexes = ", ".join(f"{name} of {dates.get(name, 'no date')}" for name in archive.suites)
        print(f"{group.place}: {len(found)} of {len(group.pins)} pins are behind {indexes}")
        count += carried if names_in else len(found)
    return 1 if count else 0


def _groups(listing: Listing, base: Base, architecture: str) -> Iterator[_Group]:
    """Yield what there is to compare: debpkgs' pins, and those of the list by their archives."""
    archives = Archives(listing, listing.suite(SUITE), refresh=True)
    for suite, pins, homes in (
        (SUITE, base.pinned[architecture], base.homes),
        (NEXT_SUITE, read_next(architecture), read_next_homes()),
    ):
        archive = archives.main if suite == archives.main.suite else Archive(suite, refresh=True)
        yield _Group(archive, "debpkgs", pins, homes)
    locked = listing.lock()
    by_archive: dict[str, dict[str, Mapping[str, Any]]] = {}
    for node, pin in locked.get("packages", {}).get(architecture, {}).items():
        name = plain_name(node)
        some = by_archive.setdefault(pin.get("archive", ""), {})
        # Of a file that is there for several archives the older pin counts.
        if name not in some or is_newer(some[name]["version"], pin["version"]):
            some[name] = pin
    for archive_name, pins in sorted(by_archive.items()):
        archive = archives.named(archive_name) if archive_name else archives.main
        where = f"{listing.lock_path}{f', archive.{archive_name}' if archive_name else ''}"
        yield _Group(archive, where, pins, _homes(locked, archive_name))


def _homes(locked: Mapping[str, Any], archive: str) -> Mapping[str, str]:
    """Return an archive's Debian packages -> the entries of a debpkgs.lock that have them."""
    return {
        plain_name(one): name
        for name, outputs in locked.get("entries", {}).items()
        for some in outputs.values()
        for one in some
        if archive_of(one) == archive
    }


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
    packages = listing.packages()
    lacking = [name for name in packages if name not in known]
    # An entry that has moved to another archive, or an archive that has.
    archives = listing.archives()
    locked = document.get("archives", {})
    other = [
        f"archive.{name}"
        for name in sorted(archives | locked.keys())
        if name not in archives or listing.source(name).locked() != locked.get(name)
    ]
    for name, keys in packages.items():
        nodes = [one for some in document["entries"].get(name, {}).values() for one in some]
        if nodes and any(archive_of(one) != keys.get("from", "") for one in nodes):
            other.append(name)
    if lacking or other:
        what = [f"lacks {', '.join(lacking)}"] if lacking else []
        what += [f"has another {', '.join(other)}"] if other else []
        raise UpdateError(f"{listing.lock_path}: {' and '.join(what)}; run: debpkgs update")
    print(f"{listing.lock_path}: as {listing.path}")
    return 0
