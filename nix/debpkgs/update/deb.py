"""Reads .deb files: an ar archive of two tar archives (deb(5))."""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .errors import UpdateError

__all__ = ["members", "tar_of"]

_COMPRESSIONS: Mapping[str, Callable[[bytes], bytes]] = {
    ".xz": lzma.decompress,
    ".gz": gzip.decompress,
    ".bz2": bz2.decompress,
    ".lzma": lzma.decompress,
    "": bytes,
}


def members(deb: Path) -> dict[str, bytes]:
    """Return the members of a .deb's ar archive, by their names."""
    data = deb.read_bytes()
    if not data.startswith(b"!<arch>\n"):
        raise UpdateError(f"{deb.name}: not a .deb; remove it and fetch it again")
    return dict(_members(data))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at + 60 <= len(data):
        header = data[at : at + 60]
        size = int(header[48:58])
        yield header[:16].decode().strip().rstrip("/"), data[at + 60 : at + 60 + size]
        at += 60 + size + size % 2


def tar_of(found: Mapping[str, bytes], part: str, deb: Path) -> tarfile.TarFile:
    """Open one of a .deb's members: `part` is control or data."""
    for suffix, plain in _COMPRESSIONS.items():
        content = found.get(f"{part}.tar{suffix}")
        if content is not None:
            return tarfile.open(fileobj=io.BytesIO(plain(content)))
    # Python before 3.14 knows no zstd.
    option = {"control": "--ctrl-tarfile", "data": "--fsys-tarfile"}[part]
    done = subprocess.run(["dpkg-deb", option, deb], capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise UpdateError(f"{deb.name}: {part}.tar: {reason}; rebuild it with dpkg-deb -Zxz")
    return tarfile.open(fileobj=io.BytesIO(done.stdout))
