"""Which locker a project has, when it has to run, and the lock of a project that has none."""

import hashlib
import os
import posixpath
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import parse_specifiers
from pyproject2nix.data import interpreters
from pyproject2nix.files.reader import is_file, is_within, read_bytes, sha256_of
from pyproject2nix.init.conda import read_environment
from pyproject2nix.init.survey import Survey
from pyproject2nix.init.writing import write_bytes
from pyproject2nix.programs.locker import run_locker
from pyproject2nix.project.compiled import compile_command, conda_line, conda_source

__all__ = ["FROM_CONDA", "NEW_LOCK", "PYTHON_VERSION", "lock_command", "relock", "write_first_lock"]

NEW_LOCK = "pylock.toml"
"""What is written where only requirements are known: PEP 751, by uv."""
FROM_CONDA = "requirements-from-conda.in"
PYTHON_VERSION = ".python-version"

_OWN_COMMAND = re.compile(
    r"uv pip compile (?P<sources>.+) --universal --python-version (?P<python>3\.[0-9]+) "
    rf"--output-file {re.escape(NEW_LOCK)}",
    re.ASCII,
)


def lock_command(survey: Survey) -> str:
    """Return the command that locks a project that has no lock, for people."""
    if survey.sources:
        return f"uv pip compile {' '.join(survey.sources)}"
    return f"{_locker(survey)} lock"


def write_first_lock(survey: Survey, notes: Notes) -> None:
    """Lock a project that has no lock."""
    folder, sources = survey.folder, list(survey.sources)
    if not sources:
        _lock(folder, _locker(survey))
    elif sources[0].startswith("environment."):
        _compile(folder, [FROM_CONDA], _convert_conda(folder, sources[0], notes))
    else:
        notes.add(NEW_LOCK, f"locked from {', '.join(sources)}, by uv")
        _compile(folder, sources, _pythons()[0])


def _convert_conda(folder: Path, place: str, notes: Notes) -> str:
    """Write what an environment.yml asks for as requirements; return the Python to lock for."""
    data = read_bytes(folder / place, limits.PROJECT_FILE)
    environment = read_environment(data.decode(errors="replace"), place)
    first = conda_line(place, hashlib.sha256(data).hexdigest())
    text = first + "".join(f"{line}\n" for line in environment.requirements)
    write_bytes(folder, {FROM_CONDA: (text.encode(), False)})
    notes.add(place, f"locked {len(environment.requirements)} packages of Python's index")
    if environment.left_out:
        left_out = ", ".join(environment.left_out)
        notes.add(
            place,
            f"left out what is not a package of Python's index: {left_out}; libraries of the "
            "package set: build-inputs in [tool.pyproject2nix]",
        )
    return _python_of(folder, environment.python, place, notes)


def _python_of(folder: Path, wanted: str, place: str, notes: Notes) -> str:
    """Return the newest Python that an environment.yml allows; note what differs."""
    pythons = _pythons()
    specifiers = parse_specifiers(wanted, place)
    python = next((one for one in pythons if specifiers.contains(one)), "")
    if not python:
        notes.add(
            place,
            f"asks for Python {wanted}: locked for {pythons[0]}, since the package set has "
            f"{', '.join(pythons)} alone",
        )
        return pythons[0]
    if python != pythons[0] and not os.path.lexists(folder / PYTHON_VERSION):
        # `generate` takes the newest that the lock allows, or the one in this file.
        write_bytes(folder, {PYTHON_VERSION: (f"{python}\n".encode(), False)})
        notes.add(PYTHON_VERSION, f"has {python}, which {place} asks for")
    return python


def _pythons() -> list[str]:
    """Return the Pythons of the package set, such as `3.13`, the newest first."""
    return [release.rpartition(".")[0] for release in interpreters()]


def _lock(folder: Path, locker: str) -> None:
    _check_stays(folder, f"{locker}.lock")
    run_locker(locker, folder, ["lock"])


def _check_stays(folder: Path, lock: str) -> None:
    """Refuse a link that leads out of the project: lockers write through it."""
    if not is_within(folder / lock, folder):
        raise RefusedError(
            str(folder / lock), "leads out of the project's folder", "remove the link"
        )


def _compile(folder: Path, sources: Sequence[str], python: str) -> None:
    _check_stays(folder, NEW_LOCK)
    run_locker("uv", folder, ["pip", "compile", "--quiet", *sources, *_options(python)])


def _options(python: str) -> list[str]:
    """Return the options that uv writes into the header: see _OWN_COMMAND."""
    return ["--universal", "--python-version", python, "--output-file", NEW_LOCK]


def relock(folder: Path, lock: str, notes: Notes) -> str:
    """Lock again; where this program cannot, return what does, for a person to run.

    `lock` is the path from the project's folder: a member of a workspace has that of its root.
    """
    name = posixpath.basename(lock)
    if name in ("poetry.lock", "uv.lock"):
        _lock(folder, name.removesuffix(".lock"))
        return ""
    if name == "pdm.lock" and shutil.which("pdm"):
        command = ["pdm", "lock", "--update-reuse"]
        done = subprocess.run(command, cwd=folder, check=False)
        if done.returncode:
            raise RefusedError(
                str(folder),
                f"pdm lock ended with status {done.returncode}",
                "see its message above",
            )
        return ""
    command = compile_command(folder, lock)
    if lock == NEW_LOCK and (own := _own_command(folder, command)):
        sources, python = own
        changed = _changed_conda(folder) if sources == [FROM_CONDA] else ""
        if changed:
            python = _convert_conda(folder, changed, notes)
        _compile(folder, sources, python)
        return ""
    default = "pdm lock --update-reuse" if name == "pdm.lock" else "the program that wrote it"
    return shlex.join(command) or default


def _changed_conda(folder: Path) -> str:
    """Return the environment.yml that changed since it was converted, or an empty text."""
    source = conda_source(folder, FROM_CONDA)
    if source is None or sha256_of(folder / source[0], limits.PROJECT_FILE) == source[1]:
        return ""
    return source[0]


def _own_command(folder: Path, command: Sequence[str]) -> tuple[list[str], str] | None:
    """Return sources and Python of a command of `_compile`, or None for any other command.

    The command comes from the lock, so anybody may have written it.
    """
    match = _OWN_COMMAND.fullmatch(shlex.join(command))
    sources = shlex.split(match["sources"]) if match else []
    if match is None or not all(_is_source(folder, name) for name in sources):
        return None
    return sources, match["python"]


def _is_source(folder: Path, name: str) -> bool:
    path = folder / name
    return not name.startswith("-") and is_file(path) and is_within(path, folder)


def _locker(survey: Survey) -> str:
    return "poetry" if "poetry" in survey.toml.table("tool").data else "uv"
