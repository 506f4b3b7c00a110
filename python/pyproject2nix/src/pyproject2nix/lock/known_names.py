"""File names of a requirements.txt, from the pypi.json of last time."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.index_names import names_from_pins
from pyproject2nix.lock.model import File

__all__ = ["known_names"]


def known_names(releases: frozenset[str], pins: Path) -> Mapping[str, Sequence[File]]:
    """Return the files of each `name==version` that a pypi.json holds, or refuse."""
    known = names_from_pins(_read(pins)) if pins.exists() else {}
    if unknown := sorted(releases - set(known)):
        raise RefusedError(
            str(pins),
            f"does not know the files of {unknown[0]}",
            "run: pyproject2nix generate, which asks the index",
        )
    return known


def _read(path: Path) -> Mapping[str, object]:
    try:
        pins = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RefusedError(
            str(path), f"not readable as JSON ({error})", "remove it, and generate it again"
        ) from None
    if not isinstance(pins, dict):
        raise RefusedError(str(path), "not an object", "remove it, and generate it again")
    return pins
