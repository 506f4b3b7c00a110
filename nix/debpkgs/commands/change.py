"""`debpkgs add`, `remove`, `update` and `fetch`: what writes the lock, and brings its files."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyproject2nix.init.git import Repository
from update.errors import UpdateError
from update.lock import changes
from update.locks import keep_facts
from update.machines import own_machine
from update.resolve import Universe

from .base import SUITE, read_base
from .complete import additions
from .examine import Facts
from .examined import examined
from .fetch import fetch, paths_of
from .hold import Chooser, held, moves, pins_from, stays
from .listing import Listing
from .named import Archives, NamedArchive
from .nodes import archive_of, plain_name
from .places import unreachable
from .plan import Base, Plan, make_plan
from .side import Side

__all__ = ["add", "fetch_locked", "packages_named", "remove", "update"]


def add(options: argparse.Namespace) -> int:
    """Add packages to the list, and lock it."""
    listing = Listing(options.folder)
    base = read_base()
    keys = {"from": options.source} if options.source else {}
    names = [_free_name(listing, base, name, options.source) for name in options.names]
    wanted = {**dict.fromkeys(names, keys), **listing.packages()}
    archives = Archives(listing, listing.suite(SUITE))
    document, lost = _document(listing, archives, base, wanted)
    known = {**document["aliases"], **document["there"]}
    for name in names:
        if name not in document["entries"] and name not in document["aliases"]:
            print(f"{name}: in debpkgs already, as {known.get(name, name)}")
    new = [name for name in names if name in document["entries"] or name in known]
    listing.add(new, archives.main.suite, options.source)
    return _write(listing, document, lost)


def _free_name(listing: Listing, base: Base, name: str, source: str) -> str:
    """Return the name for a package of another archive: a second version has the archive's, too."""
    if not source:
        return name
    there = listing.packages().get(name)
    is_taken = name in base.homes.values() or (there is not None and there.get("from") != source)
    if is_taken:
        print(f"{name}-{source}: the name {name} is taken by another version")
    return f"{name}-{source}" if is_taken else name


def remove(options: argparse.Namespace) -> int:
    """Take packages out of the list, and lock it."""
    listing = Listing(options.folder)
    listing.remove(options.names)
    archives = Archives(listing, listing.suite(SUITE))
    return _write(listing, *_document(listing, archives, read_base(), listing.packages()))


def update(options: argparse.Namespace) -> int:
    """Lock the list again, with a fresh index."""
    listing = Listing(options.folder)
    archives = Archives(listing, listing.suite(SUITE), refresh=True)
    packages = packages_named(listing, options.names) if options.names else set()

    def may_move(archive: str) -> Chooser:
        """Tell what of an archive moves."""
        of_archive = [one for one in packages if archive_of(one) == archive]
        names = frozenset(plain_name(one) for one in of_archive)
        return stays if packages and not names else moves(names, options.security)

    return _write(listing, *_document(listing, archives, read_base(), listing.packages(), may_move))


def packages_named(listing: Listing, names: Sequence[str]) -> set[str]:
    """Return the Debian packages of entries, by any of their names."""
    lock, found = listing.locked(), set()
    pinned = lock["packages"][own_machine().architecture].keys()
    for name in names:
        entry = lock["entries"].get(lock["aliases"].get(name, name), {})
        some = {one for every in entry.values() for one in every}
        some |= {name, *lock.get("uses", {}).get(name, ())} & pinned
        if not some and name in lock["there"]:
            raise UpdateError(f"{name}: is debpkgs' own; update the flake's input that has debpkgs")
        if not some:
            raise UpdateError(f"{listing.lock_path}: has no {name}; see: debpkgs list")
        found |= some
    return found


