"""Debian's indexes in the user's cache: signed, and asked for once a day."""

import time
from collections.abc import Mapping

from pyproject2nix.programs.cache import cache_folder
from update.apt import PrivateApt, machine_archive
from update.config import ARCHITECTURES
from update.resolve import Universe

__all__ = ["Archive"]

_DAY = 24 * 60 * 60


class Archive:
    """One suite of the machine's mirror."""

    def __init__(self, suite: str, refresh: bool = False) -> None:
        self.suite = suite
        folder = cache_folder(f"debian/{suite}")
        self.apt = PrivateApt(folder, machine_archive(), [suite], ARCHITECTURES)
        stamp = folder / "asked"
        if refresh or not stamp.exists() or time.time() - stamp.stat().st_mtime > _DAY:
            self.apt.update()
            stamp.touch()

    def universes(self) -> Mapping[str, Universe]:
        """Return what there is, by architecture."""
        return {name: self.universe(name) for name in ARCHITECTURES}

    def universe(self, architecture: str) -> Universe:
        """Return what there is for one architecture."""
        return Universe(self.apt.packages(self.suite, architecture))
