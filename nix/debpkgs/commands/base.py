"""What debpkgs has by itself, from its own list and locks."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from update.config import ARCHITECTURES, read_config
from update.lock import read_lock

from .plan import Base

__all__ = ["NEXT_SUITE", "SUITE", "read_base", "read_next", "read_next_homes"]

_HERE = Path(__file__).resolve().parent.parent
_LIST = _HERE / "packages.toml"
_NEXT_LIST = _HERE / "trixie.toml"
SUITE = read_config(_LIST).suite
"""The suite that debpkgs is made of."""
NEXT_SUITE = read_config(_NEXT_LIST).suite
"""The suite that some of its programs for builds are from."""


def read_base() -> Base:
    """Return what is there already."""
    pinned = {
        architecture: _pinned(architecture) | _pinned(f"grafts/{architecture}")
        for architecture in ARCHITECTURES
    }
    return Base(pinned, _homes(_LIST))


def read_next_homes() -> Mapping[str, str]:
    """Return the names that debpkgs has packages of NEXT_SUITE under, by Debian package."""
    return _homes(_NEXT_LIST)


def _homes(path: Path) -> Mapping[str, str]:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["packages"]
    return {
        package: name
        for name, entry in entries.items()
        for key, packages in entry.items()
        if key.partition("-")[0] in ("out", "bin", "dev")
        for package in packages
    }


def read_next(architecture: str) -> Mapping[str, Any]:
    """Return what is pinned of NEXT_SUITE, by Debian package."""
    return _pinned(f"{NEXT_SUITE}-{architecture}")


def _pinned(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read_lock(_HERE / "lock" / f"{name}.json").get("packages", {})
    return found
