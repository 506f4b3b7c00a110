"""Command line: `debpkgs COMMAND`, in the folder of a flake.nix."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.init.git import Repository
from update.errors import UpdateError
from update.lock import changes
from update.machines import own_machine
from update.resolve import Universe, resolve

from .archive import Archive
from .audit import Behind, behind, read_tracker
from .base import NEXT_SUITE, SUITE, read_base, read_next
from .examine import Facts, examine
from .fetch import fetch, paths_of
from .hold import Chooser, held, moves, stays
from .listing import Listing
from .names import IGNORED, NIXPKGS, packages_of
from .places import unreachable
from .plan import Base, make_plan


def main() -> int:
    """Entry point."""
    options = _parser().parse_args()
    try:
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except UpdateError as error:
        print(f"debpkgs: {error}", file=sys.stderr)
    except RefusedError as refusal:
        print(f"debpkgs: {refusal}", file=sys.stderr)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "debpkgs", description="Debian's packages in your own flake, pinned by debpkgs.lock."
    )
    parser.add_argument(
        "-C", "--folder", type=Path, default=Path(), help="of flake.nix; default: this one"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str, *names: str | int
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        for argument in names:
            one.add_argument("names", metavar="NAME", nargs=argument)
        one.set_defaults(run=run)
        return one

    command("search", _search, "packages by a part of their names", "+")
    command("add", _add, "add packages, by nixpkgs' or Debian's names", "+")
    command("remove", _remove, "take packages out", "+")
    update = command("update", _update, "resolve the list again, with a fresh index", "*")
    update.add_argument(
        "--security", action="store_true", help="move only what Debian's security archive has"
    )
    command("fetch", _fetch, "put what is pinned into the Nix store")
    command("list", _list, "what is in the list, with versions")
    command("why", _why, "what a Debian package is there for", 1)
    audit = command("audit", _audit, "which pins are older than what Debian has; 1 if any is")
    audit.add_argument(
        "--tracker", metavar="PLACE", help="data of Debian's security tracker: a JSON file or a URL"
    )
    command("check", _check, "whether debpkgs.lock is that of debpkgs.toml")
    return parser


def _search(options: argparse.Namespace) -> int:
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


def _add(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    base = read_base()
    wanted = dict(listing.packages()) | {name: {} for name in options.names}
    archive = Archive(listing.suite(SUITE))
    document, facts = _document(listing, archive, base, wanted)
    known = {**document["aliases"], **document["there"]}
    for name in options.names:
        if name not in document["entries"] and name not in document["aliases"]:
            print(f"{name}: in debpkgs already, as {known.get(name, name)}")
    new = [name for name in options.names if name in document["entries"] or name in known]
    listing.add(new, archive.suite)
    return _write(listing, document, facts)


def _remove(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    listing.remove(options.names)
    archive = Archive(listing.suite(SUITE))
    return _write(listing, *_document(listing, archive, read_base(), listing.packages()))


def _update(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    archive = Archive(listing.suite(SUITE), refresh=True)
    packages = _named(listing, options.names) if options.names else set()
    may_move = moves(frozenset(packages), options.security)
    return _write(listing, *_document(listing, archive, read_base(), listing.packages(), may_move))


def _named(listing: Listing, names: Sequence[str]) -> set[str]:
    """Return the Debian packages of entries, by any of their names."""
    lock, found = _locked(listing), set()
    for name in names:
        entry = lock["entries"].get(lock["aliases"].get(name, name), {})
        some = {one for every in entry.values() for one in every}
        some |= {name} & lock["packages"][own_machine().architecture].keys()
        if not some:
            raise UpdateError(f"{listing.lock_path}: has no {name}; see: debpkgs list")
        found |= some
    return found


def _document(
    listing: Listing,
    archive: Archive,
    base: Base,
    wanted: Mapping[str, Mapping[str, Any]],
    may_move: Chooser = stays,
) -> tuple[dict[str, Any], Mapping[str, Facts]]:
    """Resolve, fetch, and look into what came: a package may need more than it says."""
    pins = listing.lock().get("packages", {})
    universes = {
        name: held(universe, pins.get(name, {}), may_move)
        for name, universe in archive.universes().items()
    }
    place = str(listing.path)
    architecture = own_machine().architecture
    facts: dict[str, Facts] = {}
    while True:
        plan = make_plan(wanted, universes, base, place, facts)
        pinned = plan.packages[architecture]
        count, came = fetch(archive.apt, pinned)
        new = {name: path for name, path in paths_of(pinned).items() if name not in facts}
        if not new:
            print(f"{count} Debian packages in the Nix store, {came} of them fetched now")
            return _with_places(plan.document(archive.suite), facts), facts
        facts |= {name: examine(path, own_machine().triplet) for name, path in new.items()}


def _with_places(document: dict[str, Any], facts: Mapping[str, Facts]) -> dict[str, Any]:
    """Return a lock that says which packages name places of Debian."""
    for packages in document["packages"].values():
        for name, _ in _unreachable(packages, facts):
            packages[name]["places"] = True
    return document


def _unreachable(
    packages: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Facts]
) -> Iterator[tuple[str, list[str]]]:
    depends = {name: one["depends"] for name, one in packages.items()}
    places = {name: one.places for name, one in facts.items() if name in packages}
    return unreachable(places, depends)


def _write(listing: Listing, document: dict[str, Any], facts: Mapping[str, Facts]) -> int:
    """Write the lock, and print what is new in it."""
    architecture = own_machine().architecture
    before = listing.lock().get("packages", {}).get(architecture, {})
    now = document["packages"][architecture]
    for line in changes({"packages": before}, {"packages": now}, "packages"):
        print(line)
    lost = [(name, found) for name, found in _unreachable(now, facts) if name not in before]
    if lost:
        print(
            "These look in places of Debian. Their programs find them; a program of yours that is"
        )
        print("linked with such a library may have to tell it, by a variable:")
    for name, found in lost:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        print(f"    {name}: {' '.join(found[:3])}{more}")
    listing.write_lock(document)
    repository = Repository(listing.path.parent)
    if repository.is_there:
        repository.add([listing.path.name, listing.lock_path.name])
    return 0


def _fetch(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    pinned = _locked(listing)["packages"][own_machine().architecture]
    count, came = fetch(Archive(listing.suite(SUITE)).apt, pinned)
    print(f"{count} Debian packages in the Nix store, {came} of them fetched now")
    return 0


def _locked(listing: Listing) -> dict[str, Any]:
    document = listing.lock()
    if not document:
        raise UpdateError(f"{listing.lock_path}: there is none; add something: debpkgs add NAME")
    return document


def _list(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    document = _locked(listing)
    pinned = document["packages"][own_machine().architecture]
    for name in listing.packages():
        entry = document["entries"].get(name)
        if entry is None:
            home = document["there"].get(name, document["aliases"].get(name, "not locked"))
            print(f"{name}: {home}")
            continue
        names = [one for some in entry.values() for one in some if one in pinned]
        print(f"{name} {pinned[names[0]]['version']}: {' '.join(names)}")
    size = sum(one["size"] for one in pinned.values()) / 1e6
    print(f"{len(pinned)} Debian packages, {size:.1f} MB")
    return 0


def _why(options: argparse.Namespace) -> int:
    document = _locked(Listing(options.folder))
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


def _audit(options: argparse.Namespace) -> int:
    listing, base = Listing(options.folder), read_base()
    architecture, suite = own_machine().architecture, listing.suite(SUITE)
    tracker = read_tracker(options.tracker) if options.tracker else {}
    groups = [
        (SUITE, "debpkgs", base.pinned[architecture]),
        (NEXT_SUITE, "debpkgs", read_next(architecture)),
        (suite, str(listing.lock_path), listing.lock().get("packages", {}).get(architecture, {})),
    ]
    count = 0
    for one, place, pins in groups:
        if not pins:
            continue
        archive = Archive(one, refresh=True)
        found = behind(pins, archive.packages(architecture), tracker)
        _tell(found, base.homes if place == "debpkgs" else {})
        dates = archive.apt.dates()
        indexes = ", ".join(f"{name} of {dates.get(name, 'no date')}" for name in archive.suites)
        print(f"{place}: {len(found)} of {len(pins)} pins are behind {indexes}")
        count += len(found)
    return 1 if count else 0


def _tell(found: Sequence[Behind], homes: Mapping[str, str]) -> None:
    """Print a line for each source package, and one for what its newest version fixes."""
    by_source: dict[tuple[str, str, str, str], list[Behind]] = {}
    for one in found:
        key = (one.package.source, one.pinned, one.package.version, one.suite)
        by_source.setdefault(key, []).append(one)
    for (source, pinned, version, suite), some in by_source.items():
        names = sorted({homes.get(one.package.name, one.package.name) for one in some})
        print(f"{source} {pinned} -> {version} ({suite}), in {', '.join(names)}")
        if cves := dict.fromkeys(name for one in some for name in one.cves):
            print(f"    {', '.join(cves)}")


def _check(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    document = _locked(listing)
    known = document["entries"].keys() | document["aliases"].keys() | document["there"].keys()
    lacking = [name for name in listing.packages() if name not in known]
    if lacking:
        raise UpdateError(f"{listing.lock_path}: lacks {', '.join(lacking)}; run: debpkgs update")
    print(f"{listing.lock_path}: as {listing.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
