"""Ratios, their geometric mean, Markdown tables."""

import statistics
from collections.abc import Iterable, Sequence

from results import START, Results

__all__ = ["NOISE", "geometric_mean", "line", "ratios", "render"]

#: A difference below this is none.
NOISE = 0.05


def geometric_mean(values: Iterable[float]) -> float:
    """Of positive numbers; an empty list has none and is a ValueError."""
    return statistics.geometric_mean(values)


def ratios(results: Results, version: str, base: str, other: str) -> dict[str, float]:
    """Benchmark -> how many times faster `base` is than `other`, of those that both have."""
    found = {}
    for benchmark in results.seconds.get(version, {}):
        medians = results.medians(version, benchmark)
        if not benchmark.startswith(START) and base in medians and other in medians:
            found[benchmark] = medians[other] / medians[base]
    return found


def line(results: Results, version: str, benchmark: str) -> str:
    """One line about one benchmark: its medians, or why there are none."""
    told = []
    for part in results.parts(version, benchmark):
        medians = results.medians(version, part)
        told.append(f"{part}: " + ", ".join(f"{k} {v * 1e3:.3g} ms" for k, v in medians.items()))
    for name, why in results.failed.get(version, {}).get(benchmark, {}).items():
        told.append(f"{benchmark}: not measured: {name}: {why}")
    return "; ".join(told)


def render(results: Results, base: str = "optimized") -> str:
    """Markdown, for each version: a summary, start-up, every benchmark, what failed."""
    lines: list[str] = []
    for version, interpreters in results.interpreters.items():
        others = [name for name in interpreters if name != base]
        lines += [f"## Python {version}", ""]
        lines += [*_summary(results, version, base, others), ""]
        rows = sorted(results.seconds.get(version, {}))
        for title, start in (("start-up", True), ("benchmark", False)):
            chosen = [row for row in rows if row.startswith(START) == start]
            lines += [*_medians(results, version, title, chosen, base, others), ""]
        for benchmark, failures in sorted(results.failed.get(version, {}).items()):
            lines += [f"- not measured: {benchmark}, {k}: {why}" for k, why in failures.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _table(*rows: Sequence[str]) -> list[str]:
    rule = ["---"] * len(rows[0])
    return ["| " + " | ".join(row) + " |" for row in (rows[0], rule, *rows[1:])]


def _summary(results: Results, version: str, base: str, others: Sequence[str]) -> list[str]:
    noise = f"within {NOISE:.0%} (noise)"
    rows = [[f"{base} against", "geometric mean", "faster", noise, "slower", "benchmarks"]]
    for other in others:
        if found := list(ratios(results, version, base, other).values()):
            faster = sum(ratio > 1 + NOISE for ratio in found)
            slower = sum(ratio < 1 / (1 + NOISE) for ratio in found)
            counts = (faster, len(found) - faster - slower, slower, len(found))
            rows.append([other, f"{geometric_mean(found):.3f} x", *map(str, counts)])
    return _table(*rows)


def _medians(
    results: Results,
    version: str,
    title: str,
    benchmarks: Sequence[str],
    base: str,
    others: Sequence[str],
) -> list[str]:
    """Medians of `base`, and how many times faster it is than the others."""
    rows = [[title, f"{base}, ms", *(f"x {other}" for other in others)]]
    for benchmark in benchmarks:
        medians = results.medians(version, benchmark)
        own = medians.get(base)
        cells = [f"{own * 1e3:.3g}" if own else "-"]
        cells += [f"{medians[o] / own:.2f}" if own and o in medians else "-" for o in others]
        rows.append([benchmark.removeprefix(START), *cells])
    return _table(*rows)
