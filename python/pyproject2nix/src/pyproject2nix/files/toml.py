"""TOML files."""

from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table, parse_toml
from pyproject2nix.files.reader import read_text

__all__ = ["read_toml"]


def read_toml(path: Path, limit: int = limits.PROJECT_FILE, place: str = "") -> Table:
    """Read a TOML file; messages name it by `place`, or by its last component alone."""
    try:
        return parse_toml(read_text(path, limit), place or path.name)
    except FileNotFoundError:
        raise RefusedError(str(path), "no such file", "give the folder that holds it") from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(str(path), f"not a TOML file ({error})", "correct it") from None
