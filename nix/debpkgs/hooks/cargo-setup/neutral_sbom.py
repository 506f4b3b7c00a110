"""Take the build's folder out of what maturin tells of a wheel: ``neutral_sbom.py FOLDER WHEEL…``.

maturin puts a list of the crates (CycloneDX) into each wheel, with the path of the source.
"""

import base64
import csv
import hashlib
import io
import os
import re
import sys
import zipfile
from pathlib import Path

__all__ = ["main", "neutral"]

_SBOM = re.compile(r"[^/]+\.dist-info/sboms/[^/]+\.json")
_RECORD = re.compile(r"[^/]+\.dist-info/RECORD")


def main() -> None:
    """Write those wheels again that name the folder."""
    for name in sys.argv[2:]:
        neutral(Path(name), sys.argv[1].encode())


def neutral(wheel: Path, folder: bytes) -> None:
    """Replace the folder in a wheel's lists of crates, and correct its RECORD."""
    with zipfile.ZipFile(wheel) as archive:
        files = [(entry, archive.read(entry)) for entry in archive.infolist()]
    changed = {
        entry.filename: data.replace(folder, b"/source")
        for entry, data in files
        if _SBOM.fullmatch(entry.filename) and folder in data
    }
    if not changed:
        return
    new = wheel.with_suffix(".new")
    with zipfile.ZipFile(new, "w") as archive:
        for entry, data in files:
            content = changed.get(entry.filename, data)
            if _RECORD.fullmatch(entry.filename):
                content = _recorded(data.decode(), changed).encode()
            archive.writestr(entry, content)
    os.replace(new, wheel)


def _recorded(text: str, changed: dict[str, bytes]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in csv.reader(io.StringIO(text)):
        if row and row[0] in changed:
            data = changed[row[0]]
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
            row = [row[0], f"sha256={digest.decode()}", str(len(data))]
        writer.writerow(row)
    return stream.getvalue()


if __name__ == "__main__":
    main()
