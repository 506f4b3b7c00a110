"""What was found in .debs, kept by their hashes: looking into hundreds takes a minute."""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from pyproject2nix.programs.cache import cache_folder
from update.lock import write_whole

from .development import Development
from .examine import Facts, examine
from .places import Places

__all__ = ["examined"]

_HERE = Path(__file__).parent
_READERS = ("development.py", "examine.py", "places.py", "../update/licenses.py")


def examined(deb: Path, sha256: str, triplet: str) -> Facts:
    """Return what `examine` returns, now or before."""
    path = _folder() / f"{sha256}-{triplet}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        return _facts(json.loads(path.read_text(encoding="utf-8")))
    found = examine(deb, triplet)
    write_whole(path, json.dumps(asdict(found), ensure_ascii=False, default=sorted))
    return found


@cache
def _folder() -> Path:
    """Return the folder of this version of the code that reads .debs."""
    code = b"".join((_HERE / name).read_bytes() for name in _READERS)
    return cache_folder(f"debian/examined/{hashlib.sha256(code).hexdigest()[:16]}")


def _facts(data: dict[str, Any]) -> Facts:
    places = Places(**_sets(data.pop("places")))
    development = Development(**_sets(data.pop("development")))
    values = {key: tuple(value) for key, value in data.items()}
    return Facts(**values, places=places, development=development)


def _sets(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in table.items()}
