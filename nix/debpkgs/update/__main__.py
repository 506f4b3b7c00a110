"""Command line: ``python3 -m update [--check]``."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from . import busybox
from .apt import PrivateApt, machine_archive
from .config import ARCHITECTURES, Config, read_config
from .errors import UpdateError
from .lock import changes, read_lock, write_lock
from .resolve import Universe, resolve
from .version import is_newer

_HERE = Path(__file__).resolve().parent.parent


def lock_packages(apt: PrivateApt, config: Config, architecture: str) -> dict[str, Any]:
    """The contents of a lock of packages."""
    universe = Universe(apt.packages(config.suite, architecture))
    entries: dict[str, Any] = {}
    for name, resolved in resolve(universe, config.roots[architecture], config.ignore).items():
        package = resolved.package
        entries[name] = {
            "version": package.version,
            "path": package.path,
            "size": package.size,
            "sha256": package.sha256,
            "depends": list(resolved.depends),
        }
        if name == busybox.PACKAGE:
            entries[name]["unpacked"] = busybox.unpacked(apt, package)
    return {"version": 1, "packages": entries}


def lock_sources(apt: PrivateApt, config: Config) -> dict[str, Any]:
    """The contents of lock/sources.json."""
    entries = {}
    for suite in sorted({wanted.suite for wanted in config.sources.values()}):
        files = {(file.package, file.name): file for file in apt.source_files(suite)}
        for name, wanted in config.sources.items():
            if wanted.suite != suite:
                continue
            file = files.get((wanted.package, wanted.file))
            if file is None:
                raise UpdateError(
                    f"packages.toml: sources.{name}: {wanted.file} is not in {suite}'s "
                    f"{wanted.package}; see the version that suite has now"
                )
            entries[name] = {"path": file.path, "size": file.size, "sha256": file.sha256}
    return {"version": 1, "sources": entries}


def refuse_older(path: Path, new: dict[str, Any]) -> None:
    """Raise where the archive has less than the lock.

    A stable suite is signed without an end: whoever answers for the mirror can serve an old one.
    """
    before = read_lock(path).get("packages", {})
    for name, entry in new.get("packages", {}).items():
        locked = before.get(name)
        if (
            locked
            and locked["version"] != entry["version"]
            and is_newer(locked["version"], entry["version"])
        ):
            raise UpdateError(
                f"{path}: {name}: {locked['version']} is locked, and the mirror has "
                f"{entry['version']}: it is behind, name another in apt's sources; "
                "if you want the older one, remove this file first"
            )


def update(check: bool) -> int:
    """Write the locks, or with `check` only say what would change; number of changes."""
    config = read_config(_HERE / "packages.toml")
    newer = read_config(_HERE / "trixie.toml")
    with tempfile.TemporaryDirectory(prefix="debpkgs-update-") as directory:
        apt = PrivateApt(
            Path(directory),
            machine_archive(),
            suites=[config.suite, newer.suite],
            architectures=ARCHITECTURES,
            source_suites=sorted({wanted.suite for wanted in config.sources.values()}),
        )
        apt.update()
        locks = {name: lock_packages(apt, config, name) for name in ARCHITECTURES}
        for name in ARCHITECTURES:
            locks[f"{newer.suite}-{name}"] = lock_packages(apt, newer, name)
        locks["sources"] = lock_sources(apt, config)
    for name, new in locks.items():
        refuse_older(_HERE / "lock" / f"{name}.json", new)
    count = 0
    for name, new in locks.items():
        path = _HERE / "lock" / f"{name}.json"
        for line in changes(read_lock(path), new, "sources" if name == "sources" else "packages"):
            print(f"{name}: {line}")
            count += 1
        if not check:
            write_lock(path, new)
        entries = new.get("packages") or new["sources"]
        size = sum(entry["size"] for entry in entries.values()) / 1e6
        print(f"{name}: {len(entries)} files, {size:.1f} MB")
    return count


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make update", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where the locks are out of date"
    )
    arguments = parser.parse_args()
    try:
        count = update(arguments.check)
    except UpdateError as error:
        print(f"update: {error}", file=sys.stderr)
        return 1
    return 1 if arguments.check and count else 0


if __name__ == "__main__":
    sys.exit(main())
