"""The lock files: plain sorted data, so that a diff reads as a list of changes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["changes", "read_lock", "write_lock", "write_whole"]


def read_lock(path: Path) -> dict[str, Any]:
    """A lock's contents, empty where there is none yet."""
    if not path.exists():
        return {}
    data: dict[str, Any] = json.loads(path.read_text())
    return data


def write_lock(path: Path, data: dict[str, Any]) -> None:
    """Write `data` as sorted JSON, whole or not at all."""
    write_whole(path, json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write `text` through a temporary file: the file is whole or as it was."""
    if path.exists() and path.read_text() == text:
        return
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text)
    temporary.replace(path)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """One line for each pin that came, went or changed."""
    for name in sorted(before.keys() | after.keys()):
        a, b = before.get(name), after.get(name)
        if a is None:
            yield f"+ {name} {_version(b)}"
        elif b is None:
            yield f"- {name} {_version(a)}"
        elif a.get("sha256") != b.get("sha256"):
            yield f"~ {name} {_version(a)} -> {_version(b)}"
        elif a != b:
            yield f"~ {name} {_version(b)} (metadata)"


def _version(entry: Any) -> str:
    """A source has none; its file name says it."""
    return str(entry.get("version") or entry["path"])
