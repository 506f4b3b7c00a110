"""A machine as the search sees it: a root folder with drivers of our own in it."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterable
from pathlib import Path

__all__ = ["CUDA", "Machine", "ld_cache"]

CUDA = "libcuda.so.1"

NVIDIA_NODES = ("nvidia0", "nvidiactl", "nvidia-uvm")


class Machine:
    """A root folder; paths are those inside it."""

    def __init__(self, root: Path, fakes: Path) -> None:
        """`fakes`: what fakes.nix builds."""
        self.root = root
        self.fakes = fakes
        root.mkdir(exist_ok=True)

    def write(self, path: str, content: str | bytes) -> str:
        """Write a file."""
        file = self.root / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def put(self, folder: str, driver: str = "580", *, links: bool = True) -> str:
        """Put a driver into a folder as its installer does, links by ldconfig; libcuda's path."""
        target = self.root / folder[1:]
        target.mkdir(parents=True, exist_ok=True)
        for source in sorted((self.fakes / driver).iterdir()):
            shutil.copy(source, target)
            if links:
                link = target / f"{source.name.partition('.so.')[0]}.so.1"
                link.unlink(missing_ok=True)
                link.symlink_to(source.name)
        name = CUDA if links else next(target.glob("libcuda.so.*")).name
        return f"{folder}/{name}"

    def put_stub(self, folder: str, name: str = CUDA) -> str:
        """Put the toolkit's stub into a folder."""
        target = self.root / folder[1:]
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.fakes / "stubs/libcuda.so", target / name)
        return f"{folder}/{name}"

    def library(self, driver: str = "580") -> bytes:
        """The bytes of a driver's libcuda, to be damaged."""
        return next((self.fakes / driver).glob("libcuda.so.*")).read_bytes()

    def cache(self, paths: Iterable[str], *, with_old_format: bool = False) -> None:
        """Write the dynamic linker's cache."""
        self.write("/etc/ld.so.cache", ld_cache(paths, with_old_format=with_old_format))

    def kernel(self, release: str) -> None:
        """Load a kernel's module."""
        self.write("/sys/module/nvidia/version", f"{release}\n")

    def devices(self, *names: str) -> None:
        """Make device nodes, by default a whole GPU's: files, since nodes take root's rights."""
        for name in names or NVIDIA_NODES:
            self.write(f"/dev/{name}", "")


def ld_cache(paths: Iterable[str], *, with_old_format: bool = False) -> bytes:
    """The bytes of a cache in format glibc-ld.so.cache1.1, as ldconfig writes it."""
    listed = sorted(paths, reverse=True)
    strings = b""
    entries = []
    start = 48 + 24 * len(listed)
    for path in listed:
        name = path.rpartition("/")[2]
        at = start + len(strings)
        strings += name.encode() + b"\0" + path.encode() + b"\0"
        entries.append(struct.pack("<iIIIQ", 0x303, at, at + len(name) + 1, 0, 0))
    header = struct.pack("<20sIIB3xI12x", b"glibc-ld.so.cache1.1", len(listed), len(strings), 2, 0)
    cache = header + b"".join(entries) + strings
    if not with_old_format:
        return cache
    old = struct.pack("<11sxI", b"ld.so-1.7.0", len(listed)) + bytes(12 * len(listed))
    return old + bytes(-len(old) % 8) + cache
