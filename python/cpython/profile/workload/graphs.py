"""Graphs as dictionaries of dictionaries, the way libraries keep them: components, cores, paths, ranks."""

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any


class Neighbours(Mapping[Hashable, Any]):
    """A view that cannot be written to."""

    __slots__ = ("_data",)

    def __init__(self, data: dict[Hashable, Any]) -> None:
        self._data = data

    def __getitem__(self, key: Hashable) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


class Graph:
    def __init__(self) -> None:
        self._nodes: dict[Hashable, dict[str, Any]] = {}
        self._edges: dict[Hashable, dict[Hashable, dict[str, Any]]] = {}

    def add_edge(self, u: Hashable, v: Hashable, **data: Any) -> None:
        for node in (u, v):
            if node not in self._nodes:
                self._nodes[node] = {}
                self._edges[node] = {}
        both = self._edges[u].get(v, {})
        both.update(data)
        self._edges[u][v] = self._edges[v][u] = both

    @property
    def adjacent(self) -> Neighbours:
        return Neighbours(self._edges)

    def neighbours(self, node: Hashable) -> Iterator[Hashable]:
        try:
            return iter(self._edges[node])
        except KeyError as error:
            raise ValueError(f"no node {node!r}") from error

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._nodes)

    def __contains__(self, node: object) -> bool:
        try:
            return node in self._nodes
        except TypeError:
            return False

    def __len__(self) -> int:
        return len(self._nodes)

    def __getitem__(self, node: Hashable) -> Neighbours:
        return Neighbours(self._edges[node])


def components(graph: Graph) -> Iterator[set[Hashable]]:
    seen: set[Hashable] = set()
    for start in graph:
        if start not in seen:
            found, queue = {start}, deque([start])
            while queue:
                for other in graph.neighbours(queue.popleft()):
                    if other not in found:
                        found.add(other)
                        queue.append(other)
            seen |= found
            yield found


def cores(graph: Graph) -> dict[Hashable, int]:
    degrees = {node: len(graph[node]) for node in graph}
    near = {node: set(graph.neighbours(node)) for node in graph}
    result: dict[Hashable, int] = {}
    level = 0
    while degrees:
        node = min(degrees, key=degrees.__getitem__)
        level = max(level, degrees.pop(node))
        result[node] = level
        for other in near[node]:
            if other in degrees:
                degrees[other] -= 1
    return result


def distances(graph: Graph, source: Hashable) -> dict[Hashable, float]:
    ties, done = count(), {}
    best = {source: 0.0}
    fringe: list[tuple[float, int, Hashable]] = [(0.0, next(ties), source)]
    adjacent = graph.adjacent
    while fringe:
        far, _, node = heappop(fringe)
        if node in done:
            continue
        done[node] = far
        for other, data in adjacent[node].items():
            further = far + data.get("weight", 1)
            if other not in best or further < best[other]:
                best[other] = further
                heappush(fringe, (further, next(ties), other))
    return done


def ranks(graph: Graph, rounds: int) -> dict[Hashable, float]:
    rank = dict.fromkeys(graph, 1.0 / len(graph))
    for _ in range(rounds):
        last, rank = rank, dict.fromkeys(rank, 0.15 / len(graph))
        for node in last:
            share = 0.85 * last[node] / len(graph[node])
            for other in graph.neighbours(node):
                rank[other] += share
    return rank


def run(folder: Path) -> str:
    graph, seed = Graph(), 7
    for i in range(900):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        u, v = seed % 400, (seed >> 9) % 400
        graph.add_edge(("n", u), ("n", v), weight=1 + seed % 11)
        graph.add_edge(f"s{u}", f"s{(v + i) % 400}", weight=0.5)
    sizes = sorted(map(len, components(graph)))
    far = [sum(distances(graph, node).values()) for node in (("n", 3), "s5", ("n", 9))]
    rank = max(ranks(graph, 12).values())
    core = cores(graph)
    return f"{sizes} {far} {rank:.9f} {max(core.values())} {('x', []) in graph}"
