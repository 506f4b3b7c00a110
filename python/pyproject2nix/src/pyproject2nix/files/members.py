"""Single files of an sdist, read without unpacking it."""

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError

__all__ = ["BROKEN_SDIST", "read_members"]

BROKEN_SDIST = "report it to the package's authors"
"""The remedy where an sdist is not as it should be."""
_BROKEN = (
    EOFError,
    lzma.LZMAError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    tarfile.TarError,
    UnicodeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_members(
    path: Path, name: str, sizes: Mapping[str, int], subdirectory: str = ""
) -> dict[str, bytes]:
    """Return those files of an sdist's folder that `sizes` names and the sdist has.

    `name` is the sdist's file name. A file that is larger than `sizes` allows comes back empty;
    a pyproject.toml is refused then.
    """
    inside = _read_zip if name.endswith(".zip") else _read_tar
    try:
        return inside(path, name, sizes, subdirectory)
    except _BROKEN as error:
        raise RefusedError(name, f"not readable as an sdist ({error})", BROKEN_SDIST) from None


def _wanted(member: str, sizes: Mapping[str, int], subdirectory: str) -> str | None:
    """Return which of the wanted files a member of an archive is, or None."""
    # The first folder has the name and version; some archives start with `./`.
    parts = [part for part in member.split("/") if part not in ("", ".")]
    inner = [part for part in subdirectory.split("/") if part not in ("", ".")]
    if len(parts) < 2 or ".." in parts or parts[1:-1] != inner:
        return None
    return parts[-1] if parts[-1] in sizes else None


def _read_tar(
    path: Path, name: str, sizes: Mapping[str, int], subdirectory: str
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    count = _Count(name)
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            count.add(member.size)
            wanted = _wanted(member.name, sizes, subdirectory)
            if wanted is None or not member.isreg():
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                found[wanted] = _read_member(stream.read, wanted, sizes[wanted], name)
    return found


def _read_zip(
    path: Path, name: str, sizes: Mapping[str, int], subdirectory: str
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    count = _Count(name)
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            count.add(member.file_size)
            wanted = _wanted(member.filename, sizes, subdirectory)
            if wanted is not None and not member.is_dir():
                with archive.open(member) as stream:
                    found[wanted] = _read_member(stream.read, wanted, sizes[wanted], name)
    return found


def _read_member(read: Callable[[int], bytes], wanted: str, limit: int, place: str) -> bytes:
    data = read(limit + 1)
    if len(data) <= limit:
        return data
    if wanted == "pyproject.toml":
        raise RefusedError(place, f"its {wanted} is larger than {limit} bytes", BROKEN_SDIST)
    # A setup.py that long is no list of requirements; it is passed over.
    return b""


class _Count:
    """Counts what an archive has, and refuses more of it than any sdist has."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._members = 0
        self._size = 0

    def add(self, size: int) -> None:
        """Count one member."""
        self._members += 1
        self._size += max(size, 0)
        if self._members > limits.ARCHIVE_MEMBERS or self._size > limits.ARCHIVE_CONTENT:
            raise RefusedError(self._place, "has more files or bytes than any sdist", BROKEN_SDIST)
