"""Indexes in the user's cache: signed, and asked for once a day."""

import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyproject2nix.programs.cache import cache_folder
from update.apt import (
    SECURITY,
    AptError,
    PrivateApt,
    machine_archive,
    machine_archives,
    snapshot_archive,
)
from update.apt import Archive as Places
from update.config import ARCHITECTURES
from update.deb822 import Package
from update.resolve import Universe
from update.snapshot import snapshot_of

from .parsed import parsed

__all__ = ["Archive"]

_DAY = 24 * 60 * 60


class Archive:
    """One suite of the machine's mirror, with Debian's fixes of it if apt's sources have them."""

    with_constraints = False

    def __init__(self, suite: str, refresh: bool = False, asks: bool = True) -> None:
        self.suite = suite
        archive = machine_archive()
        self.suites = [suite, *([f"{suite}{SECURITY}"] if archive.security else [])]
        folder = cache_folder(f"debian/{suite}")
        self.apt = PrivateApt(folder, archive, self.suites, ARCHITECTURES)
        if asks:
            self._ask(" ".join(self.suites), refresh)

    def _ask(self, key: str, refresh: bool) -> None:
        """Fetch the indexes if those at hand are old, or not those of `key`."""
        stamp = self.apt.directory / "asked"
        asked = stamp.read_text() if stamp.exists() else ""
        is_old = not asked or time.time() - stamp.stat().st_mtime > _DAY
        if refresh or is_old or asked != key:
            self.apt.update()
            stamp.write_text(key)
        self._stamp = str(stamp.stat().st_mtime_ns)

    def universes(self) -> Mapping[str, Universe]:
        """Return what there is, by architecture."""
        return {name: self.universe(name) for name in ARCHITECTURES}

    def universe(self, architecture: str) -> Universe:
        """Return what there is for one architecture: of each package the newest version."""
        every = (self._packages(suite, architecture) for suite in self.suites)
        return Universe(package for some in every for package in some)

    def _packages(self, suite: str, architecture: str) -> Sequence[Package]:
        name = suite.replace("/", "-")
        path = self.apt.directory / f"{name}-{architecture}.json"
        return parsed(path, self._stamp, lambda: self._read(suite, architecture))

    def _read(self, suite: str, architecture: str) -> Sequence[Package]:
        return list(self.apt.packages(suite, architecture, with_constraints=self.with_constraints))

    def others(self, pin: Mapping[str, Any]) -> Iterator[Places]:
        """Yield where the file of a pin may be that the first mirror has removed."""
        yield from machine_archives()[1:]
        if "snapshot" in pin:
            snapshot = snapshot_archive(pin["snapshot"])
            if snapshot.uri and snapshot.security:
                yield snapshot

    def date(self, pin: Mapping[str, Any]) -> str:
        """Return a time at which the snapshot archive has the file of a pin."""
        # A suite may be named otherwise than its Release file: stable.
        with suppress(KeyError):
            return snapshot_of(pin["path"], self.suite, self.apt.dates())
        return ""

    def download(self, pin: Mapping[str, Any], target: Path) -> None:
        """Fetch the file of a pin; apt checks its digest."""
        try:
            self.apt.download(pin["path"], pin["sha256"], target)
        except AptError as error:
            for place in self.others(pin):
                print(f"{error}; asking {place.of_path(pin['path'])}", file=sys.stderr)
                with suppress(AptError):
                    self.apt.download(pin["path"], pin["sha256"], target, place)
                    break
            else:
                raise
        if target.is_symlink():
            # Of a file: archive apt makes links, whose contents the store does not take.
            file = target.resolve()
            target.unlink()
            shutil.copyfile(file, target)
