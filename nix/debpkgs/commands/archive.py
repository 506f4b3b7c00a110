"""Debian's indexes in the user's cache: signed, and asked for once a day."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from update.apt import PrivateApt, machine_archive
from update.config import ARCHITECTURES
from update.resolve import Universe

__all__ = ["Archive"]

_DAY = 24 * 60 * 60


class Archive:
    """One suite of the machine's mirror."""

    def __init__(self, suite: str, refresh: bool = False) -> None:
        self.suite = suite
        folder = _cache() / suite
        folder.mkdir(parents=True, exist_ok=True)
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


def _cache() -> Path:
    configured = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(configured) if os.path.isabs(configured) else Path.home() / ".cache"
    return base / "debpkgs-indexes"
