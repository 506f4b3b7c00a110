"""The contents of debpkgs' own locks, from the indexes."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from . import busybox
from .apt import SECURITY, PrivateApt
from .config import ARCHITECTURES, Config
from .deb822 import SourceFile
from .errors import UpdateError
from .licenses import read_licenses
from .resolve import Universe, resolve
from .snapshot import snapshot_of
from .version import order

__all__ = ["Indexes", "keep_facts", "license_pins", "pins_of", "resolve_locks", "suites_of"]


class Indexes:
    """What an apt has, each index read once: locks with fixes and without read the same."""

    def __init__(self, apt: PrivateApt) -> None:
        self.apt = apt
        self.dates = apt.dates()
        self.packages = cache(lambda suite, architecture: list(apt.packages(suite, architecture)))
        self.source_files = cache(lambda suite: list(apt.source_files(suite)))


def lock_packages(
    indexes: Indexes, config: Config, suites: Sequence[str], architecture: str
) -> dict[str, Any]:
    """The contents of a lock of packages: of each package the newest version in the suites."""
    universe = Universe(one for suite in suites for one in indexes.packages(suite, architecture))
    entries: dict[str, Any] = {}
    for name, resolved in resolve(universe, config.roots[architecture], config.ignore).items():
        package = resolved.package
        entries[name] = {
            "version": package.version,
            "source": package.source,
            "path": package.path,
            "size": package.size,
            "sha256": package.sha256,
            "snapshot": snapshot_of(package.path, suites[0], indexes.dates),
            "depends": list(resolved.depends),
        }
        if name == busybox.PACKAGE:
            entries[name]["unpacked"] = busybox.unpacked(indexes.apt, package)
    return {"version": 1, "packages": entries}


def lock_sources(indexes: Indexes, config: Config, with_fixes: bool) -> dict[str, Any]:
    """The contents of a lock of sources: of each file the newest that has the name."""
    entries = {}
    for suite in sorted({wanted.suite for wanted in config.sources.values()}):
        files: dict[tuple[str, str], SourceFile] = {}
        for one in suites_of(suite, with_fixes):
            for file in indexes.source_files(one):
                # A fix has the release's upstream archive once more; the release's own stays.
                files.setdefault((file.package, file.name), file)
        for name, wanted in config.sources.items():
            if wanted.suite != suite:
                continue
            found = [
                file
                for file in files.values()
                if file.package == wanted.package and fnmatchcase(file.name, wanted.file)
            ]
            if not found:
                raise UpdateError(
                    f"packages.toml: sources.{name}: {wanted.file} is not in {suite}'s "
                    f"{wanted.package}; see the version that suite has now"
                )
            newest = max(found, key=lambda file: order(file.version))
            entries[name] = {
                "path": newest.path,
                "size": newest.size,
                "sha256": newest.sha256,
                "snapshot": snapshot_of(newest.path, suite, indexes.dates),
            }
    return {"version": 1, "sources": entries}


def pins_of(lock: dict[str, Any]) -> dict[str, Any]:
    """The entries of a lock: of packages, or of sources."""
    pins: dict[str, Any] = lock.get("packages") or lock.get("sources") or {}
    return pins


def suites_of(suite: str, with_fixes: bool) -> list[str]:
    """A suite, with that of its fixes where they are wanted."""
    return [suite, f"{suite}{SECURITY}"] if with_fixes else [suite]


def resolve_locks(
    indexes: Indexes, config: Config, newer: Config, with_fixes: bool
) -> dict[str, Any]:
    """All locks, by name."""
    locks = {}
    for prefix, one in (("", config), (f"{newer.suite}-", newer)):
        for name in ARCHITECTURES:
            suites = suites_of(one.suite, with_fixes)
            locks[f"{prefix}{name}"] = lock_packages(indexes, one, suites, name)
    locks["sources"] = lock_sources(indexes, config, with_fixes)
    return locks


def keep_facts(pins: Mapping[str, dict[str, Any]], before: Mapping[str, Mapping[str, Any]]) -> None:
    """Give a pin whose file was pinned before what was noted about the file then."""
    for name, pin in pins.items():
        known = before.get(name, {})
        if known.get("sha256") == pin["sha256"]:
            pin |= {key: known[key] for key in ("licenses", "snapshot") if key in known}


def license_pins(apt: PrivateApt, locks: Sequence[Mapping[str, dict[str, Any]]]) -> None:
    """Note the licences of each package that has none noted: its file is fetched.

    All architectures' packages of one version have the same.
    """
    known = {
        (name, pin["version"]): pin["licenses"]
        for lock in locks
        for name, pin in lock.items()
        if "licenses" in pin
    }
    for lock in locks:
        for name, pin in lock.items():
            key = (name, pin["version"])
            if key not in known:
                file = apt.directory / "licenses.deb"
                apt.download(pin["path"], pin["sha256"], file)
                known[key] = list(read_licenses(file))
                file.unlink()
            pin["licenses"] = known[key]
