"""Generated files that earlier versions of a project needed, and this one does not."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.files.reader import is_file, read_bytes
from pyproject2nix.render.header import (
    is_generated,
    is_recorded,
    is_unedited,
    recorded_digests,
)

__all__ = ["find_leftovers", "remove_leftovers"]

_PATTERNS = (
    ".gitattributes",
    "build-sets.nix",
    "overlay-*.nix",
    "package.nix",
    "package-*.nix",
    "packages/*.nix",
    "cargo/*.lock",
)
"""Names of files that not every project has."""


def find_leftovers(files: Collection[str], out: Path) -> tuple[list[str], list[str]]:
    """Return names of generated files other than `files`: unedited ones, and edited ones."""
    overlay = out / "overlay.nix"
    old = read_bytes(overlay, limits.GENERATED_FILE) if is_file(overlay) else b""
    recorded = recorded_digests(old.decode(errors="replace"))
    unedited: list[str] = []
    edited: list[str] = []
    for path in sorted(path for pattern in _PATTERNS for path in out.glob(pattern)):
        name = path.relative_to(out).as_posix()
        if name in files or path.is_symlink() or path.parent.is_symlink() or not is_file(path):
            continue
        text = read_bytes(path, limits.GENERATED_FILE).decode(errors="replace")
        if name.endswith(".lock"):
            # Without a header: the overlay has its digest.
            if any(name == known for known, _ in recorded):
                (unedited if is_recorded(name, text, recorded) else edited).append(name)
        elif is_generated(text):
            (unedited if is_unedited(text) else edited).append(name)
    return unedited, edited


def remove_leftovers(names: Iterable[str], out: Path) -> None:
    """Remove files, and the folder of packages once it is empty."""
    for name in names:
        (out / name).unlink(missing_ok=True)
        if "/" in name:
            with suppress(OSError):
                (out / name).parent.rmdir()
