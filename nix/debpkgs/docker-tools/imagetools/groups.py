"""The layers an image gets when nobody says otherwise.

From the bottom, as far as the closure has them:

1. *base*: paths that more than half of the others need, with all that those need (the C library);
2. *libraries*: small paths that a heavy one needs;
3. one layer for each *heavy* path, those with the shorter chain of references first (an
   interpreter comes before the packages that use it);
4. *dependencies*: the other small paths;
5. *application*: paths that nothing refers to, and paths that only those refer to and that
   themselves need more than the base (a package inside an environment of symbolic links, but not
   a library that a program is linked to).

An edit of the application gives new hashes to paths of the last group only. Layers are chosen by
graph, size and name, never by hash, so all the others keep their bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from imagetools import ImageError
from imagetools.graph import Graph

HEAVY = 8 * 1024 * 1024
"""Bytes from which on a path has a layer of its own."""


def base_paths(graph: Graph) -> frozenset[str]:
    """Paths that more than half of the others need, closed under references."""
    others = len(graph) - 1
    wanted = [path for path in graph.paths if 2 * (len(graph.dependents([path])) - 1) > others]
    return graph.dependencies(wanted)


def application_paths(graph: Graph, base: frozenset[str]) -> frozenset[str]:
    """Paths whose hash changes when the application is edited."""
    tops = frozenset(path for path in graph.paths if not graph.referrers[path]) - base
    inner = frozenset(
        path
        for path in graph.paths - tops - base
        if graph.referrers[path] <= tops and not graph.nodes[path].references <= base
    )
    return tops | inner


def default_groups(graph: Graph, max_layers: int, heavy: int = HEAVY) -> list[Graph]:
    """Divide the closure as the module describes, into at most `max_layers` groups."""
    base = base_paths(graph)
    application = application_paths(graph, base)
    middle = graph.without(base | application)
    heights = graph.heights()
    heavy_paths = sorted(
        (node.path for node in middle if node.size >= heavy),
        key=lambda path: (heights[path], graph.nodes[path].sort_key),
    )
    libraries = graph.dependencies(heavy_paths) & middle.paths - set(heavy_paths)
    rest = middle.paths - libraries - set(heavy_paths)
    candidates = [base, libraries, *([path] for path in heavy_paths), rest, application]
    groups = [group for group in map(graph.induced, candidates) if len(group)]
    return limit_groups(groups, max_layers)


def limit_groups(groups: Sequence[Graph], max_layers: int) -> list[Graph]:
    """Merge neighbours, the smallest pair first, the application's group last of all."""
    if max_layers < 1:
        raise ImageError(f"maxLayers = {max_layers}: an image has at least one layer")
    limited = list(groups)
    while len(limited) > max_layers:
        pairs = range(max(1, len(limited) - 2))
        at = min(pairs, key=lambda index: limited[index].size + limited[index + 1].size)
        limited[at : at + 2] = [Graph([*limited[at], *limited[at + 1]])]
    return limited
