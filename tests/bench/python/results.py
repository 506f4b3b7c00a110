"""What was measured, in a file that a later run goes on with."""

import json
import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["START", "Results"]

#: How the names of start-ups begin, which are no benchmarks of the suite.
START = "start-up "

_PARTS = ("interpreters", "loops", "failed", "seconds")


class Results:
    """Per version of Python: the interpreters, each benchmark's loops, failures and seconds."""

    def __init__(self, path: Path, data: Mapping[str, Any] | None = None) -> None:
        self.path = path
        data = data or {}
        #: version -> interpreter -> path
        self.interpreters: dict[str, dict[str, str]] = data.get("interpreters", {})
        #: version -> benchmark -> repetitions in a value, the same for every interpreter
        self.loops: dict[str, dict[str, int]] = data.get("loops", {})
        #: version -> benchmark -> interpreter -> why it was not measured
        self.failed: dict[str, dict[str, dict[str, str]]] = data.get("failed", {})
        #: version -> benchmark -> interpreter -> processes -> values
        self.seconds: dict[str, dict[str, dict[str, list[list[float]]]]] = data.get("seconds", {})

    @classmethod
    def read(cls, path: Path) -> "Results":
        """From a file, or none measured yet where there is no file."""
        if not path.exists():
            return cls(path)
        try:
            data = json.loads(path.read_text())
        except ValueError as error:
            raise ValueError(f"{path}: {error}; move it away to measure afresh") from None
        if not isinstance(data, dict) or sorted(data) != sorted(_PARTS):
            raise ValueError(f"{path}: no results of bench-python; give another --output")
        return cls(path, data)

    def write(self) -> None:
        """To its file, which is whole at every moment."""
        new = self.path.with_name(self.path.name + ".new")
        new.write_text(json.dumps({part: getattr(self, part) for part in _PARTS}))
        os.replace(new, self.path)

    def compare(self, version: str, paths: Mapping[str, Path]) -> None:
        """These are measured; a name that was another interpreter's so far is a ValueError."""
        known = self.interpreters.setdefault(version, {})
        for name, path in paths.items():
            if known.setdefault(name, str(path)) != str(path):
                raise ValueError(
                    f"{self.path}: {name} of Python {version} was {known[name]} and is {path} now;"
                    " give another --output, or move the file away to measure afresh"
                )

    def add(self, version: str, benchmark: str, name: str, values: Sequence[float]) -> None:
        """Another process's values."""
        found = self.seconds.setdefault(version, {}).setdefault(benchmark, {})
        found.setdefault(name, []).append(list(values))

    def forget(self, version: str, benchmark: str) -> None:
        """What was measured of it."""
        self.seconds.get(version, {}).pop(benchmark, None)

    def fail(self, version: str, benchmark: str, name: str, why: str) -> None:
        """This benchmark does not run there."""
        self.failed.setdefault(version, {}).setdefault(benchmark, {})[name] = why

    def mend(self, version: str, benchmark: str, name: str) -> None:
        """It does run."""
        self.failed.get(version, {}).get(benchmark, {}).pop(name, None)

    def parts(self, version: str, benchmark: str) -> list[str]:
        """The benchmark's name, or those of the several things that its script measures."""
        return [
            name
            for name in self.seconds.get(version, {})
            if name == benchmark or name.startswith(f"{benchmark}/")
        ]

    def count(self, version: str, benchmark: str, name: str) -> int:
        """How many processes were measured."""
        seconds = self.seconds.get(version, {})
        counts = [len(seconds[part].get(name, [])) for part in self.parts(version, benchmark)]
        return min(counts, default=0)

    def medians(self, version: str, benchmark: str) -> dict[str, float]:
        """Interpreter -> median of all its values, in seconds."""
        return {
            name: statistics.median(value for process in processes for value in process)
            for name, processes in self.seconds.get(version, {}).get(benchmark, {}).items()
        }
