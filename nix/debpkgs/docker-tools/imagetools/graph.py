"""The reference graph of a closure, as exportReferencesGraph describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from imagetools import ImageError


@dataclass(frozen=True)
class Node:
    """One store path; `references` holds neither the path itself nor paths outside its graph."""

    path: str
    size: int
    references: frozenset[str]

    @property
    def sort_key(self) -> tuple[str, str]:
        """Name before hash, so that a rebuilt path keeps its place among the others."""
        base = self.path.rsplit("/", 1)[-1]
        return (base.partition("-")[2], self.path)


class Graph:
    """An immutable set of nodes; every operation returns a new graph."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        given = {node.path: node for node in nodes}
        self.nodes: Mapping[str, Node] = {
            path: Node(path, node.size, node.references & given.keys() - {path})
            for path, node in sorted(given.items())
        }
        referrers: dict[str, set[str]] = {path: set() for path in self.nodes}
        for node in self.nodes.values():
            for reference in node.references:
                referrers[reference].add(node.path)
        self.referrers: Mapping[str, frozenset[str]] = {
            path: frozenset(found) for path, found in referrers.items()
        }

    @classmethod
    def from_json(cls, entries: Iterable[Mapping[str, Any]]) -> Graph:
        """Read the list that Nix writes for exportReferencesGraph with structured attributes."""
        try:
            return cls(
                Node(entry["path"], int(entry["narSize"]), frozenset(entry["references"]))
                for entry in entries
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ImageError(
                f"reference graph: entry without usable {error}; "
                "give the list that exportReferencesGraph writes"
            ) from error

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and self.nodes == other.nodes

    def __hash__(self) -> int:
        return hash(tuple(self.nodes))

    @property
    def paths(self) -> frozenset[str]:
        """The store paths in the graph."""
        return frozenset(self.nodes)

    @property
    def size(self) -> int:
        """Bytes of all paths, as archives."""
        return sum(node.size for node in self)

    def induced(self, paths: Iterable[str]) -> Graph:
        """The graph of those of `paths` that are in this one."""
        return Graph(self.nodes[path] for path in sorted(self.paths.intersection(paths)))

    def without(self, paths: Iterable[str]) -> Graph:
        """The graph less `paths`."""
        return self.induced(self.paths.difference(paths))

    def dependencies(self, paths: Iterable[str]) -> frozenset[str]:
        """`paths` and everything they reach."""
        return self._reach(paths, {path: node.references for path, node in self.nodes.items()})

    def dependents(self, paths: Iterable[str]) -> frozenset[str]:
        """`paths` and everything that reaches them."""
        return self._reach(paths, self.referrers)

    def _reach(self, paths: Iterable[str], step: Mapping[str, frozenset[str]]) -> frozenset[str]:
        found: set[str] = set()
        waiting = [path for path in paths if path in self.nodes]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting.extend(step[path])
        return frozenset(found)

    def heights(self) -> dict[str, int]:
        """For each path the longest chain of references below it: 0 for one without any."""
        heights: dict[str, int] = {}
        for path in self.bottom_up():
            below = [heights[reference] for reference in self.nodes[path].references]
            heights[path] = max(below, default=-1) + 1
        return heights

    def bottom_up(self) -> list[str]:
        """Paths with every reference before its referrer.

        The store has no cycles between paths; a graph that has one is refused.
        """
        left = {path: len(node.references) for path, node in self.nodes.items()}
        ready = [path for path, count in left.items() if count == 0]
        order: list[str] = []
        while ready:
            path = ready.pop()
            order.append(path)
            for referrer in self.referrers[path]:
                left[referrer] -= 1
                if left[referrer] == 0:
                    ready.append(referrer)
        if len(order) != len(self):
            stuck = min(self.paths.difference(order))
            raise ImageError(f"reference graph: {stuck} takes part in a cycle of references")
        return order
