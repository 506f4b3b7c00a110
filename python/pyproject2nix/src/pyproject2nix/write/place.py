"""Which folder of a project has the generated files."""

import os
import re
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file, is_within, read_bytes
from pyproject2nix.files.toml import read_toml
from pyproject2nix.project.project import Project
from pyproject2nix.project.settings import read_settings
from pyproject2nix.render.header import SIGN

__all__ = [
    "ARCHIVE",
    "BOOTSTRAP",
    "EXPRESSION",
    "FOLDERS",
    "chosen_folder",
    "copy_folder",
    "generated_folder",
    "is_generated",
    "is_script",
    "out_of",
    "present_copy",
    "present_folder",
]

FOLDERS = ("nix", ".nix", ".")
"""Where `buildProject` looks for them, in this order; earlier versions wrote into the last."""

ARCHIVE = "hpds.tar.gz"
EXPRESSION = "hpds.nix"
BOOTSTRAP = "setup"
"""The copy of hpds, what unpacks it, and the script of a colleague: `init` writes them."""

_NAMES = (
    *(ARCHIVE, BOOTSTRAP, EXPRESSION),
    ".gitattributes",
    "build-sets.nix",
    "overlay.nix",
    "package.nix",
    "project.json",
    "pypi.json",
)
_RUNS_SETUP = b'exec "$hpds/setup"'
"""A line of the script."""


def out_of(project: Project) -> Path:
    """Return the folder that `generate` writes to: the chosen one, where they are, or a new one."""
    out = _found(project.folder, project.settings.out) or project.folder / _new(project)
    return _checked(out, project.folder)


def chosen_folder(folder: Path) -> str:
    """Return the folder that pyproject.toml names, or an empty text."""
    path = folder / "pyproject.toml"
    toml = read_toml(path) if is_file(path) else Table("pyproject.toml", {})
    return read_settings(toml.table("tool").table("pyproject2nix")).out


def generated_folder(folder: Path) -> Path:
    """Return the folder of what was generated for the project of `folder`."""
    found = _found(folder, chosen_folder(folder))
    if found is None:
        raise RefusedError(
            str(folder), "has no generated files", f"run: pyproject2nix generate {folder}"
        )
    return _checked(found, folder)


def present_folder(folder: Path) -> Path:
    """Return the folder of what was generated for a project, or the project's own."""
    return _found(folder, chosen_folder(folder)) or folder


def copy_folder(project: Project, out: str) -> str:
    """Return the folder for the copy of hpds: `out`, or one of its own where that is the root."""
    if out != ".":
        return out
    return present_copy(project.folder) or _new(project)


def present_copy(folder: Path) -> str:
    """Return the folder that has the script of a colleague, if it is not `out`; else nothing."""
    own = (name for name in FOLDERS if name != ".")
    return next((name for name in own if is_script(folder / name / BOOTSTRAP)), "")


def is_script(path: Path) -> bool:
    """Tell whether a file is the script that `init` writes."""
    return _RUNS_SETUP in _text(path)


def _checked(out: Path, folder: Path) -> Path:
    """Refuse a folder that is a link to somewhere else: a project may have it."""
    if not is_within(out, folder):
        raise RefusedError(
            str(out),
            "leads out of the project's folder",
            'remove the link, or name another folder: out = "…" in [tool.pyproject2nix]',
        )
    return out


def is_generated(out: Path) -> bool:
    """Tell whether a folder has files that this program wrote: some, if it was interrupted."""
    path = out / "overlay.nix"
    if is_file(path):
        return read_bytes(path, limits.GENERATED_FILE).startswith(SIGN.encode())
    return os.path.lexists(out / "pypi.json")


def _found(folder: Path, chosen: str) -> Path | None:
    if chosen:
        return folder / chosen
    return next((folder / name for name in FOLDERS if is_generated(folder / name)), None)


def _new(project: Project) -> str:
    """Return a folder that neither has other files of these names nor gets into the package."""
    taken = any((project.folder / "nix" / name).exists() for name in _NAMES)
    return ".nix" if taken or _is_taken_for_a_package(project) else "nix"


def _is_taken_for_a_package(project: Project) -> bool:
    """Tell whether setuptools could take a folder `nix` for a package of the project.

    Where nothing names the packages, and there is no folder `src`, it takes each folder that could
    be one, and fails if there are several.
    """
    folder, toml = project.folder, project.toml
    backend = toml.table("build-system").data.get("build-backend", "setuptools")
    if not project.is_package or not str(backend).startswith("setuptools"):
        return False
    settings = toml.table("tool").table("setuptools")
    named = {"py-modules", "packages"}.intersection(settings.data)
    if named:
        return "find" in str(settings.data.get("packages"))
    texts = [_text(folder / name) for name in ("setup.cfg", "setup.py")]
    if any(re.search(rb"\b(packages|py_modules)\s*=", text) for text in texts):
        return any(b"find_namespace" in text for text in texts)
    return not (folder / "src").is_dir()


def _text(path: Path) -> bytes:
    return read_bytes(path, limits.PROJECT_FILE) if is_file(path) else b""
