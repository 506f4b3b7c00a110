"""Lists the modules of store paths whose bytecode an interpreter would write when it imports them.

Looked at is what is installed: below lib and share. Sources that a build was given are elsewhere.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path


def without_bytecode(folder: Path) -> Iterator[Path]:
    """The modules of one folder that have no bytecode and could get it."""
    cache = folder / "__pycache__"
    if cache.is_file():
        return
    compiled = {path.name.partition(".")[0] for path in cache.glob("*.pyc")}
    for path in sorted(folder.glob("*.py")):
        if path.stem.isidentifier() and path.stem not in compiled and _is_python(path):
            yield path


def _is_python(path: Path) -> bool:
    """Whether it compiles: of what does not, no bytecode is written."""
    try:
        compile(path.read_bytes(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def main(store_paths: Path) -> int:
    """Print what is found; 1 where that is anything."""
    warnings.simplefilter("ignore")
    found: list[Path] = []
    for store_path in map(Path, store_paths.read_text().split()):
        for top in ("lib", "share"):
            if (store_path / top).is_dir() and not (store_path / top).is_symlink():
                folders = {path.parent for path in (store_path / top).rglob("*.py")}
                for folder in sorted(folders):
                    found += without_bytecode(folder)
    for path in found:
        print(f"{path}: has no bytecode, and root's Python would write it", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
