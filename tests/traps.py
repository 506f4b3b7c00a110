"""Modules that an interpreter of ours must never import: `traps.py FOLDER LOG [NAME…]`.

Writes a module into FOLDER for each name: those of the standard library and of every package that
our own programs use. One that is imported adds a line to LOG (its name, who imports it, from
where), and raises.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["NAMES", "PROGRAMS", "read_log", "write_traps"]

#: Top-level modules of what builds, installs, locks and tests.
PROGRAMS = [
    "build",
    "installer",
    "packaging",
    "pip",
    "pyproject_hooks",
    "setuptools",
    "wheel",
    "pkg_resources",
    "_distutils_hack",
    "flit_core",
    "hatchling",
    "poetry",
    "pdm",
    "uv",
    "shtab",
    "tomli",
    "tomlkit",
    "pytest",
    "_pytest",
    "pluggy",
    "iniconfig",
    "pygments",
    "hypothesis",
    "pyproject2nix",
    "update",
    "imagetools",
    "gpu_doctor",
    "closure_check",
    "elf",
    "install_wheel",
    "isolated",
    "run_tests",
    "sitecustomize",
    "usercustomize",
]

#: An interpreter has these before it looks anywhere.
_OWN = {"__main__", "sys", "builtins", "posix"}

NAMES = sorted({*sys.stdlib_module_names, *PROGRAMS} - _OWN)

# A program may take a module that cannot be imported for one that is not there: the log counts.
# An interpreter that is not up yet has little more than what is built in.
_TRAP = """\
import posix, sys
line = f"trap: {{__name__}} {{sys.orig_argv}} in {{posix.getcwd()}}, of {{posix.getppid()}}\\n"
posix.write(2, line.encode())
try:
    log = posix.open({log!r}, posix.O_WRONLY | posix.O_APPEND)
except OSError:
    pass
else:
    posix.write(log, line.encode())
    posix.close(log)
raise ImportError("trap: " + __name__)
"""


def write_traps(folder: Path, log: Path, names: Sequence[str] = NAMES) -> None:
    """Write the modules into `folder`, and an empty `log`; files that are there stay."""
    log.write_text("")
    for name in names:
        trap = folder / f"{name}.py"
        if not trap.exists():
            trap.write_text(_TRAP.format(log=str(log.resolve())), encoding="utf-8")


def read_log(log: Path) -> list[str]:
    """Return a line for each module that was imported."""
    return log.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    folder, log, *names = sys.argv[1:]
    write_traps(Path(folder), Path(log), names or NAMES)
