"""The C++ shell as a person uses it: at a terminal, in IPython."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import dev_shell
import pytest

SHELL = ("nix", "develop", ".#cpp")
PATIENCE = 300.0
COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A program at a terminal of its own: what is typed, and what appears."""

    def __init__(self, command: tuple[str, ...], folder: Path, variables: dict[str, str]) -> None:
        """Start the command in a folder."""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, variables)
        self.shown = ""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.terminal, text.encode())

    def see(self, pattern: str) -> str:
        """Wait for what matches; what was shown up to its end is then over."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.shown)):
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            try:
                read = os.read(self.terminal, 65536) if ready else b""
            except OSError:  # the program has ended
                read = b""
            assert read, f"not seen: {pattern}\n{self.shown}"
            self.shown = COLOURS.sub("", self.shown + read.decode(errors="replace"))
        before = self.shown[: found.end()]
        self.shown = self.shown[found.end() :]
        return before

    def close(self) -> None:
        """Hang up."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


@pytest.fixture
def terminal(root: Path, tmp_path: Path) -> Iterator[Terminal]:
    """`nix develop .#cpp` at a terminal, for a person who has no settings yet."""
    settings = tmp_path / ".config" / "nix"
    settings.mkdir(parents=True)
    (settings / "nix.conf").write_text("experimental-features = nix-command flakes\n")
    # dumb: IPython then asks the terminal for nothing, which would have to answer.
    variables = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb", "PS1": "$ "}
    terminal = Terminal(SHELL, root, variables)
    yield terminal
    terminal.close()


def test_what_is_typed_in_ipython_is_answered(terminal: Terminal) -> None:
    greeting = terminal.see(r"(?s)cpp: .*tour\.ipynb[^\n]*\n")
    assert len(greeting[greeting.index("cpp: ") :].splitlines()) <= 5
    terminal.type("ipython\n")
    terminal.see(r"In \[1\]: ")
    terminal.type('import cppyy; cppyy.cppdef("int twice(int n) { return 2 * n; }")\n')
    terminal.see(r"Out\[1\]: True")
    terminal.type("cppyy.gbl.twice(21)\n")
    terminal.see(r"Out\[2\]: 42\b")
    # A cell of C++, a class derived from one of an earlier cell, and what it prints.
    terminal.type("%%cpp\nstruct Base { int number = 6; };\n\n")
    terminal.see(r"In \[4\]: ")
    terminal.type("%%cpp\nstruct Derived : Base { int seven() { return number + 1; } };\n\n")
    terminal.see(r"In \[5\]: ")
    terminal.type("%cpp std::cout << Derived().seven() * 11 << std::endl;\n")
    terminal.see(r"\n77\r?\n")
    # Wrong C++ is an exception with the compiler's words, and the session goes on.
    terminal.type("%cpp int wrong = absent;\n")
    terminal.see(r"undeclared identifier 'absent'")
    terminal.type("cppyy.gbl.Derived().seven()\n")
    terminal.see(r"Out\[\d+\]: 7\b")


def test_the_kernel_is_the_environments(root: Path, tmp_path: Path) -> None:
    script = (
        f'export HOME={tmp_path}; echo "${{PYTHONPATH-unset}} ${{LD_LIBRARY_PATH-unset}}";'
        "jupyter kernelspec list --json; jupyter lab --version"
    )
    printed = dev_shell.in_shell(SHELL, script, root)
    assert printed.startswith("unset unset\n")
    assert re.search(r'"resource_dir": "/nix/store/[^"]*/share/jupyter/kernels/python3"', printed)
    assert list(tmp_path.rglob("kernel.json")) == []
