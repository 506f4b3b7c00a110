"""Reads .deb files: an ar archive of two tar archives (deb(5))."""

import io
import lzma
import tarfile
from collections.abc import Iterator

from .errors import UpdateError

__all__ = ["members", "tar_of"]


def members(data: bytes, name: str) -> dict[str, bytes]:
    """Return the members of a .deb's ar archive, by their names."""
    if not data.startswith(b"!<arch>\n"):
        raise UpdateError(f"{name}: not a .deb; remove it and fetch it again")
    return dict(_members(data))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at + 60 <= len(data):
        header = data[at : at + 60]
        size = int(header[48:58])
        yield header[:16].decode().strip().rstrip("/"), data[at + 60 : at + 60 + size]
        at += 60 + size + size % 2


def tar_of(found: dict[str, bytes], part: str, name: str) -> tarfile.TarFile:
    """Open a member: `part` is control or data."""
    for suffix in (".xz", ".gz", ""):
        content = found.get(f"{part}.tar{suffix}")
        if content is not None:
            plain = lzma.decompress(content) if suffix == ".xz" else content
            return tarfile.open(fileobj=io.BytesIO(plain))
    raise UpdateError(f"{name}: {part}.tar is not compressed by xz or gzip")
