"""A terminal that a test types into, and reads what a person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import tempfile
import termios
import time
from collections.abc import Mapping
from pathlib import Path

__all__ = ["LIMIT", "Terminal", "TerminalError", "shell"]

# Colours, cursor movements, titles, and the carriage returns of a terminal's line ends.
_CONTROL = re.compile(
    r"\x1b\[[0-9;?=>]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>()][0B]?|[\r\x0f]"
)

#: Seconds after which what never comes fails a test; no program that works takes a tenth of it.
LIMIT = 3600

_HOME = tempfile.TemporaryDirectory(prefix="home-")


def shell(root: Path, *arguments: str, **variables: str) -> Terminal:
    """`nix develop` as a person enters it who has no settings of their own."""
    # Nix keeps what it has evaluated there.
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    home = {"HOME": _HOME.name, "XDG_CACHE_HOME": cache}
    # Nix's progress goes from a person's screen; this terminal would keep all of it.
    nix = ["nix", "--quiet", "--log-format", "raw", "develop"]
    return Terminal([*nix, *arguments], root, {**home, **variables})


class TerminalError(AssertionError):
    """What was waited for did not appear; the message shows what did."""


class Terminal:
    """A program on a terminal of its own, so large that nothing is wrapped or paged."""

    def __init__(
        self, program: list[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it; `environment` is added to this process's."""
        self._process, self._file = pty.fork()
        if self._process == 0:
            os.chdir(folder)
            # Git starts the machine's pager, which would wait for a key.
            variables = {**os.environ, "TERM": "xterm", "GIT_PAGER": "cat", "PAGER": "cat"}
            variables |= environment or {}
            os.execvpe(program[0], program, variables)
        self.resize(1000, 1000)
        self._raw = b""
        self._seen = 0
        self._count = 0

    def resize(self, rows: int, columns: int) -> None:
        """Make it smaller, for a program that draws on all of it."""
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        """All that was printed."""
        return _CONTROL.sub("", self._raw.decode(errors="replace"))

    def send(self, text: str) -> None:
        """Type, without a line's end."""
        os.write(self._file, text.encode())

    def wait_for(self, pattern: str) -> str:
        """What was printed since the last such call, up to and with the pattern."""
        end = time.monotonic() + LIMIT
        while not (found := re.compile(pattern, re.MULTILINE).search(self.text, self._seen)):
            if not self._read(end - time.monotonic()):
                raise TerminalError(f"no {pattern!r} in:\n{self.text[self._seen :]}")
        start, self._seen = self._seen, found.end()
        return self.text[start : found.end()]

    def run(self, command: str) -> str:
        """Type a command for a POSIX shell or xonsh; what it prints. Its failure is an error."""
        self._count += 1
        # The terminal shows what is typed: that must not look like the answer.
        self.send(f"{command}\n")
        self.send(f"echo 'end' 'of' {self._count}\n")
        shown = self.wait_for(rf"^end of {self._count}$")
        return shown.rpartition("\n")[0]

    def close(self) -> None:
        """End it, and what it started."""
        os.close(self._file)
        os.waitpid(self._process, 0)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, seconds: float) -> bool:
        if seconds <= 0 or not select.select([self._file], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._file, 1 << 16)
        except OSError:  # the terminal's other end is closed
            return False
        self._raw += data
        return bool(data)
