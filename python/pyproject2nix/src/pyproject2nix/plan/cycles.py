"""Nix cannot build a dependency cycle: what depends on one member of it gets all of them."""

from collections.abc import Iterable, Mapping

__all__ = ["cycles", "unwound"]

Edges = Mapping[str, tuple[str, ...]]


def cycles(edges: Edges) -> dict[str, frozenset[str]]:
    """Return for each package in a cycle the names of all packages of that cycle.

    Tarjan's algorithm for strongly connected components, without recursion.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: dict[str, frozenset[str]] = {}
    for start in edges:
        if start in index:
            continue
        work = [(start, iter(edges[start]))]
        while work:
            name, rest = work[-1]
            if name not in index:
                index[name] = low[name] = len(index)
                path.append(name)
                on_path.add(name)
            following = next((d for d in rest if d not in index or d in on_path), None)
            if following is not None and following not in index:
                work.append((following, iter(edges[following])))
                continue
            if following is not None:
                low[name] = min(low[name], index[following])
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[name])
            if low[name] == index[name]:
                first = len(path) - 1
                while path[first] != name:
                    first -= 1
                cycle = frozenset(path[first:])
                del path[first:]
                on_path -= cycle
                if len(cycle) > 1:
                    found |= dict.fromkeys(cycle, cycle)
    return found


def unwound(
    names: Iterable[str], found: Mapping[str, frozenset[str]], owner: str = ""
) -> tuple[str, ...]:
    """Return dependencies, with all members of their cycles, and without those of the owner's."""
    own = found.get(owner, frozenset())
    whole: set[str] = set()
    for name in names:
        whole |= found.get(name, frozenset([name]))
    return tuple(sorted(whole - own))
