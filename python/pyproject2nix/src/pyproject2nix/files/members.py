"""Single files of an sdist, read without unpacking it."""

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError

__all__ = ["BROKEN_SDIST", "read_members", "read_topmost"]

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
    folder = _parts(subdirectory)

    def limit(parts: Sequence[str]) -> int | None:
        return sizes.get(parts[-1]) if list(parts[:-1]) == folder else None

    return {parts[-1]: data for parts, data in _read(path, name, limit).items()}


def read_topmost(
    path: Path, name: str, file: str, limit: int, subdirectory: str = ""
) -> tuple[str, bytes] | None:
    """Return the file of a name that fewest folders are above, with its path in a folder."""
    inner = _parts(subdirectory)

    def wanted(parts: Sequence[str]) -> int | None:
        is_there = parts[-1] == file and list(parts[: len(inner)]) == inner
        return limit if is_there and len(parts) > len(inner) else None

    found = _read(path, name, wanted)
    if not found:
        return None
    first = min(found, key=lambda parts: (len(parts), parts))
    return "/".join(first[len(inner) :]), found[first]


_Limit = Callable[[Sequence[str]], int | None]
"""The largest size of a member, by the parts of its path; None for one that is not wanted."""


def _read(path: Path, name: str, limit: _Limit) -> dict[tuple[str, ...], bytes]:
    inside = _read_zip if name.endswith(".zip") else _read_tar
    try:
        return inside(path, name, limit)
    except _BROKEN as error:
        raise RefusedError(name, f"not readable as an sdist ({error})", BROKEN_SDIST) from None


def _parts(path: str) -> list[str]:
    # Some archives start with `./`.
    return [part for part in path.split("/") if part not in ("", ".")]


def _inner(member: str) -> tuple[str, ...]:
    """Return the parts of a member's path below the first folder, whose name has the version."""
    parts = _parts(member)
    return () if ".." in parts else tuple(parts[1:])


def _read_tar(path: Path, name: str, limit: _Limit) -> dict[tuple[str, ...], bytes]:
    found: dict[tuple[str, ...], bytes] = {}
    count = _Count(name)
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            count.add(member.size)
            parts = _inner(member.name)
            size = limit(parts) if parts and member.isreg() else None
            if size is None:
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                found[parts] = _read_member(stream.read, parts[-1], size, name)
    return found


def _read_zip(path: Path, name: str, limit: _Limit) -> dict[tuple[str, ...], bytes]:
    found: dict[tuple[str, ...], bytes] = {}
    count = _Count(name)
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            count.add(member.file_size)
            parts = _inner(member.filename)
            size = limit(parts) if parts and not member.is_dir() else None
            if size is not None:
                with archive.open(member) as stream:
                    found[parts] = _read_member(stream.read, parts[-1], size, name)
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
