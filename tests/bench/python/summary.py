"""What was measured, kept in a file; medians, ratios, their geometric mean, tables."""

import json
import statistics
from collections.abc import Iterable
from pathlib import Path

__all__ = ["NOISE", "Results", "geometric_mean", "render"]

#: A difference below this is none.
NOISE = 0.05
START = "start-up"


def geometric_mean(ratios: Iterable[float]) -> float:
    """Of positive numbers; an empty list has none and is a ValueError."""
    return statistics.geometric_mean(ratios)


class Results:
    """version -> benchmark -> interpreter -> lists of seconds, one list a process."""

    def __init__(
        self, path: Path, data: dict[str, dict[str, dict[str, list[list[float]]]]]
    ) -> None:
        self.path = path
        self.data = data
        self.failed: dict[tuple[str, str], str] = {}

    @classmethod
    def read(cls, path: Path) -> "Results":
        """From a file, or none measured yet where there is no file."""
        if not path.exists():
            return cls(path, {})
        try:
            return cls(path, json.loads(path.read_text()))
        except json.JSONDecodeError as error:
            raise ValueError(f"{path}: {error}; move it away to measure afresh") from None

    def write(self) -> None:
        """To its file."""
        self.path.write_text(json.dumps(self.data))

    def add(self, version: str, benchmark: str, name: str, values: list[float]) -> None:
        """Another process's values."""
        self.data.setdefault(version, {}).setdefault(benchmark, {}).setdefault(name, []).append(
            values
        )

    def fail(self, version: str, benchmark: str, name: str, why: str) -> None:
        """This benchmark does not run there."""
        self.failed[version, benchmark] = f"{name}: {why}"

    def count(self, version: str, benchmark: str, name: str) -> int:
        """How many processes were measured."""
        return len(self.data.get(version, {}).get(benchmark, {}).get(name, []))

    def medians(self, version: str, benchmark: str) -> dict[str, float]:
        """Interpreter -> median of all its values, in seconds."""
        return {
            name: statistics.median(value for process in processes for value in process)
            for name, processes in self.data.get(version, {}).get(benchmark, {}).items()
        }

    def line(self, version: str, benchmark: str) -> str:
        """One line about one benchmark."""
        if why := self.failed.get((version, benchmark)):
            return f"{benchmark}: not measured: {why}"
        medians = self.medians(version, benchmark)
        return f"{benchmark}: " + ", ".join(f"{k} {v * 1e3:.3g} ms" for k, v in medians.items())


def compared(results: Results, version: str, base: str, other: str) -> dict[str, float]:
    """Benchmark -> how many times faster `base` is than `other`."""
    ratios = {}
    for benchmark in results.data.get(version, {}):
        medians = results.medians(version, benchmark)
        if benchmark != START and base in medians and other in medians:
            ratios[benchmark] = medians[other] / medians[base]
    return ratios


def render(results: Results, base: str = "optimized") -> str:
    """Markdown: a summary, start-up, every benchmark."""
    lines: list[str] = []
    for version, benchmarks in results.data.items():
        names = list(
            dict.fromkeys(n for b, found in benchmarks.items() if b != START for n in found)
        )
        others = [name for name in names if name != base]
        lines += [
            f"## Python {version}",
            "",
            f"| {base} against | geometric mean | faster | noise | slower | benchmarks |",
        ]
        lines.append("| --- | --- | --- | --- | --- | --- |")
        ratios = {other: compared(results, version, base, other) for other in others}
        for other, found in ratios.items():
            if found:
                faster = sum(ratio > 1 + NOISE for ratio in found.values())
                slower = sum(ratio < 1 / (1 + NOISE) for ratio in found.values())
                lines.append(
                    f"| {other} | {geometric_mean(found.values()):.3f} x | {faster} |"
                    f" {len(found) - faster - slower} | {slower} | {len(found)} |"
                )
        lines += ["", "| start-up | ms |", "| --- | --- |"]
        lines += [
            f"| {name} | {value * 1e3:.2f} |"
            for name, value in results.medians(version, START).items()
        ]
        lines += [
            "",
            "| benchmark | "
            + " | ".join(f"{base} (ms)" if n == base else f"x {n}" for n in [base, *others])
            + " |",
        ]
        lines.append("| --- |" + " --- |" * (len(others) + 1))
        for benchmark in benchmarks:
            medians = results.medians(version, benchmark)
            if benchmark != START and base in medians:
                cells = [
                    f"{medians[base] * 1e3:.3g}",
                    *(
                        f"{ratios[o][benchmark]:.2f}" if benchmark in ratios[o] else "-"
                        for o in others
                    ),
                ]
                lines.append(f"| {benchmark} | " + " | ".join(cells) + " |")
        lines.append("")
        lines += [
            f"Not measured: {name}: {why}"
            for (v, name), why in results.failed.items()
            if v == version
        ]
    return "\n".join(lines)
