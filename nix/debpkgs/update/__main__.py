"""Command line: ``python3 -m update [--check | --audit]``."""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .apt import PrivateApt, machine_archive
from .config import ARCHITECTURES, Config, read_config
from .errors import UpdateError
from .lock import changes, read_lock, write_lock
from .locks import keep_facts, license_pins, pins_of, resolve_locks, suites_of
from .version import is_newer

_LOCKS = Path(__file__).resolve().parent.parent / "lock"
_NEWEST = _LOCKS / "newest.json"


def refuse_older(path: Path, new: dict[str, Any]) -> None:
    """Raise where the archive has less than the lock.

    A stable suite is signed without an end: whoever answers for the mirror can serve an old one.
    """
    before = pins_of(read_lock(path))
    for name, entry in pins_of(new).items():
        locked = before.get(name)
        if (
            locked
            and "version" in entry
            and locked["version"] != entry["version"]
            and is_newer(locked["version"], entry["version"])
        ):
            raise UpdateError(
                f"{path}: {name}: {locked['version']} is locked, and the mirror has "
                f"{entry['version']}: it is behind, name another in apt's sources; "
                "if you want the older one, remove this file first"
            )


def read_locks(config: Config, newer: Config) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The locks that the indexes ask for, by the paths of their files, and the indexes' dates.

    lock/ has Debian's fixes; lock/frozen/ has the releases alone, whose files stay in the archive.
    """
    releases = [config.suite, newer.suite]
    from_source = sorted({wanted.suite for wanted in config.sources.values()})
    with tempfile.TemporaryDirectory(prefix="debpkgs-update-") as directory:
        apt = PrivateApt(
            Path(directory),
            machine_archive(),
            suites=[one for suite in releases for one in suites_of(suite, True)],
            architectures=ARCHITECTURES,
            source_suites=[one for suite in from_source for one in suites_of(suite, True)],
        )
        apt.update()
        locks = {
            f"{folder}{name}": lock
            for folder, with_fixes in (("", True), ("frozen/", False))
            for name, lock in resolve_locks(apt, config, newer, with_fixes).items()
        }
        dates = apt.dates()
        for name, new in locks.items():
            keep_facts(pins_of(new), pins_of(read_lock(_LOCKS / f"{name}.json")))
        license_pins(apt, [new["packages"] for new in locks.values() if "packages" in new])
    return locks, dates


def newest(locks: Mapping[str, Any], dates: Mapping[str, str]) -> dict[str, Any]:
    """What lock/newest.json says: the newest versions, and when the indexes were signed."""
    return {
        "dates": dict(dates),
        "packages": {
            name: {one: pin["version"] for one, pin in lock["packages"].items()}
            for name, lock in locks.items()
            if "packages" in lock and "/" not in name
        },
    }


def update(check: bool, audit: bool) -> int:
    """Write the locks, or only say what would change; number of changes.

    With `audit` only newest.json is written, with `check` nothing.
    """
    here = _LOCKS.parent
    locks, dates = read_locks(
        read_config(here / "packages.toml"), read_config(here / "trixie.toml")
    )
    if audit:
        locks = {name: lock for name, lock in locks.items() if "/" not in name}
    for name, new in locks.items():
        refuse_older(_LOCKS / f"{name}.json", new)
    if not check:
        write_lock(_NEWEST, newest(locks, dates))
    count = 0
    for name, new in locks.items():
        path = _LOCKS / f"{name}.json"
        for line in changes(pins_of(read_lock(path)), pins_of(new)):
            print(f"{name}: {line}")
            count += 1
        if not check and not audit:
            path.parent.mkdir(exist_ok=True)
            write_lock(path, new)
        size = sum(entry["size"] for entry in pins_of(new).values()) / 1e6
        print(f"{name}: {len(pins_of(new))} files, {size:.1f} MB")
    for suite, date in sorted(dates.items()):
        print(f"{suite}: index of {date}")
    return count


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make update", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where the locks are out of date"
    )
    only.add_argument(
        "--audit",
        action="store_true",
        help="write the newest versions alone, which a check compares; exit 1 where pins are older",
    )
    arguments = parser.parse_args()
    try:
        count = update(arguments.check, arguments.audit)
    except UpdateError as error:
        print(f"update: {error}", file=sys.stderr)
        return 1
    return 1 if count and (arguments.check or arguments.audit) else 0


if __name__ == "__main__":
    sys.exit(main())
