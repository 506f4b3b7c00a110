"""A made-up debpkgs.toml, and its lock with five hundred Debian packages.

Half of them are libraries, each with its headers; every fifth source has programs that look in
places of Debian.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

__all__ = ["PINS", "write_list"]

PINS = 500
_SOURCES = PINS // 2
_NEEDS = 6
"""Libraries that one needs, of those before it."""


def write_list(folder: Path) -> None:
    """Write debpkgs.toml and debpkgs.lock."""
    listed = "".join(f"lib{number} = {{}}\n" for number in range(_SOURCES))
    (folder / "debpkgs.toml").write_text(f'suite = "bookworm"\n\n[packages]\n{listed}')
    pins = {name: pin for number in range(_SOURCES) for name, pin in _pins(number).items()}
    document = {
        "version": 1,
        "suite": "bookworm",
        "entries": {
            f"lib{number}": {"out": [f"lib{number}-1"], "dev": [f"lib{number}-dev"]}
            for number in range(_SOURCES)
        },
        "uses": {},
        "aliases": {f"lib{number}-dev": f"lib{number}" for number in range(_SOURCES)},
        "there": {},
        "packages": dict.fromkeys(("amd64", "arm64"), pins),
    }
    (folder / "debpkgs.lock").write_text(json.dumps(document))


def _pins(number: int) -> dict[str, dict[str, Any]]:
    needs = {number - 1 - (step * 7) % number for step in range(_NEEDS)} if number else set()
    library, headers = f"lib{number}-1", f"lib{number}-dev"
    return {
        library: {
            **_pin(library, ["libc6", *(f"lib{other}-1" for other in sorted(needs))]),
            **({"places": True} if number % 5 == 0 else {}),
        },
        headers: _pin(headers, [library, *(f"lib{other}-dev" for other in sorted(needs))]),
    }


def _pin(name: str, depends: list[str]) -> dict[str, Any]:
    digest = hashlib.sha256(name.encode()).hexdigest()
    path = f"pool/main/l/{name}/{name}_1.0-1_amd64.deb"
    return {"version": "1.0-1", "path": path, "size": 1, "sha256": digest, "depends": depends}
