"""Name an audit library in the dynamic section of a program that is linked already.

patchelf can add a needed library, not an audit library; so one is added as needed, and its entry
then becomes what it should be: both are a number and a text. glibc reads the entry of the program
alone (since 2.32), so a shared library is refused: there it would have no effect.
"""

from __future__ import annotations

import argparse
import struct
import subprocess
import sys
from pathlib import Path

PT_DYNAMIC, PT_INTERP = 2, 3
DT_NULL, DT_NEEDED, DT_STRTAB = 0, 1, 5
DT_DEPAUDIT, DT_AUDIT = 0x6FFFFEFB, 0x6FFFFEFC
PT_LOAD = 1


class AuditError(Exception):
    """Why a program cannot have the entry; names the file and the remedy."""


def main() -> int:
    """Change the program; 1 where that is refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patchelf", default="patchelf", help="program to make room with")
    parser.add_argument("program", type=Path, help="ELF program; changed in place")
    parser.add_argument("library", help="absolute path of the audit library")
    options = parser.parse_args()
    try:
        set_audit(options.program, options.library, options.patchelf)
    except AuditError as error:
        print(f"error: set_audit: {options.program}: {error}", file=sys.stderr)
        return 1
    return 0


def set_audit(program: Path, library: str, patchelf: str) -> None:
    """Add the entry; a program that has the same one stays as it is."""
    found = audits_of(program.read_bytes())
    if library in found:
        return
    if found:
        raise AuditError(f"names the audit library {found[0]} already; link it without that")
    done = subprocess.run(
        [patchelf, "--add-needed", library, program], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AuditError(f"{patchelf} failed: {done.stderr.strip()}")
    data = bytearray(program.read_bytes())
    for at, tag, text in entries(data):
        if tag == DT_NEEDED and text == library:
            struct.pack_into("<q", data, at, DT_DEPAUDIT)
            program.write_bytes(data)
            return
    raise AuditError(f"{patchelf} added no entry; it must be 0.12 or newer")


def audits_of(data: bytes) -> list[str]:
    """The audit libraries that a program names; an error where the file is no dynamic program."""
    try:
        lists = [text for _, tag, text in entries(data) if tag in (DT_AUDIT, DT_DEPAUDIT)]
    except (struct.error, ValueError) as error:
        raise AuditError(f"damaged ELF file ({error}); build it again") from error
    return [library for text in lists for library in text.split(":")]


def entries(data: bytes | bytearray) -> list[tuple[int, int, str]]:
    """Place, tag and text of the dynamic entries that name a library."""
    if data[:6] != b"\x7fELF\x02\x01":
        raise AuditError("is no 64-bit little-endian ELF file; name the program, not its script")
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    headers = [struct.unpack_from("<IIQQQQ", data, start + i * size) for i in range(count)]
    kinds = {header[0]: header for header in headers}
    if PT_INTERP not in kinds or PT_DYNAMIC not in kinds:
        raise AuditError("is no dynamically linked program; only a program's entry is read")
    _, _, offset, _, _, length = kinds[PT_DYNAMIC]
    found = []
    for at in range(offset, offset + length, 16):
        tag, value = struct.unpack_from("<qQ", data, at)
        if tag == DT_NULL:
            break
        found.append((at, tag, value))
    (table,) = (value for _, tag, value in found if tag == DT_STRTAB)
    strings = next(
        header[2] + table - header[3]
        for header in headers
        if header[0] == PT_LOAD and 0 <= table - header[3] < header[5]
    )
    return [
        (at, tag, _text(data, strings + value))
        for at, tag, value in found
        if tag in (DT_NEEDED, DT_AUDIT, DT_DEPAUDIT)
    ]


def _text(data: bytes | bytearray, start: int) -> str:
    return data[start : data.index(b"\0", start)].decode("utf-8", "replace")


if __name__ == "__main__":
    raise SystemExit(main())
