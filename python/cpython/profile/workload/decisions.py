"""Decision processes by value iteration, in floats and exact fractions, and the cycles of a graph by recursion."""

from fractions import Fraction
from pathlib import Path
from typing import Any


def strong(edges: dict[int, list[int]]) -> list[list[int]]:
    """Tarjan's strongly connected components, by recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    out: list[list[int]] = []

    def visit(node: int) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            out.append(stack[at:])
            del stack[at:]

    for node in edges:
        if node not in index:
            visit(node)
    return out


def decide(states: int, rounds: int, one: Any) -> Any:
    """Value iteration over a decision process, in floats or exact."""
    moves = {s: {a: [((s * a + 1) % states, one / 2), ((s + a) % states, one / 4), (s, one / 4)] for a in (1, 2, 3)} for s in range(states)}
    gain = {s: one * (s % 5) for s in moves}
    value = dict.fromkeys(moves, one * 0)
    for _ in range(rounds):
        value = {
            s: gain[s] + max(sum(p * value[to] for to, p in outcomes) for outcomes in actions.values()) * one / 2
            for s, actions in moves.items()
        }
    return sum(value.values())


def run(folder: Path) -> str:
    cycles = strong({i: [(i * 7 + 1) % 500, (i * i) % 500] for i in range(500)})
    exact = decide(14, 5, Fraction(1))
    return f"{len(cycles)} {max(map(len, cycles))} {exact.numerator % 10007} {decide(90, 30, 1.0):.9f}"
