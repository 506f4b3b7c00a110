"""One hostile input, and how its files come on the disk."""

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["PYPROJECT", "Content", "Input", "device", "fifo", "folder", "link", "loop", "sparse"]

PYPROJECT = '[project]\nname = "sample"\nversion = "1"\n[tool.uv]\npackage = false\n'

Content = str | bytes | Callable[[Path], None]
"""What a file holds, or what makes it."""


@dataclass(frozen=True)
class Input:
    """A folder, a command, and what has to come of it: status 2 and one line, unless told."""

    kind: str
    name: str
    files: Mapping[str, Content]
    file: str
    """What the message has to name: the file…"""
    key: str = ""
    """…and the key in it, if the file has any."""
    command: tuple[str, ...] = ("explain",)
    status: int = 2
    """0 where the input is only odd."""
    written: Mapping[str, str] = field(default_factory=dict)
    """By file, a text that has to be in it afterwards."""

    def write(self, folder: Path) -> None:
        """Write the files."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(path)
            elif isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, encoding="utf-8")


def fifo(path: Path) -> None:
    """Make a pipe, which waits for somebody to write into it."""
    os.mkfifo(path)


def folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


def device(path: Path) -> None:
    """Make a link to a device that never ends."""
    path.symlink_to("/dev/zero")


def loop(path: Path) -> None:
    """Make a link to itself."""
    path.symlink_to(path.name)


def sparse(path: Path) -> None:
    """Make a file of 3 GB that takes no room."""
    with path.open("wb") as file:
        file.truncate(3 << 30)


def link(target: str) -> Callable[[Path], None]:
    """Return what makes a link to somewhere."""
    return lambda path: path.symlink_to(target)


def unix_socket(path: Path) -> None:
    """Make a socket."""
    with socket.socket(socket.AF_UNIX) as one:
        # Its address may have 107 characters, and a folder of a test has more.
        here = os.getcwd()
        os.chdir(path.parent)
        one.bind(path.name)
        os.chdir(here)
