"""The Cargo.lock of a source, read without unpacking it."""

from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.cargo import CARGO_LOCK, CargoLock, Rust, vendored
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.members import read_members, read_topmost

__all__ = ["read_rust"]


def read_rust(path: Path, name: str, subdirectory: str = "") -> Rust:
    """Return how the source in an archive gets its crates; `name` is its file name.

    An sdist of a workspace has the lock in its own folder, and one of setuptools-rust beside the
    crate.
    """
    folder = "/".join(filter(None, (subdirectory, ".cargo")))
    files = {"config.toml": limits.SOURCE_FILE, "config": limits.SOURCE_FILE}
    texts = read_members(path, name, files, folder).values()
    if own := vendored(text.decode(errors="replace") for text in texts):
        return own
    found = read_topmost(path, name, CARGO_LOCK, limits.LOCK_FILE, subdirectory)
    if found is None:
        problem = f"{name} has no {CARGO_LOCK}, so nothing pins its crates"
        return Rust(None, problem=RefusedError(name, problem, ""))
    try:
        return Rust(CargoLock.of(*found, f"{found[0]} of {name}"))
    except RefusedError as refusal:
        return Rust(None, problem=refusal)
