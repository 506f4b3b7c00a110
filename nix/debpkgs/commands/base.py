"""What debpkgs has by itself, from its own list and locks."""

import json
import tomllib
from pathlib import Path

from update.config import ARCHITECTURES, read_config

from .plan import Base

__all__ = ["SUITE", "read_base"]

_HERE = Path(__file__).resolve().parent.parent
_LIST = _HERE / "packages.toml"
SUITE = read_config(_LIST).suite
"""The suite that debpkgs is made of."""


def read_base() -> Base:
    """Return what is there already."""
    entries = tomllib.loads(_LIST.read_text(encoding="utf-8"))["packages"]
    homes = {
        package: name
        for name, entry in entries.items()
        for key, packages in entry.items()
        if key.partition("-")[0] in ("out", "bin", "dev")
        for package in packages
    }
    pinned = {
        architecture: json.loads(
            (_HERE / "lock" / f"{architecture}.json").read_text(encoding="utf-8")
        )["packages"]
        for architecture in ARCHITECTURES
    }
    return Base(pinned, homes)
