"""File names of a requirements.txt, from the pypi.json of last time."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.files.pins import read_pins

__all__ = ["known_names"]


def known_names(releases: Iterable[str], path: Path) -> Mapping[str, list[File]]:
    """Return the files of each `name==version` that a pypi.json holds, or refuse."""
    known: dict[str, list[File]] = {}
    for pin in read_pins(path) if path.exists() else ():
        known.setdefault(f"{pin.project}=={pin.version}", []).append(pin.file)
    if unknown := sorted(set(releases) - set(known)):
        raise RefusedError(
            str(path),
            f"does not know the files of {unknown[0]}",
            "run: pyproject2nix generate, which asks the index",
        )
    return known
