"""How long an interpreter takes to start and end."""

import subprocess
import time
from collections.abc import Iterable

from interpreters import Interpreter

#: What is called how.
WAYS = {"-c pass": ["-c", "pass"], "-I -c pass": ["-I", "-c", "pass"]}


def startup(compared: Iterable[Interpreter], starts: int) -> dict[str, list[float]]:
    """`NAME WAY` -> seconds of each start, the interpreters in turn."""
    found: dict[str, list[float]] = {}
    compared = list(compared)
    for way, arguments in WAYS.items():
        for turn in range(starts + 3):
            for interpreter in compared:
                begun = time.perf_counter()
                subprocess.run([interpreter.path, *arguments], env={"PATH": "/bin"}, check=True)
                taken = time.perf_counter() - begun
                if turn >= 3:
                    found.setdefault(f"{interpreter.name} {way}", []).append(taken)
    return found
