"""Writing a lock: by the project's own locker, against the index that pip is configured for."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.tables import Table
from pyproject2nix.files.toml import read_toml
from pyproject2nix.programs.pip import run_with_pip

__all__ = ["environment_of", "locker_of", "program_of", "run_locker", "write_lock"]

# Where Nix's package of this program puts the two lockers; else they are looked for on PATH.
_PROGRAMS = {"poetry": "PYPROJECT2NIX_POETRY", "uv": "PYPROJECT2NIX_UV"}

_REMEDIES = {
    "poetry": "see its message above",
    "uv": (
        "see its message above; a package that uv cannot build for its metadata needs them in "
        "pyproject.toml: [[tool.uv.dependency-metadata]] with name, version and requires-dist"
    ),
}


def write_lock(folder: Path, arguments: Sequence[str]) -> int:
    """Run the locker in `folder` and return its exit status: 0, or 2 where it failed."""
    locker = locker_of(folder, read_toml(folder / "pyproject.toml"))
    run_locker(locker, folder, ["lock", *arguments])
    return 0


def run_locker(locker: str, folder: Path, arguments: Sequence[str]) -> None:
    """Run `poetry` or `uv` in a folder, against the index that pip is configured for."""
    program = program_of(locker)
    if program is None:
        raise RefusedError(
            locker,
            "not found on PATH",
            f"install it, or run: nix run .#pyproject2nix -- lock {folder}",
        )
    shown = shlex.join([locker, *arguments])
    print(f"{shown}, in {folder}", file=sys.stderr)
    command = [program, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment_of(locker), check=False)
    if done.returncode:
        raise RefusedError(
            str(folder), f"{shown} ended with status {done.returncode}", _REMEDIES[locker]
        )


def locker_of(folder: Path, toml: Table) -> str:
    """Return `poetry` or `uv`; refuse a project that another program locks."""
    for name, command in (
        ("pdm.lock", "pdm lock"),
        ("pylock.toml", "the program that wrote it"),
        ("requirements.txt", "pip-compile --generate-hashes, or uv pip compile --generate-hashes"),
    ):
        if os.path.lexists(folder / name):
            raise RefusedError(
                str(folder / name), "is not written by Poetry or uv", f"run {command}"
            )
    if os.path.lexists(folder / "uv.lock"):
        return "uv"
    by_poetry = "poetry" in toml.table("tool").data or os.path.lexists(folder / "poetry.lock")
    return "poetry" if by_poetry else "uv"


def program_of(locker: str) -> str | None:
    """Return the path of `poetry` or `uv`, where there is one."""
    return os.environ.get(_PROGRAMS[locker]) or shutil.which(locker)


def environment_of(locker: str) -> dict[str, str]:
    """Return the environment in which a locker finds pip's index, unless another one is set."""
    environment = dict(os.environ)
    # For the project's own programs: a locker imports no module of the project.
    environment.pop("PYTHONPATH", None)
    index = json.loads(run_with_pip("pyproject2nix.fetch.where"))
    if locker == "poetry":
        # By the plugin poetry-plugin-pypi-mirror. Also where it is pip's default: by itself Poetry
        # asks that for more than its mirrors offer.
        environment.setdefault("POETRY_PYPI_MIRROR_URL", index["url"])
        environment.setdefault("POETRY_VIRTUALENVS_CREATE", "false")
        return environment
    # As pip does, trust the machine's certificates; older versions know the second name.
    environment.setdefault("UV_SYSTEM_CERTS", "true")
    environment.setdefault("UV_NATIVE_TLS", "true")
    if index["cert"]:
        environment.setdefault("SSL_CERT_FILE", index["cert"])
    if not index["default"]:
        environment.setdefault("UV_DEFAULT_INDEX", index["url"])
    if index["extra"] and "UV_INDEX" not in environment:
        environment["UV_INDEX"] = " ".join(index["extra"])
        # For pip no index comes before another.
        environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return environment
