"""Which pins are older than what Debian has: its security archive, and the suite itself."""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from update.apt import SECURITY, SECURITY_POOL
from update.deb822 import Package
from update.errors import UpdateError
from update.resolve import Universe
from update.version import is_newer

__all__ = ["Behind", "Tracker", "behind", "read_tracker"]

_LARGEST = 500 * 1024 * 1024
"""Bytes of the tracker's data, which has about 80 million."""

Tracker = Mapping[str, Mapping[str, Any]]
"""Source package -> CVE -> what Debian's security tracker has on it."""


@dataclass(frozen=True)
class Behind:
    """A pin, and what is newer."""

    package: Package
    """The newest there is."""
    suite: str
    """Where that is."""
    pinned: str
    """The version of the pin."""
    cves: tuple[str, ...]
    """What the newer one fixes; empty where no tracker's data says."""


def behind(
    pins: Mapping[str, Mapping[str, Any]], universe: Universe, suite: str, tracker: Tracker
) -> list[Behind]:
    """Return the pins that are not the newest of a suite and its fixes, sorted by name."""
    newest = universe.by_name
    return [
        Behind(
            newest[name],
            f"{suite}{SECURITY}" if newest[name].path.startswith(SECURITY_POOL) else suite,
            pin["version"],
            _fixed(tracker, newest[name], suite, pin["version"]),
        )
        for name, pin in sorted(pins.items())
        if name in newest and is_newer(newest[name].version, pin["version"])
    ]


def _fixed(tracker: Tracker, package: Package, suite: str, pinned: str) -> tuple[str, ...]:
    """Return the CVEs whose fix is newer than the pin and in the newest package."""
    found = []
    for name, cve in tracker.get(package.source, {}).items():
        fixed = _text(cve, "releases", suite, "fixed_version") or "0"
        # "0": the release never had the mistake.
        if fixed != "0" and is_newer(fixed, pinned) and not is_newer(fixed, package.version):
            found.append(name)
    return tuple(sorted(found, key=_number))


def _text(table: object, *keys: str) -> str:
    """Return the text below some keys; empty where there is none."""
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, str) else ""


def _number(cve: str) -> tuple[int, ...]:
    return tuple(int(part) for part in cve.split("-") if part.isdigit())


def read_tracker(place: str) -> Tracker:
    """Return the data of Debian's security tracker, from a file or a URL."""
    try:
        if "://" in place:
            with urllib.request.urlopen(place, timeout=60) as answer:
                text = answer.read(_LARGEST + 1)
        else:
            with Path(place).open("rb") as file:
                text = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise UpdateError(f"{place}: {error}; --tracker takes a file or a URL") from None
    try:
        if len(text) > _LARGEST:
            raise ValueError(f"larger than {_LARGEST} bytes")
        data = json.loads(text)
        if not all(isinstance(cves, dict) for cves in data.values()):
            raise ValueError("not by source packages")
    except (AttributeError, RecursionError, ValueError) as error:
        raise UpdateError(
            f"{place}: not the data of Debian's security tracker ({error}); it offers it as JSON"
        ) from None
    found: Tracker = data
    return found
