"""The files of a project's folder as an archive, for a builder that sees no folder."""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.programs.cache import cache_folder
from pyproject2nix.programs.git import list_files

__all__ = ["PACKED", "pack_folder"]

PACKED = "source.tar"
"""The name of an archive that is packed here, with one folder in it."""


def pack_folder(folder: Path) -> Path:
    """Return an archive (tar) of the files that Git knows, or of all that are not hidden."""
    path = (
        cache_folder("packed") / f"{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()}.tar"
    )
    names = list_files(folder)
    size = 0
    with tarfile.open(path, "w") as archive:
        for count, name in enumerate(_walk(folder) if names is None else names):
            file = folder / name
            # Git knows files that were removed, and repositories in repositories.
            if not file.is_file():
                continue
            size += file.stat().st_size
            if count >= limits.ARCHIVE_MEMBERS or size > limits.ARCHIVE_CONTENT:
                raise RefusedError(
                    str(folder),
                    "has more files or bytes than any sdist",
                    "ignore some (.gitignore)",
                )
            archive.add(file, f"source/{name}", recursive=False)
    return path


def _walk(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name != "__pycache__")
        for name in sorted(files):
            yield os.path.relpath(os.path.join(here, name), folder)
