"""Packages that need each other: Nix cannot build a circle, so who needs one gets all of it."""

from collections.abc import Iterable, Mapping

__all__ = ["circles", "unwound"]

Edges = Mapping[str, tuple[str, ...]]


def circles(edges: Edges) -> dict[str, frozenset[str]]:
    """Return for each package that is in a circle the names of all packages of that circle.

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
                start_of_circle = len(path) - 1
                while path[start_of_circle] != name:
                    start_of_circle -= 1
                circle = frozenset(path[start_of_circle:])
                del path[start_of_circle:]
                on_path -= circle
                if len(circle) > 1:
                    found |= dict.fromkeys(circle, circle)
    return found


def unwound(
    names: Iterable[str], found: Mapping[str, frozenset[str]], owner: str = ""
) -> tuple[str, ...]:
    """Return dependencies with circles made whole, and without those of the owner's own circle."""
    own = found.get(owner, frozenset())
    whole: set[str] = set()
    for name in names:
        whole |= found.get(name, frozenset([name]))
    return tuple(sorted(whole - own))
