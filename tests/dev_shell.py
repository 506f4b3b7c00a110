"""A checkout elsewhere, and what a script prints in a development shell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

__all__ = ["clone", "in_shell"]


def clone(root: Path, folder: Path) -> Path:
    """The committed state of a checkout, in a folder that is made."""
    subprocess.run(["git", "clone", "-q", root, folder], check=True)
    return folder


def in_shell(develop: Sequence[str], script: str, folder: Path, **variables: str) -> str:
    """Run a script of bash in a shell; `develop` is the command that starts it, in `folder`."""
    done = subprocess.run(
        [*develop, "-c", "bash", "-euc", script],
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
