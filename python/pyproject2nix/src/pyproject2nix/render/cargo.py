"""What a package in Rust needs: its crates, by a copy of its source's Cargo.lock, and the tools."""

import posixpath

from pyproject2nix.base.cargo import CARGO_LOCK, CargoLock, Rust, has_git
from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.plan.local_package import LocalPackage
from pyproject2nix.plan.plan import Plan
from pyproject2nix.render.by_target import attrset

__all__ = ["FOLDER", "cargo_files", "cargo_locks", "crates_attributes", "local_rust", "lock_file"]

FOLDER = "cargo"
"""Of the copies, in that of the generated files."""


def cargo_files(plan: Plan) -> dict[str, str]:
    """Return the copies of Cargo.locks, by name."""
    return {
        lock_file(package.name, variant.version): variant.rust.lock.text
        for package in plan.every_package()
        for variant in package.variants.values()
        if variant.rust is not None and variant.rust.lock is not None
    }


def lock_file(name: str, version: str) -> str:
    """Return the name of the copy of a package's Cargo.lock."""
    return f"{FOLDER}/{name}-{version}.lock"


def cargo_locks(plan: Plan, root: str) -> list[str]:
    """Return every Cargo.lock, copies and local ones, as paths from the generated files."""
    local = [plan.local, *plan.members, *(m for one in plan.alternatives for m in one.members)]
    paths = [
        posixpath.normpath(posixpath.join(root, one.path, lock.root, CARGO_LOCK))
        for one in local
        if one.project.is_package and (lock := _lock(local_rust(one)))
    ]
    return sorted({*paths, *cargo_files(plan)})


def _lock(rust: Rust | None) -> CargoLock | None:
    return rust.lock if rust is not None else None


def local_rust(local: LocalPackage) -> Rust | None:
    """Return how a local project gets its crates; refuse one without a Cargo.lock."""
    rust = local.project.rust
    if rust is not None and rust.problem is not None:
        raise rust.problem
    return rust


def crates_attributes(rust: Rust | None, path: str, platform: str, indent: str) -> list[str]:
    """Return the attributes of a source's crates; `indent` is theirs.

    `path` is the Nix expression of its Cargo.lock, `platform` that of rustPlatform.
    """
    if rust is None:
        return []
    if rust.lock is None:
        return [f"cargoVendorDir = {nix_string(rust.vendor)};"] if rust.vendor else []
    fields = [f"lockFile = {path};"]
    if has_git(rust.lock.text):
        fields.append("allowBuiltinFetchGit = true;")
    lines = [f"cargoDeps = {platform}.importCargoLock {attrset(fields, indent)};"]
    if rust.lock.root:
        lines.append(f"cargoRoot = {nix_string(rust.lock.root)};")
    return lines
