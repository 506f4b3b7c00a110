"""pack.py FOLDER ARCHIVE: a folder's modules as a zip that is the same everywhere.

Not compressed, in the order of names, without times: `import` reads it by itself.
"""

import sys
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)


def main(folder: Path, archive: Path) -> None:
    """Write the archive; tests stay out."""
    files = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*.py")
        if not {"test", "tests", "idlelib"} & set(path.relative_to(folder).parts)
    }
    with zipfile.ZipFile(archive, "w") as out:
        for name in sorted(files):
            out.writestr(zipfile.ZipInfo(name, EPOCH), files[name].read_bytes())


main(*map(Path, sys.argv[1:]))
