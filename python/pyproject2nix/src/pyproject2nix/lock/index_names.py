"""File names for formats that hold only hashes: from an index, or from what was learned before."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from pyproject2nix.errors import RefusedError
from pyproject2nix.lock.fields import file_of
from pyproject2nix.lock.model import File

__all__ = ["names_from_index", "python_with_pip"]


def names_from_index(
    releases: Iterable[str], index: str | None = None
) -> dict[str, tuple[File, ...]]:
    """Ask where the machine's pip gets its packages for the files of each `name==version`.

    `index` is a folder or URL in place of pip's configuration. Files that are neither wheel nor
    sdist by their names count for every release of their project: their hashes tell.
    """
    wanted = sorted(set(releases))
    by_project = _ask(sorted({release.partition("==")[0] for release in wanted}), index)
    return {release: _of_release(release, by_project) for release in wanted}


def _of_release(release: str, by_project: Mapping[str, Sequence[File]]) -> tuple[File, ...]:
    name, _, version = release.partition("==")
    return tuple(
        file for file in by_project[name] if _version_of(file.name) in (None, Version(version))
    )


def _version_of(name: str) -> Version | None:
    try:
        if name.endswith(".whl"):
            return parse_wheel_filename(name)[1]
        return parse_sdist_filename(name)[1]
    except (InvalidSdistFilename, InvalidVersion, InvalidWheelFilename):
        return None


def _ask(projects: Sequence[str], index: str | None) -> dict[str, list[File]]:
    program = [python_with_pip(), "-m", "pyproject2nix.fetch.names"]
    done = subprocess.run(
        [*program, "--index", index] if index is not None else program,
        input="".join(f"{project}\n" for project in projects),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise RefusedError(
            "pip's index",
            (lines or ["no answer"])[0].removeprefix("error: "),
            "configure pip's index (pip config list), or name one",
        )
    return {
        project: [file_of(one["file"], f"sha256:{one['sha256']}", "pip's index") for one in files]
        for project, files in json.loads(done.stdout).items()
    }


def python_with_pip() -> str:
    """Return a Python that can import pip: this one, or the one on PATH."""
    if importlib.util.find_spec("pip") is not None:
        return sys.executable
    found = shutil.which("python3")
    if found is None:
        raise RefusedError("PATH", "there is no python3 with pip", "install pip")
    return found
