"""Generated files on the disk: compared with what they should be, and written."""

import hashlib
import json
import os
import posixpath
from collections.abc import Mapping
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_version
from pyproject2nix.files.reader import is_file, is_within, read_bytes
from pyproject2nix.plan.plan import Plan
from pyproject2nix.project.compiled import compiled_from
from pyproject2nix.project.inputs import Inputs
from pyproject2nix.project.read_inputs import read_inputs
from pyproject2nix.render.header import is_recorded, is_unedited, recorded_digests
from pyproject2nix.write.replace import STAGED, replace_files

__all__ = [
    "check_not_edited",
    "inputs_of",
    "path_from_project",
    "path_to_project",
    "read_text",
    "recorded_cargo_locks",
    "recorded_versions",
    "stale_files",
    "write_files",
]

_LAST = ("overlay.nix", "pyproject.toml")
"""Names without their folders."""


def path_to_project(folder: Path, out: Path) -> str:
    """Return the path from the folder of the generated files to the project's, links followed."""
    return os.path.relpath(os.path.realpath(folder), os.path.realpath(out))


def path_from_project(folder: Path, out: Path) -> str:
    """Return the path from the project's folder to that of the generated files, links followed."""
    return path_to_project(out, folder)


def inputs_of(plan: Plan, new: Mapping[str, str] | None = None) -> Inputs:
    """Return the digests of what the files of a plan are made from.

    `new` has texts that are about to be written, by name.
    """
    members = [*plan.members, *(one for other in plan.alternatives for one in other.members)]
    projects = {".": plan.project, **{member.path: member.project for member in members}}
    folder, lock = plan.project.folder, plan.lock
    files = [lock.place, *lock.includes, *compiled_from(folder, lock.place)]
    if plan.build_sets:
        files.append(BUILD_LOCK)
    if plan.project.is_package and not {"project", "tool"} & set(plan.project.toml.data):
        files += [name for name in ("setup.cfg", "setup.py") if (folder / name).is_file()]
    if plan.project.python_version and not plan.project.settings.pythons:
        files.append(".python-version")
    return read_inputs(folder, files, projects, new)


def read_text(path: Path) -> str:
    """Return the text of a file, which is empty where there is none."""
    return _read(path) or ""


def check_not_edited(files: Mapping[str, str], out: Path) -> None:
    """Refuse to replace a file that this program did not write as it now stands."""
    # A run that was killed may have replaced some files, and left the overlay with their digests.
    overlays = [out / "overlay.nix", out / STAGED / "new" / "overlay.nix"]
    recorded = {row for path in overlays for row in recorded_digests(_read(path) or "")}
    for name in files:
        text = _read(out / name)
        if text is None or text == files[name]:
            continue
        is_data = name.endswith((".json", ".lock"))
        if not (is_recorded(name, text, recorded) if is_data else is_unedited(text)):
            raise RefusedError(
                str(out / name),
                "was edited by hand, or not written by pyproject2nix",
                "move the edit into an overlay of your own, or replace the file with --force",
            )


def _read(path: Path) -> str | None:
    try:
        return read_bytes(path, limits.GENERATED_FILE).decode(errors="replace")
    except FileNotFoundError:
        return None


def recorded_cargo_locks(out: Path) -> dict[str, str]:
    """Return the texts of the Cargo.locks that were written, by SHA-256."""
    paths = sorted(out.glob("cargo/*.lock")) if is_within(out / "cargo", out) else []
    texts = [read_text(path) for path in paths if is_file(path) and not path.is_symlink()]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


def recorded_versions(out: Path) -> dict[str, str]:
    """Return the versions that came from repositories' history when the files were written."""
    try:
        document = json.loads(_read(out / "project.json") or "{}")
        found = document.get("recorded", {}) if isinstance(document, dict) else {}
        versions = found.items() if isinstance(found, dict) else ()
        return {name: checked_version(version, "project.json") for name, version in versions}
    except (RefusedError, ValueError, RecursionError):
        # An edited file is stale anyway.
        return {}


def stale_files(files: Mapping[str, str], out: Path) -> list[str]:
    """Return the names of the files that are missing or differ from what they should be."""
    return [name for name in sorted(files) if _read(out / name) != files[name]]


def write_files(files: Mapping[str, str], out: Path) -> list[str]:
    """Write those files that differ, all or none; return their names."""
    written = stale_files(files, out)
    # The overlay tells which data files are this program's, and pyproject.toml is the input.
    order = sorted(written, key=lambda name: (posixpath.basename(name) in _LAST, name))
    # Also where a run was killed before it replaced anything, and left its folder.
    if written or os.path.lexists(out / STAGED):
        replace_files({name: files[name] for name in order}, out)
    return written
