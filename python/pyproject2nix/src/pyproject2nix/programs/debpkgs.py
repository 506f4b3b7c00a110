"""`debpkgs`, which puts the Debian packages of a project's debpkgs.lock into the Nix store."""

import os
import subprocess
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_file

__all__ = ["fetch_debian"]

_LOCK = "debpkgs.lock"
# Where Nix's package of init and sync puts it.
_PROGRAM = "PYPROJECT2NIX_DEBPKGS"


def fetch_debian(folder: Path) -> None:
    """Fetch what a project's debpkgs.lock pins, if it has one; the program says what came."""
    program = os.environ.get(_PROGRAM)
    if program is None or not is_file(folder / _LOCK):
        return
    done = subprocess.run(
        [program, "--folder", str(folder), "fetch"], stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise RefusedError(
            str(folder / _LOCK),
            f"debpkgs fetch ended with status {done.returncode}",
            "see its message above",
        )
