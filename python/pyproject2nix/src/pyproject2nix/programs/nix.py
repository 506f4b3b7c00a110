"""Nix's programs, and their error messages."""

import shutil
import subprocess
from collections.abc import Sequence

from pyproject2nix.base.errors import RefusedError

__all__ = ["reason_of", "run_nix"]


def run_nix(command: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of Nix's programs with `text` on its standard input, whether or not it fails."""
    if shutil.which(command[0]) is None:
        raise RefusedError(command[0], "not found on PATH", "install Nix; see README.md")
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def reason_of(done: subprocess.CompletedProcess[str], folder: str | None = None) -> str:
    """Return the error of a program of Nix, and the place of it in a folder.

    Newer versions begin with an `error:` that tells nothing, and what they were at; the message
    comes last.
    """
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("error:").strip() for line in lines if line.startswith("error:")]
    reason = next(filter(None, reversed(errors)), "".join(lines[-1:]))
    places = [line.rstrip(":") for line in lines if folder and line.startswith(f"at {folder}/")]
    return " ".join([reason or f"status {done.returncode}", *places[-1:]])
