"""Write the RECORD of an unpacked wheel: `write_record.py FOLDER`."""

import base64
import csv
import hashlib
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Write it, and print nothing."""
    (info,) = folder.glob("*.dist-info")
    rows = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest())
        name = path.relative_to(folder).as_posix()
        rows.append([name, "sha256=" + digest.decode().rstrip("="), path.stat().st_size])
    rows.append([f"{info.name}/RECORD", "", ""])
    with (info / "RECORD").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
