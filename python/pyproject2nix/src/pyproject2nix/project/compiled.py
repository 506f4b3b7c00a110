"""Locks that `uv pip compile` or pip-compile wrote: their first lines have the command.

That of an environment.yml is compiled from a file of `init`, whose first line names the former.
"""

import re
import shlex
from itertools import pairwise
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.files.reader import is_file, is_within, read_bytes

__all__ = ["compile_command", "compiled_from", "conda_line", "conda_source"]

_HEADER = re.compile(r"^# +(?P<command>(?:uv pip compile|pip-compile) .*)$", re.MULTILINE)
_HEADER_LENGTH = 4000
_CONDA = "# From {name}, sha256:{digest}; by pyproject2nix init.\n"
_CONDA_LINE = re.compile(
    r"# From (\S+), sha256:([0-9a-f]{64}); by pyproject2nix init\.\n", re.ASCII
)
_OUTPUT = ("-o", "--output-file")


def compile_command(folder: Path, lock: str) -> list[str]:
    """Return the words of the command that a lock has in its header; none without one."""
    path = folder / lock
    if lock.endswith(".lock") or not is_file(path):
        return []
    header = read_bytes(path, limits.LOCK_FILE)[:_HEADER_LENGTH].decode(errors="replace")
    match = _HEADER.search(header)
    try:
        return shlex.split(match["command"]) if match else []
    except ValueError:
        # A quotation mark without its partner.
        return []


def compiled_from(folder: Path, lock: str) -> list[str]:
    """Return the files that a lock was compiled from, constraints included; not pyproject.toml."""
    words = compile_command(folder, lock)
    found = []
    for before, word in pairwise(words):
        # --constraints=FILE
        name = word.partition("=")[2] if word.startswith("--") else word
        if name in ("", lock, "pyproject.toml") or before in _OUTPUT or name.startswith("-"):
            continue
        if is_file(folder / name) and is_within(folder / name, folder):
            found.append(name)
            if source := conda_source(folder, name):
                found.append(source[0])
    return found


def conda_line(name: str, digest: str) -> str:
    """Return the first line of a file of requirements that `init` makes of an environment.yml."""
    return _CONDA.format(name=name, digest=digest)


def conda_source(folder: Path, name: str) -> tuple[str, str] | None:
    """Return the environment.yml of such a file, if it is there, and the SHA-256 that it had."""
    text = read_bytes(folder / name, limits.REQUIREMENTS_FILES).decode(errors="replace")
    match = _CONDA_LINE.match(text)
    if match is None or not is_file(folder / match[1]) or not is_within(folder / match[1], folder):
        return None
    return match[1], match[2]
