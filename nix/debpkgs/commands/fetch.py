"""The .debs of a debpkgs.lock, from the machine's mirror into the Nix store."""

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pyproject2nix.base.model import File
from pyproject2nix.store.paths import add_to_store, lacking, store_paths

__all__ = ["fetch", "paths_of"]


def paths_of(packages: Mapping[str, Mapping[str, Any]]) -> dict[str, Path]:
    """Return where the store has the files of packages, by their names."""
    files = [_file(one) for one in packages.values()]
    return dict(zip(packages, map(Path, store_paths(files)), strict=True))


def fetch(
    download: Callable[[Mapping[str, Any], Path], None], packages: Mapping[str, Mapping[str, Any]]
) -> tuple[int, int]:
    """Put the files of some packages into the store; return how many there are and came.

    `download` brings the file of a pin, verified.
    """
    by_file = {_file(one): one for one in packages.values()}
    missing = lacking(list(by_file))
    size = sum(by_file[file]["size"] for file in missing)
    with tempfile.TemporaryDirectory(prefix="debpkgs-") as folder:
        came: list[Path] = []
        try:
            for number, file in enumerate(missing, 1):
                one = by_file[file]
                print(
                    f"[{number}/{len(missing)}, {size / 1e6:.0f} MB] {file.name}", file=sys.stderr
                )
                target = Path(folder) / file.name
                download(one, target)
                came.append(target)
        finally:
            # What arrived stays, so that the next run has less to do.
            add_to_store(came)
    return len(by_file), len(missing)


def _file(one: Mapping[str, Any]) -> File:
    return File(_store_name(one["path"]), one["sha256"])


def _store_name(path: str) -> str:
    """Return the name of a .deb in the store, as ../bootstrap/store-name.nix does."""
    return re.sub(r"[^A-Za-z0-9+._?=-]", "-", path.rpartition("/")[2])
