"""Digests of Nix archives (NAR): whether a store path still is what Nix registered.

The format: E. Dolstra, "The Purely Functional Software Deployment Model" (2006), figure 5.2.
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from imagetools import ImageError

__all__ = ["check_path", "nar_sha256", "sha256_hex"]

_BASE32 = "0123456789abcdfghijklmnpqrsvwxyz"
_BLOCK = 1 << 20


def check_path(path: str, recorded: Mapping[str, str]) -> None:
    """Refuse a store path that was changed since Nix registered it; `recorded` has hex digests."""
    if nar_sha256(Path(path)) != recorded[path]:
        raise ImageError(
            f"{path}: was changed after it was built (Nix registered other contents), so the image "
            f"would differ from everybody else's; repair it: nix-store --repair-path {path}"
        )


def nar_sha256(path: Path) -> str:
    """Hex SHA-256 of the NAR of a file, directory or link."""
    digest = hashlib.sha256()
    for piece in _strings(b"nix-archive-1"):
        digest.update(piece)
    for piece in _node(path):
        digest.update(piece)
    return digest.hexdigest()


def sha256_hex(registered: str) -> str:
    """The hex digits of a SHA-256 in any form that a version of Nix writes.

    These are `sha256:` with 64 hex digits or 52 of Nix' base 32, and the SRI form `sha256-` with
    base 64.
    """
    kind, digits = registered[:6], registered[7:]
    if kind == "sha256" and registered[6:7] == "-":
        return base64.b64decode(digits).hex()
    if kind == "sha256" and len(digits) == 64:
        return digits
    if kind != "sha256" or len(digits) != 52 or not set(digits) <= set(_BASE32):
        raise ImageError(f"reference graph: {registered!r} is not a SHA-256 as Nix writes it")
    number = 0
    for digit in digits:
        number = number * 32 + _BASE32.index(digit)
    return number.to_bytes(33, "big")[1:][::-1].hex()


def _node(path: Path) -> Iterator[bytes]:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        yield from _strings(b"(", b"type", b"symlink", b"target", os.fsencode(os.readlink(path)))
    elif stat.S_ISDIR(found.st_mode):
        yield from _strings(b"(", b"type", b"directory")
        for name in sorted(map(os.fsencode, os.listdir(path))):
            yield from _strings(b"entry", b"(", b"name", name, b"node")
            yield from _node(path / os.fsdecode(name))
            yield from _strings(b")")
    else:
        yield from _strings(b"(", b"type", b"regular")
        if found.st_mode & stat.S_IXUSR:
            yield from _strings(b"executable", b"")
        yield from _strings(b"contents")
        yield from _contents(path, found.st_size)
    yield from _strings(b")")


def _contents(path: Path, size: int) -> Iterator[bytes]:
    yield size.to_bytes(8, "little")
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
    yield bytes(-size % 8)


def _strings(*items: bytes) -> Iterator[bytes]:
    for item in items:
        yield len(item).to_bytes(8, "little") + item + bytes(-len(item) % 8)
