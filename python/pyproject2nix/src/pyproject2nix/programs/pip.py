"""Programs on top of pip: they run by whichever Python has it, which need not be this one."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pyproject2nix import isolated
from pyproject2nix.base.errors import RefusedError

__all__ = ["run_with_pip"]


def run_with_pip(
    module: str, arguments: Sequence[str] = (), text: str = "", shows_progress: bool = False
) -> str:
    """Run a module of `pyproject2nix.fetch` and return its output, or refuse with its message.

    With `shows_progress` its standard output is this program's own.
    """
    python, modules = _python_with_pip()
    done = subprocess.run(
        [python, "-I", "-B", isolated.__file__, *modules, "-m", module, *arguments],
        input=text,
        stdout=None if shows_progress else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode == 130:
        raise KeyboardInterrupt
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        # After a traceback, the last line tells what happened.
        told = [line for line in lines if line.startswith("error: ")] or lines[-1:] or ["no answer"]
        raise RefusedError(
            "pip's index",
            told[0].removeprefix("error: "),
            "run it again, configure pip's index (pip config list), or name one",
        )
    return done.stdout or ""


def _python_with_pip() -> tuple[str, list[Path]]:
    """Return a Python, and the folders that its modules have to be looked for in."""
    own = Path(__file__).parents[2]
    spec = importlib.util.find_spec("pip")
    if spec is not None and spec.origin is not None:
        # Nix and others add folders to sys.path that the interpreter does not know by itself.
        return sys.executable, [own, Path(spec.origin).parents[1]]
    found = shutil.which("python3")
    if found is None:
        raise RefusedError("PATH", "there is no python3 with pip", "install pip")
    return found, [own]
