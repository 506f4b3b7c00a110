"""Write a .tar.gz again so that the same members give the same bytes.

`normalise_sdist.py FILE FOLDER`: members are sorted, belong to nobody, and carry the time
SOURCE_DATE_EPOCH.
"""

import gzip
import io
import os
import sys
import tarfile
from pathlib import Path

__all__ = ["normalise"]


def normalise(archive: Path, folder: Path, epoch: int) -> Path:
    """Write `archive` into `folder`, and return the new file."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / archive.name
    plain = io.BytesIO()
    with (
        tarfile.open(archive) as source,
        tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as result,
    ):
        for member in sorted(source.getmembers(), key=lambda member: member.name):
            content = source.extractfile(member) if member.isfile() else None
            member.mtime = epoch
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            result.addfile(member, content)
    with target.open("wb") as file, gzip.GzipFile("", "wb", 9, file, epoch) as compressed:
        compressed.write(plain.getvalue())
    return target


if __name__ == "__main__":
    normalise(Path(sys.argv[1]), Path(sys.argv[2]), int(os.environ["SOURCE_DATE_EPOCH"]))
