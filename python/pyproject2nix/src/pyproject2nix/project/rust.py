"""How a project that is written in Rust gets its crates: by the Cargo.lock in its folder."""

import os
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pyproject2nix import data
from pyproject2nix.base import limits
from pyproject2nix.base.cargo import CARGO_LOCK, CargoLock, Rust, vendored
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file, is_within, read_bytes, read_text

__all__ = ["rust_of"]

_CONFIGURATIONS = (".cargo/config.toml", ".cargo/config")


def rust_of(folder: Path, toml: Table, build_system: Iterable[Dependency]) -> Rust | None:
    """Return how a project gets its crates; None if no back end for Rust builds it."""
    back_end = data.rust_back_end(requirement.name for requirement in build_system)
    if not back_end:
        return None
    texts = (folder / name for name in _CONFIGURATIONS if is_file(folder / name))
    if found := vendored(read_text(path, limits.PROJECT_FILE) for path in texts):
        return found
    for place in _places(toml):
        path = folder / place / CARGO_LOCK
        if os.path.lexists(path) and is_within(path, folder):
            name = posixpath.normpath(posixpath.join(place, CARGO_LOCK))
            try:
                return Rust(CargoLock.of(name, read_bytes(path, limits.LOCK_FILE), str(path)))
            except RefusedError as refusal:
                return Rust(None, problem=refusal)
    return Rust(
        None,
        problem=RefusedError(
            str(folder / CARGO_LOCK),
            f"no such file, and {back_end} builds {toml.table('project').data.get('name', '.')}",
            "run: cargo generate-lockfile, and git add Cargo.lock",
        ),
    )


def _places(toml: Table) -> Iterator[str]:
    """Yield the folders that may have Cargo.lock: of each manifest, and above up to the project."""
    tool = toml.table("tool")
    manifests: list[object] = []
    with suppress(RefusedError):
        manifests.append(tool.table("maturin").data.get("manifest-path"))
        rust = tool.table("setuptools-rust")
        tables = [*rust.tables("ext-modules"), *rust.tables("bins")]
        manifests += [table.data.get("path") for table in tables]
    for manifest in [*manifests, "Cargo.toml"]:
        if not isinstance(manifest, str) or "\0" in manifest:
            continue
        place = posixpath.dirname(posixpath.normpath(manifest))
        while True:
            if not place.startswith(("/", "..")):
                yield place
            if place in ("", "/", ".."):
                break
            place = posixpath.dirname(place)