def _document(
    listing: Listing,
    archives: Archives,
    base: Base,
    wanted: Mapping[str, Mapping[str, Any]],
    may_move: Callable[[str], Chooser] = lambda _: stays,
) -> tuple[dict[str, Any], Mapping[str, list[str]]]:
    """Resolve, fetch, and look into what came: a package may need more than it says.

    The second part are the packages that name places of Debian, and which.
    """
    pins = listing.lock().get("packages", {})
    newest = archives.main.universes()
    universes = {
        name: held(universe, pins_from(pins.get(name, {}), ""), may_move(""))
        for name, universe in newest.items()
    }
    sides = {
        name: {
            one: _side(archives.named(name), newest[one], one, pins.get(one, {}), may_move(name))
            for one in newest
        }
        for name in sorted({keys["from"] for keys in wanted.values() if "from" in keys})
    }
    place = str(listing.path)
    architecture = own_machine().architecture
    facts: dict[str, Facts] = {}
    added: set[tuple[str, str]] = set()

    def look_into(pinned: Mapping[str, Mapping[str, Any]]) -> bool:
        new = {name: path for name, path in paths_of(pinned).items() if name not in facts}
        for name, path in new.items():
            digest = pinned[name]["sha256"]
            facts[name] = examined(path, digest, own_machine().triplet)
        return bool(new)

    def look_at(names: set[str]) -> None:
        pinned = {name: universes[architecture].by_name[name]._asdict() for name in names}
        fetch(archives.download, pinned)
        look_into(pinned)

    while True:
        plan = make_plan(wanted, universes, base, place, facts, sides)
        pinned = plan.packages[architecture]
        count, came = fetch(archives.download, pinned)
        if look_into(pinned):
            continue
        new = False
        for one in additions(
            # Another archive's packages are as complete as it has them.
            {name: pin for name, pin in pinned.items() if name == plain_name(name)},
            base.pinned[architecture],
            universes[architecture],
            lambda name: facts[name].development,
            look_at,
        ):
            is_known = all(one.needs in universe.by_name for universe in universes.values())
            if is_known and (one.name, one.needs) not in added:
                added.add((one.name, one.needs))
                known = facts[one.name]
                depends = tuple(sorted({*known.depends, one.needs}))
                facts[one.name] = replace(known, depends=depends)
                new = True
                print(f"{one.name} needs {one.needs}, too, for its {one.what}")
        if not new:
            print(f"{count} Debian packages in the Nix store, {came} of them fetched now")
            used = sorted({one for name in sides for one in archives.with_bases(name)})
            plan.archives = {name: archives.named(name).source.locked() for name in used}
            for name, packages in plan.packages.items():
                keep_facts(packages, pins.get(name, {}))
                archives.date(packages)
            return plan.document(archives.main.suite), _note_places(plan, facts)


def _side(
    archive: NamedArchive,
    suite: Universe,
    architecture: str,
    pins: Mapping[str, Mapping[str, Any]],
    may_move: Chooser,
) -> Side:
    """Return another archive for an architecture, as it is pinned."""
    every = pins_from(pins, archive.source.name)
    own = {name: pin for name, pin in every.items() if pin.get("archive")}
    rest = {name: pin for name, pin in every.items() if not pin.get("archive")}
    newest = archive.universe(architecture)
    return Side(held(newest, own, may_move), newest, held(suite, rest, may_move))


def _note_places(plan: Plan, facts: Mapping[str, Facts]) -> Mapping[str, list[str]]:
    """Mark the pins that name places of Debian; return those of this machine, with the places."""
    found = {}
    for architecture, packages in plan.packages.items():
        depends = {name: one["depends"] for name, one in packages.items()}
        places = {name: one.places for name, one in facts.items() if name in packages}
        found[architecture] = dict(unreachable(places, depends))
        for name in found[architecture]:
            packages[name]["places"] = True
    return found[own_machine().architecture]


def _write(listing: Listing, document: dict[str, Any], lost: Mapping[str, list[str]]) -> int:
    """Write the lock, and print what is new in it."""
    architecture = own_machine().architecture
    before = listing.lock().get("packages", {}).get(architecture, {})
    now = document["packages"][architecture]
    for line in changes(before, now):
        print(line)
    new = {name: found for name, found in lost.items() if name not in before}
    if new:
        print(
            "These look in places of Debian. Their programs find them; a program of yours that is"
        )
        print("linked with such a library may have to tell it, by a variable:")
    for name, found in new.items():
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        print(f"    {name}: {' '.join(found[:3])}{more}")
    listing.write_lock(document)
    repository = Repository(listing.path.parent)
    if repository.is_there:
        repository.add([listing.path.name, listing.lock_path.name])
    return 0


def fetch_locked(options: argparse.Namespace) -> int:
    """Put what is locked into the Nix store."""
    listing = Listing(options.folder)
    pinned = listing.locked()["packages"][own_machine().architecture]
    archives = Archives(listing, listing.suite(SUITE), asks=False)
    count, came = fetch(archives.download, pinned)
    print(f"{count} Debian packages in the Nix store, {came} of them fetched now")
    return 0
