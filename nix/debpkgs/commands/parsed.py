"""Packages of an index, kept as they were read: reading them again takes a fraction of the time."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from update.deb822 import Package
from update.lock import write_whole

__all__ = ["parsed"]

_FIELDS = [field.name for field in fields(Package)]


def parsed(path: Path, stamp: str, read: Callable[[], Iterable[Package]]) -> list[Package]:
    """Return what `read` returns, or what `path` has of it under the same stamp."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp and kept["fields"] == _FIELDS:
            return [_package(row) for row in kept["packages"]]
    found = list(read())
    rows = [astuple(one) for one in found]
    text = json.dumps({"stamp": stamp, "fields": _FIELDS, "packages": rows}, ensure_ascii=False)
    write_whole(path, text)
    return found


def _package(row: list[Any]) -> Package:
    values = dict(zip(_FIELDS, row, strict=True))
    values["depends"] = tuple(map(tuple, values["depends"]))
    values["provides"] = tuple(values["provides"])
    values["constraints"] = tuple(map(tuple, values["constraints"]))
    return Package(**values)
