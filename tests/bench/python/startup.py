"""How long an interpreter takes to start and end."""

import subprocess
import time
from collections.abc import Iterator, Sequence

from interpreters import Interpreter

__all__ = ["WAYS", "startup"]

WAYS = {
    "-c pass": ["-c", "pass"],
    "-I -c pass": ["-I", "-c", "pass"],
    "-I -S -c pass": ["-I", "-S", "-c", "pass"],
}

#: Starts before those that count: they bring the files into memory.
_UNCOUNTED = 3


def startup(compared: Sequence[Interpreter], starts: int) -> Iterator[tuple[str, str, list[float]]]:
    """(way, interpreter, seconds of each start), the interpreters in turn."""
    for way, arguments in WAYS.items():
        found: dict[str, list[float]] = {interpreter.name: [] for interpreter in compared}
        for _ in range(_UNCOUNTED + starts):
            for interpreter in compared:
                begun = time.perf_counter()
                subprocess.run([interpreter.path, *arguments], env={"PATH": "/bin"}, check=True)
                found[interpreter.name].append(time.perf_counter() - begun)
        for name, seconds in found.items():
            yield way, name, seconds[_UNCOUNTED:]
