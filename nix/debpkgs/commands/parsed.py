"""Packages of an index, kept as they were read: reading them again takes a fraction of the time."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from update.deb822 import Package
from update.lock import write_whole

__all__ = ["parsed"]

_PAIRS = tuple(map(Package._fields.index, ("depends", "constraints")))
_PROVIDES = Package._fields.index("provides")


def parsed(path: Path, stamp: str, read: Callable[[], Iterable[Package]]) -> list[Package]:
    """Return what `read` returns, or what `path` has of it under the same stamp."""
    with suppress(OSError, ValueError, TypeError, KeyError, IndexError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp and kept["fields"] == list(Package._fields):
            return [_package(row) for row in kept["packages"]]
    found = list(read())
    text = json.dumps(
        {"stamp": stamp, "fields": Package._fields, "packages": found}, ensure_ascii=False
    )
    write_whole(path, text)
    return found


def _package(row: list[Any]) -> Package:
    for field in _PAIRS:
        row[field] = tuple(map(tuple, row[field]))
    row[_PROVIDES] = tuple(row[_PROVIDES])
    return Package._make(row)
