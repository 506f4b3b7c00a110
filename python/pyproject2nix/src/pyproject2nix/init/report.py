"""What a person reads: each step as it begins, and at the end what was done and how to go on."""

import sys
from collections.abc import Iterable, Sequence

from pyproject2nix.base.terminal import styled
from pyproject2nix.base.text import printable

__all__ = ["Report"]


class Report:
    """Lines on standard output."""

    def __init__(self, command: str) -> None:
        self._command = command

    def step(self, text: str) -> None:
        """Say what begins."""
        sys.stdout.flush()
        print(styled(f"{self._command}:", "title", sys.stderr), printable(text), file=sys.stderr)

    def list(self, title: str, lines: Iterable[str]) -> None:
        """Print a list under a title, if there is anything in it."""
        shown = list(lines)
        if shown:
            print(f"\n{styled(title, 'title', sys.stdout)}")
            for line in shown:
                print(f"  {printable(line)}")

    def commands(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """Print commands, each with what it does."""
        width = max(len(command) for command, _ in rows)
        self.list(title, (f"{command:<{width}}  # {text}" for command, text in rows))
