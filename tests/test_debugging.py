"""docs/debugging.md as a person follows it: its commands typed into the debug shell."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from terminal import Terminal, shell

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "debugging.md"
PROMPT = r"^(?:\$|\(gdb\)) "
CONFIRM = r"\(y or n\) $"
#: gdb 13 cannot write the registers of a process on these processors, which the document says.
AMX = "amx_tile" in Path("/proc/cpuinfo").read_text()
ATTACH = "$ memray attach"
REFUSED = f"{ATTACH} -o attached.bin $!\nAn unexpected error occurred.…\n"


@dataclass
class Command:
    """What is typed, and lines of the answer in their order; `…` stands for anything."""

    prompt: str
    text: str
    answer: list[str] = field(default_factory=list)


def blocks() -> Iterator[tuple[str, str]]:
    """Language and text of each fenced block of the document."""
    for match in re.finditer(
        r"^```(\w+)\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL
    ):
        yield match[1], match[2]


def commands(block: str) -> Iterator[Command]:
    """The commands of a console block."""
    command = None
    for line in block.splitlines():
        if match := re.match(rf"({PROMPT})(.*)", line):
            if command:
                yield command
            command = Command(match[1], match[2])
        else:
            assert command, f"{line!r} stands before the first command"
            command.answer.append(line)
    if command:
        yield command


def check(command: Command, printed: str) -> None:
    """Each line of the answer is in what was printed, after the one before."""
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    start = 0
    for line in command.answer:
        pattern = ".*".join(re.escape(part) for part in " ".join(line.split()).split("…"))
        found = [i for i, shown in enumerate(lines) if i >= start and re.search(pattern, shown)]
        assert found, f"{command.prompt}{command.text}\nno {line!r} in:\n{printed}"
        start = found[0] + 1


class Reader:
    """A person in the debug shell who types what the document says."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        terminal.run("PS1='$ ' PROMPT_COMMAND=")
        terminal.wait_for(PROMPT)

    def follow(self, command: Command) -> None:
        """Type a command, confirm where gdb asks, and compare."""
        self.terminal.send(f"{command.text}\n")
        printed = self.terminal.wait_for(rf"{PROMPT}|{CONFIRM}")
        if re.search(CONFIRM, printed):
            self.terminal.send("y\n")
            printed += self.terminal.wait_for(PROMPT)
        check(command, printed)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the lab."""
    folder = tmp_path_factory.mktemp("checkout")
    names = ("build", "__pycache__", "*.so", "*.bin", "*.html", "*.core")
    ignored = shutil.ignore_patterns(*names)
    shutil.copytree(ROOT / "envs/debug-lab", folder / "envs/debug-lab", ignore=ignored)
    return folder


def test_every_command_of_the_document_answers_as_it_says(lab: Path) -> None:
    with shell(lab, f"{ROOT}#debug") as terminal:
        reader = Reader(terminal)
        for number, (language, text) in enumerate(blocks()):
            if language == "diff":
                (lab / f"{number}.diff").write_text(text)
                patch = Command(
                    "$ ", f"patch -p1 <{lab}/{number}.diff", ["patching file _series.pyx"]
                )
                reader.follow(patch)
            else:
                if AMX and ATTACH in text:
                    text = text[: text.index(ATTACH)] + REFUSED
                for command in commands(text):
                    reader.follow(command)
    leak = widest_column(next(lab.rglob("memray-flamegraph-leak.html")).read_text())
    # The page as the document describes it.
    assert [line for line in leak if line[0] in ("report.py", "_series.pyx", "series.cpp")][
        -4:
    ] == [
        ("report.py", 11),
        ("_series.pyx", 47),
        ("_series.pyx", 49),
        ("series.cpp", 17),
    ]


def widest_column(page: str) -> list[tuple[str, int]]:
    """File and line of each frame that most of a flame graph's memory comes through."""
    start = page.index("const packed_data = ") + len("const packed_data = ")
    data, _ = json.JSONDecoder().raw_decode(page[start:])
    nodes, strings = data["nodes"], data["strings"]
    frames, node = [], 0
    while nodes["children"][node]:
        node = max(nodes["children"][node], key=nodes["value"].__getitem__)
        frames.append((Path(strings[nodes["filename"][node]]).name, nodes["lineno"][node]))
    return frames


def test_memray_shows_a_running_program_live(lab: Path) -> None:
    with shell(lab / "envs/debug-lab", f"{ROOT}#debug") as terminal:
        terminal.run("make")
        Reader(terminal)
        terminal.resize(50, 160)
        terminal.send("memray run --live report.py 1000 0.1\n")
        terminal.wait_for(r"write_report")
        terminal.send("q")
        terminal.wait_for(r"\$ \Z")


def test_perf_counts_or_the_kernel_says_why_not(lab: Path) -> None:
    with shell(lab, f"{ROOT}#debug") as terminal:
        printed = terminal.run("perf stat -e cpu-clock true")
    assert re.search(r"msec cpu-clock|perf_event_paranoid", printed)
