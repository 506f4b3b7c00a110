"""Count the interpreters that a command started, and what each may import from.

    strace -f -qq -s 300 -e trace=execve,chdir -o FILE COMMAND
    python3 -I -B tests/interpreter_starts.py FILE [EXAMPLES]

strace sees the builders of a Nix without a daemon, too. Scripts whose first line names an
interpreter are read here, so run this before they are deleted.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["policy", "starts"]

_EXEC = re.compile(r'execve\("([^"]+)", \[(.*?)\](?:\.\.\.)?, 0x.*\) += 0$')
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PYTHON = re.compile(r"(^|/)(pypy|python)[0-9.]*d?$")
#: Options that take the next word.
_WITH_VALUE = {"-W", "-X", "--check-hash-based-pycs"}


def starts(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the command line of each interpreter, options of a script's first line included."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, call = line.rstrip("\n").partition(" ")
        # Another process came between.
        if call.endswith(" <unfinished ...>"):
            begun[process] = call.removesuffix(" <unfinished ...>")
            continue
        if resumed := re.search(r"<\.\.\. execve resumed>(.*)", call):
            call = begun.pop(process, "") + resumed[1]
        found = _EXEC.search(call)
        if not found:
            continue
        program, words = found[1], _WORD.findall(found[2])
        if _PYTHON.search(program):
            yield [program, *words[1:]]
            continue
        interpreter = _first_line(program)
        if interpreter and _PYTHON.search(interpreter[0]):
            yield [*interpreter, program, *words[1:]]


def _first_line(program: str) -> list[str]:
    try:
        with Path(program).open("rb") as file:
            line = file.readline(400)
    except OSError:
        return []
    words = line[2:].decode("utf-8", "replace").split() if line.startswith(b"#!") else []
    return words[1:] if words and words[0].endswith("/env") else words


def policy(command: list[str]) -> str:
    """Say what comes first on `sys.path`."""
    words = iter(command[1:])
    flags = ""
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif word in ("-c", "-m") or (word.startswith("-") and word.endswith(("c", "m"))):
            flags += word[1:-1]
            what = f"{word[-2:] if len(word) == 2 else '-' + word[-1]}"
            return _isolated(flags) or f"{what}: the current folder"
        elif word.startswith("-") and word != "-":
            flags += word[1:]
        else:
            kind = "standard input: the current folder" if word == "-" else "a file: its own folder"
            return _isolated(flags) or kind
    return _isolated(flags) or "standard input: the current folder"


def _isolated(flags: str) -> str:
    if "I" in flags:
        return "-I: no folder, no variable"
    return "-P: no folder" if "P" in flags else ""


def main(file: Path, examples: int) -> None:
    """Print a table, and examples of each row that is not isolated."""
    rows: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8", errors="replace") as lines:
        for command in starts(lines):
            rows[policy(command)].append(" ".join(command))
    for name, commands in sorted(rows.items(), key=lambda row: -len(row[1])):
        print(f"{len(commands):6}  {name}")
        distinct = sorted({re.sub(r"/nix/store/[0-9a-z]{32}-", "", text) for text in commands})
        for text in distinct[:examples]:
            print(f"            {text[:200]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
