"""Locks that `uv pip compile` or pip-compile wrote: their first lines have the command."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.files.reader import is_file, is_within, read_bytes

__all__ = ["compile_command", "compiled_from"]

_HEADER = re.compile(r"^# +(?P<command>(?:uv pip compile|pip-compile) .*)$", re.MULTILINE)
_HEADER_LENGTH = 4000
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
    return found
