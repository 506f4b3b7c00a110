"""The user's cache folder: files from outside, by their hashes."""

import os
from pathlib import Path

from pyproject2nix.base.errors import by_system

__all__ = ["cache_folder"]


def cache_folder(name: str) -> Path:
    """Return a folder of this program below $XDG_CACHE_HOME, else ~/.cache, and make it."""
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # The specification tells to ignore a relative path.
    base = Path(configured) if os.path.isabs(configured) else Path.home() / ".cache"
    folder = base / "pyproject2nix" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise by_system(str(folder), error, "set XDG_CACHE_HOME to a folder that exists") from None
    return folder
