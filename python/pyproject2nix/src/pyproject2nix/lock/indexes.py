"""Files that a lock has from another index than most: their addresses are kept for `fetch`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from pyproject2nix.base.model import File, LockedPackage

__all__ = ["from_other_indexes"]


def from_other_indexes(packages: Iterable[LockedPackage]) -> tuple[LockedPackage, ...]:
    """Return packages whose files have an address only where their host is not that of most.

    Files of the main index are found by the machine's own one, which may be another.
    """
    found = tuple(packages)
    hosts = Counter(_host(file) for one in found for file in one.files if file.url)
    if not hosts:
        return found
    main = min(hosts, key=lambda host: (-hosts[host], host))

    def placed(file: File) -> File:
        if not file.url or _host(file) == main:
            return replace(file, url="", index="")
        parts = urlsplit(file.url)
        return replace(file, index=file.index or f"{parts.scheme}://{parts.netloc}")

    return tuple(replace(one, files=tuple(map(placed, one.files))) for one in found)


def _host(file: File) -> str:
    return urlsplit(file.url).netloc
