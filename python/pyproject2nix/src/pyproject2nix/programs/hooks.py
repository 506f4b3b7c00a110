"""Hooks of build back ends, run in the Nix sandbox by the interpreter of the package set."""

import json
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.nix_syntax import nix_string
from pyproject2nix.base.target import Target
from pyproject2nix.files.reader import read_text
from pyproject2nix.programs import requires_hook
from pyproject2nix.programs.nix import reason_of, run_nix
from pyproject2nix.templates import fill

__all__ = ["Source", "ask_hook", "can_ask"]

# Where Nix's package of this program puts an interpreter, `/nix/store/…/bin/python3`.
_PYTHON = "PYPROJECT2NIX_PYTHON"
_SECONDS = 60


@dataclass(frozen=True)
class Source:
    """An sdist on the disk."""

    path: Path
    name: str
    """Its file name."""
    subdirectory: str = ""


def can_ask(target: Target) -> bool:
    """Tell whether hooks can be run for a target here."""
    python = os.environ.get(_PYTHON)
    if not python or target.platform != f"{platform.machine()}-linux":
        return False
    return f"python3-{target.python_version}." in python


def ask_hook(source: Source, wheels: Sequence[Path]) -> tuple[str, ...]:
    """Return what a source's back end asks for; refuse where it fails or takes too long."""
    python = re.match(r"/nix/store/[^/]+", os.environ[_PYTHON])
    wanted = {
        "python": python[0] if python else "",
        "script": read_text(Path(requires_hook.__file__), limits.SOURCE_FILE),
        "source": {"name": source.name, "path": str(source.path.resolve())},
        "subdirectory": source.subdirectory,
        "wheels": [{"name": path.name, "path": str(path.resolve())} for path in wheels],
    }
    options = [
        *("--option", "sandbox", "true", "--option", "sandbox-fallback", "false"),
        *("--option", "substituters", "", "--timeout", str(_SECONDS), "--no-out-link"),
    ]
    expression = fill("requires-hook.nix", wanted=nix_string(json.dumps(wanted)))
    done = run_nix(["nix-build", *options, "-E", expression])
    if done.returncode:
        raise RefusedError(source.name, _reason(done.stderr) or reason_of(done), "see nix log")
    answer = json.loads(read_text(Path(done.stdout.strip()), limits.PROJECT_FILE))
    if not isinstance(answer, list) or not all(isinstance(text, str) for text in answer):
        raise RefusedError(source.name, "its build hook answers no list", "report it")
    return tuple(answer[: limits.BUILD_REQUIREMENTS])


def _reason(errors: str) -> str:
    """Return the exception that ended the hook, where the output shows one."""
    found = re.findall(r"^(?:.*> )?([A-Za-z_.]*(?:Error|Exception|Exit): .*)$", errors, re.M)
    return found[-1] if found else ""
