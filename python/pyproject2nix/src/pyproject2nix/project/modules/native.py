"""What scikit-build-core, maturin and meson-python install: partly what their builds make."""

import re
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table, parse_toml
from pyproject2nix.files.reader import is_file, read_text
from pyproject2nix.project.modules.installed import UNKNOWN, Installed, below, is_package, listed

__all__ = ["by_name", "maturin_modules", "scikit_build_modules"]


def scikit_build_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the modules that scikit-build-core installs; CMake may install others."""
    wheel = toml.table("tool").table("scikit-build").table("wheel")
    packages = wheel.data.get("packages")
    if isinstance(packages, dict):
        names = [str(target).strip("/").partition("/")[0] for target in packages]
    elif packages is not None:
        names = [path.rstrip("/").rpartition("/")[2] for path in wheel.texts("packages")]
    else:
        return by_name(folder, name)
    names = [one for one in names if one.isidentifier()]
    return listed(names) if names else UNKNOWN


def maturin_modules(folder: Path, toml: Table, name: str) -> Installed:
    """Return the module that maturin installs."""
    maturin = toml.table("tool").table("maturin")
    if maturin.text("bindings", "") == "bin":
        return UNKNOWN
    wanted = maturin.text("module-name", "") or _library(folder, maturin)
    if not wanted:
        return by_name(folder, name)
    top = wanted.partition(".")[0]
    return listed([top]) if top.isidentifier() else UNKNOWN


def _library(folder: Path, maturin: Table) -> str:
    """Return the name of the library that Cargo builds, or nothing."""
    path = below(folder, maturin.text("manifest-path", "Cargo.toml"))
    if path is None or not is_file(path):
        return ""
    try:
        cargo = parse_toml(read_text(path, limits.PROJECT_FILE), "Cargo.toml")
        library = cargo.table("lib").text("name", "") or cargo.table("package").text("name", "")
    except (RefusedError, OSError, ValueError, RecursionError):
        return ""
    return re.sub(r"-", "_", library)


def by_name(folder: Path, name: str) -> Installed:
    """Return the package that is called like the project, where there is one."""
    module = name.replace("-", "_")
    for root in ("src", "python", ""):
        if is_package(below(folder, root, module)):
            return listed([module])
    return UNKNOWN
