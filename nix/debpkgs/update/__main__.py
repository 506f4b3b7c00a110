"""Command line: ``python3 -m update [--check | --audit | --graft]``."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .apt import PrivateApt, machine_archive
from .config import ARCHITECTURES, Config, read_config
from .errors import UpdateError
from .grafts import choose_grafts
from .lock import changes, read_lock, write_lock
from .locks import Indexes, keep_facts, license_pins, pins_of, resolve_locks, suites_of
from .version import is_newer

_LOCKS = Path(__file__).resolve().parent.parent / "lock"
_NEWEST = _LOCKS / "newest.json"
_GRAFTS = _LOCKS / "grafts"


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


def read_locks(apt: PrivateApt, config: Config, newer: Config) -> dict[str, Any]:
    """The locks that the indexes ask for, by the paths of their files.

    lock/ has Debian's fixes; lock/frozen/ has the releases alone, whose files stay in the archive.
    """
    indexes = Indexes(apt)
    locks = {
        f"{folder}{name}": lock
        for folder, with_fixes in (("", True), ("frozen/", False))
        for name, lock in resolve_locks(indexes, config, newer, with_fixes).items()
    }
    for name, new in locks.items():
        keep_facts(pins_of(new), pins_of(read_lock(_LOCKS / f"{name}.json")))
    license_pins(apt, [new["packages"] for new in locks.values() if "packages" in new])
    return locks


def graft(apt: PrivateApt, locks: Mapping[str, Any]) -> int:
    """Write lock/grafts/: fixes for images alone; number of packages that need a build."""
    count = 0
    for name in ARCHITECTURES:
        locked = pins_of(read_lock(_LOCKS / f"{name}.json"))
        pins, refused = choose_grafts(apt, locked, pins_of(locks[name]))
        for one, pin in sorted(pins.items()):
            print(f"{name}: ~ {one} {locked[one]['version']} -> {pin['version']}")
        for one, reason in sorted(refused.items()):
            print(f"{name}: {one}: {reason}; make update takes its fix")
        path = _GRAFTS / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        write_lock(path, {"version": 1, "packages": pins})
        count += len(refused)
    return count


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


def update(mode: str) -> int:
    """Write the locks, or part of them; number of changes, of grafts' those that need a build.

    `audit` writes newest.json alone, `check` nothing, `graft` the locks of grafts.
    """
    config, newer = (read_config(_LOCKS.parent / name) for name in ("packages.toml", "trixie.toml"))
    suites = [one for suite in (config.suite, newer.suite) for one in suites_of(suite, True)]
    from_source = sorted({wanted.suite for wanted in config.sources.values()})
    with tempfile.TemporaryDirectory(prefix="debpkgs-update-") as directory:
        apt = PrivateApt(
            Path(directory),
            machine_archive(),
            suites=suites,
            architectures=ARCHITECTURES,
            source_suites=[one for suite in from_source for one in suites_of(suite, True)],
        )
        apt.update()
        locks = read_locks(apt, config, newer)
        dates = {suite: date for suite, date in apt.dates().items() if suite in suites}
        for name, new in locks.items():
            refuse_older(_LOCKS / f"{name}.json", new)
        if mode != "check":
            write_lock(_NEWEST, newest(locks, dates))
        count = graft(apt, locks) if mode == "graft" else write_locks(locks, mode)
    for suite, date in sorted(dates.items()):
        print(f"{suite}: index of {date}")
    return count


def write_locks(locks: Mapping[str, Any], mode: str) -> int:
    """Print what changes, and write it unless `mode` is check or audit; number of changes."""
    count = 0
    for name, new in locks.items():
        if mode == "audit" and "/" in name:
            continue
        path = _LOCKS / f"{name}.json"
        for line in changes(pins_of(read_lock(path)), pins_of(new)):
            print(f"{name}: {line}")
            count += 1
        if mode == "update":
            path.parent.mkdir(exist_ok=True)
            write_lock(path, new)
        size = sum(entry["size"] for entry in pins_of(new).values()) / 1e6
        print(f"{name}: {len(pins_of(new))} files, {size:.1f} MB")
    if mode == "update" and _GRAFTS.exists():
        shutil.rmtree(_GRAFTS)
    return count


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make update", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    for name, text in (
        ("check", "write nothing; exit 1 where the locks are out of date"),
        ("audit", "write the newest versions alone, for a check; exit 1 where pins are older"),
        ("graft", "fixes for images alone, without a build; exit 1 where some need a build"),
    ):
        only.add_argument(
            f"--{name}", action="store_const", dest="mode", const=name, help=text, default="update"
        )
    mode = parser.parse_args().mode
    try:
        count = update(mode)
    except UpdateError as error:
        print(f"update: {error}", file=sys.stderr)
        return 1
    return 1 if count and mode != "update" else 0


if __name__ == "__main__":
    sys.exit(main())
