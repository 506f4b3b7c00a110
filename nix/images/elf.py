"""What an ELF file says about where it looks for other files (System V ABI, chapter 5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\x7fELF"
PT_LOAD, PT_DYNAMIC, PT_INTERP = 1, 2, 3
DT_NULL, DT_NEEDED, DT_STRTAB, DT_RPATH, DT_RUNPATH = 0, 1, 5, 15, 29


@dataclass(frozen=True)
class Elf:
    """What a file names: its interpreter, empty where there is none, libraries, run paths."""

    interpreter: str
    needed: tuple[str, ...]
    run_path: tuple[str, ...]


@dataclass(frozen=True)
class Segment:
    """One program header."""

    kind: int
    offset: int
    address: int
    size: int


def read_elf(data: bytes) -> Elf | None:
    """Read a 64-bit little-endian ELF file; None for anything else.

    A file that is cut short raises ValueError.
    """
    if data[:4] != MAGIC or data[4:6] != b"\x02\x01":
        return None
    try:
        segments = list(_segments(data))
        interpreter = ""
        needed: list[str] = []
        run_path: list[str] = []
        for segment in segments:
            if segment.kind == PT_INTERP:
                interpreter = _text(data, segment.offset)
            elif segment.kind == PT_DYNAMIC:
                entries = _dynamic(data, segment, segments)
                needed += [text for tag, text in entries if tag == DT_NEEDED]
                run_path += [
                    directory
                    for tag, text in entries
                    if tag != DT_NEEDED
                    for directory in text.split(":")
                    if directory
                ]
    except struct.error as error:
        raise ValueError(f"damaged ELF file ({error})") from error
    return Elf(interpreter, tuple(needed), tuple(run_path))


def _segments(data: bytes) -> Iterator[Segment]:
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for index in range(count):
        kind, _, offset, address, _, length = struct.unpack_from(
            "<IIQQQQ", data, start + index * size
        )
        yield Segment(kind, offset, address, length)


def _dynamic(data: bytes, dynamic: Segment, segments: list[Segment]) -> list[tuple[int, str]]:
    """The entries that name libraries and directories, with their texts."""
    named: list[tuple[int, int]] = []
    table = 0
    for at in range(dynamic.offset, dynamic.offset + dynamic.size, 16):
        tag, value = struct.unpack_from("<qQ", data, at)
        if tag == DT_NULL:
            break
        if tag == DT_STRTAB:
            table = value
        elif tag in (DT_NEEDED, DT_RPATH, DT_RUNPATH):
            named.append((tag, value))
    strings = _file_offset(table, segments) if named else 0
    return [(tag, _text(data, strings + value)) for tag, value in named]


def _file_offset(address: int, segments: list[Segment]) -> int:
    for segment in segments:
        if segment.kind == PT_LOAD and 0 <= address - segment.address < segment.size:
            return address - segment.address + segment.offset
    raise ValueError(f"damaged ELF file (no segment holds address {address:#x})")


def _text(data: bytes, start: int) -> str:
    return data[start : data.index(b"\0", start)].decode("utf-8", "replace")
