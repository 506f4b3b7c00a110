"""Which modules a project installs, and which of them are imported after its build."""

import sys
from pathlib import Path

from pyproject2nix.base.tables import Table
from pyproject2nix.project.modules.installed import Installed, is_package
from pyproject2nix.project.modules.native import by_name, maturin_modules, scikit_build_modules
from pyproject2nix.project.modules.pure import (
    flit_modules,
    hatch_modules,
    pdm_modules,
    poetry_modules,
    uv_modules,
)
from pyproject2nix.project.modules.setuptools import setuptools_modules
from pyproject2nix.project.setup_files import SetupFiles

__all__ = ["imports_of", "installed_modules", "remedy_of"]

# Folders that a careless pattern installs, and that need what only tests need.
_NOT_IMPORTED = frozenset(
    [
        *("bench", "benchmark", "benchmarks", "build", "conftest", "dist", "doc", "docs"),
        *("example", "examples", "manage", "scripts", "setup", "test", "tests", "tools"),
    ]
)


def installed_modules(
    folder: Path, toml: Table, name: str, backend: str, files: SetupFiles
) -> Installed:
    """Return the modules that the backend of this name installs."""
    for prefix, read in _BACKENDS.items():
        if backend.startswith(prefix):
            return read(folder, toml, name)
    if backend.startswith(("setuptools", "pbr")):
        return setuptools_modules(folder, toml, files)
    return by_name(folder, name)


def imports_of(folder: Path, installed: Installed, name: str) -> tuple[str, ...] | None:
    """Return the modules to import, where there are any that may be; None where none is known.

    A script that happens to be installed is not imported: that may run a program.
    """
    wanted = name.replace("-", "_")
    modules = [
        module
        for module in installed.modules
        if all(part.isidentifier() for part in module.split("."))
        and (module == wanted or module.partition(".")[0] not in _NOT_IMPORTED)
        and module.partition(".")[0] not in sys.stdlib_module_names
    ]
    public = [module for module in modules if not module.startswith("_")]
    if not installed.is_known:
        return None
    found = [one for one in public if one == wanted or not _is_script(folder, one)]
    if installed.is_listed:
        return tuple(found or public[:1] or modules)
    return (wanted,) if wanted in modules else tuple(found) or None


def remedy_of(backend: str) -> str:
    """Return what a project writes for this backend to install a package."""
    return next((text for prefix, text in _REMEDIES.items() if backend.startswith(prefix)), "")


def _is_script(folder: Path, module: str) -> bool:
    places = [folder, folder / "src"]
    return any((place / f"{module}.py").is_file() for place in places) and not any(
        is_package(place / module) for place in places
    )


_BACKENDS = {
    "flit": flit_modules,
    "hatchling": hatch_modules,
    "maturin": maturin_modules,
    "pdm": pdm_modules,
    "poetry": poetry_modules,
    "scikit_build_core": scikit_build_modules,
    "uv_build": uv_modules,
}

_REMEDIES = {
    "flit": 'name = "MODULE" in [tool.flit.module]',
    "hatchling": 'packages = ["FOLDER"] in [tool.hatch.build.targets.wheel]',
    "pdm": 'includes = ["FOLDER"] in [tool.pdm.build]',
    "poetry": 'packages = [{include = "FOLDER"}] in [tool.poetry]',
    "setuptools": 'packages = ["FOLDER"] in [tool.setuptools]',
    "uv_build": 'module-name = "MODULE" in [tool.uv.build-backend]',
}
