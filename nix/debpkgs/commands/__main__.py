"""Command line: `debpkgs COMMAND`, in the folder of a flake.nix."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.init.git import Repository
from update.errors import UpdateError
from update.lock import changes
from update.resolve import Universe, resolve

from .archive import Archive
from .base import SUITE, read_base
from .examine import Facts, examine
from .fetch import fetch, own_architecture, own_triplet, paths_of
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
    command("update", _update, "resolve the list again, with a fresh index")
    command("fetch", _fetch, "put what is pinned into the Nix store")
    command("list", _list, "what is in the list, with versions")
    command("why", _why, "what a Debian package is there for", 1)
    command("check", _check, "whether debpkgs.lock is that of debpkgs.toml")
    return parser


def _search(options: argparse.Namespace) -> int:
    archive = Archive(Listing(options.folder).suite(SUITE))
    universe, base = archive.universe(own_architecture()), read_base()
    for word in options.names:
        by_nixpkgs = [
            name
            for name, packages in NIXPKGS.items()
            if word.lower() in name.lower() and any(one in universe.by_name for one in packages)
        ]
        by_source = sorted(
            {one.source for one in universe.by_name.values() if word.lower() in one.name}
            - set(by_nixpkgs)
        )
        for name in [*by_nixpkgs, *by_source[:30]]:
            _describe(universe, base.pinned[own_architecture()], base.homes, name)
        if len(by_source) > 30:
            print(f"… and {len(by_source) - 30} more; search for a longer part of the name")
        if not by_nixpkgs and not by_source:
            print(f"{word}: nothing", file=sys.stderr)
    return 0


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
    return _resolve(listing, Archive(listing.suite(SUITE)))


def _update(options: argparse.Namespace) -> int:
    listing = Listing(options.folder)
    return _resolve(listing, Archive(listing.suite(SUITE), refresh=True))


def _resolve(listing: Listing, archive: Archive) -> int:
    return _write(listing, *_document(listing, archive, read_base(), listing.packages()))


def _document(
    listing: Listing, archive: Archive, base: Base, wanted: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any], Mapping[str, Facts]]:
    """Resolve, fetch, and look into what came: a package may need more than it says."""
    universes, place = archive.universes(), str(listing.path)
    architecture = own_architecture()
    facts: dict[str, Facts] = {}
    while True:
        plan = make_plan(wanted, universes, base, place, facts)
        pinned = plan.packages[architecture]
        count, came = fetch(archive.apt, pinned)
        new = {name: path for name, path in paths_of(pinned).items() if name not in facts}
        if not new:
            print(f"{count} Debian packages in the Nix store, {came} of them fetched now")
            return _with_places(plan.document(archive.suite), facts), facts
        facts |= {name: examine(path, own_triplet()) for name, path in new.items()}


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
    architecture = own_architecture()
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
    pinned = _locked(listing)["packages"][own_architecture()]
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
    pinned = document["packages"][own_architecture()]
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
    pinned = document["packages"][own_architecture()]
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
