"""The operations of nixpkgs' `layeringPipeline`, with nixpkgs' names and meanings.

A pipeline is a list of calls, each a list of an operation's name and its arguments. A value passes
through the calls in turn; it starts as the whole graph and may become a list or a dictionary of
graphs, nested as deep as the author likes. What is left at the end, flattened in order, are the
layers from the bottom up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from imagetools import ImageError
from imagetools.graph import Graph

Value: TypeAlias = "Graph | list[Any] | dict[str, Any]"
Call: TypeAlias = Sequence[Any]


def run_pipeline(calls: Sequence[Call], graph: Graph) -> list[Graph]:
    """Run a pipeline and return its non-empty layers, bottom first."""
    layers = [layer for layer in _leaves(pipe(calls, graph)) if len(layer)]
    seen: set[str] = set()
    for layer in layers:
        twice = seen & layer.paths
        if twice:
            raise ImageError(
                f"layeringPipeline: {min(twice)} is in two layers; let each part be used once"
            )
        seen |= layer.paths
    return layers


def pipe(calls: Sequence[Call], value: Value) -> Value:
    """Pass the value through each call in turn."""
    for call in calls:
        value = _apply(call, value)
    return value


def split_paths(specs: Sequence[Any], value: Value) -> Value:
    """Divide at paths: `main` (needed by them alone), `common` (by others too), `rest`.

    A spec is a path or `{"children_of": path or paths}`. Unknown paths count for nothing, and empty
    parts are left out.
    """
    graph = _graph("split_paths", value)
    at: set[str] = set()
    for spec in specs:
        at |= _split_points(spec, graph)
    if not at:
        return {"rest": graph}
    tops = {path for path in graph.paths if not graph.referrers[path]}
    if len(tops) == 1 and tops <= at:
        return {"main": graph}
    split_off = graph.dependencies(at)
    reached = graph.without(at).dependencies(tops - at)
    parts = {
        "main": split_off - reached,
        "common": split_off & reached,
        "rest": reached - split_off,
    }
    return {name: graph.induced(paths) for name, paths in parts.items() if paths}


def subcomponent_out(paths: Sequence[str], value: Value) -> Value:
    """Divide into `main`, the paths with all they need, and `rest`."""
    graph = _graph("subcomponent_out", value)
    found = graph.dependencies(_list(paths))
    return {"main": graph.induced(found), "rest": graph.without(found)}


def subcomponent_in(paths: Sequence[str], value: Value) -> Value:
    """Divide into `main`, the paths with all that need them, and `rest`."""
    graph = _graph("subcomponent_in", value)
    found = graph.dependents(_list(paths))
    return {"main": graph.induced(found), "rest": graph.without(found)}


def over(key: str, call: Call, value: Value) -> Value:
    """Apply a call to one entry of a dictionary."""
    if not isinstance(value, dict) or key not in value:
        have = sorted(value) if isinstance(value, dict) else type(value).__name__.lower()
        raise ImageError(f'layeringPipeline: over "{key}": there is no such part, only {have}')
    return {**value, key: _apply(call, value[key])}


def map_call(call: Call, value: Value) -> Value:
    """Apply a call to each element of a list."""
    return [_apply(call, item) for item in _items("map", value)]


def flatten(value: Value) -> Value:
    """Turn nested lists and dictionaries into one list of graphs."""
    return list(_leaves(value))


def reverse(value: Value) -> Value:
    """Turn the order of a list round."""
    return list(reversed(_items("reverse", value)))


def split_every(count: int, value: Value) -> Value:
    """Cut a graph into pieces of `count` paths, small paths first."""
    graph = _graph("split_every", value)
    nodes = sorted(graph, key=lambda node: (node.size, node.sort_key))
    step = _positive("split_every", count)
    return [Graph(nodes[at : at + step]) for at in range(0, len(nodes), step)]


def limit_layers(count: int, value: Value) -> Value:
    """Keep a list's first `count - 1` graphs and merge all that follow."""
    graphs = list(_leaves(_items("limit_layers", value)))
    kept = _positive("limit_layers", count) - 1
    merged = Graph(node for graph in graphs[kept:] for node in graph)
    return graphs[:kept] + ([merged] if len(merged) else [])


def remove_paths(paths: Sequence[str] | str, value: Value) -> Value:
    """Leave paths out of the image."""
    return _graph("remove_paths", value).without(_list(paths))


def popularity_contest(value: Value) -> Value:
    """One graph a path, those that most chains of references lead to first.

    A path scores one for each referrer, and for each referrer's own score what that scored plus
    one, so that depth counts as well as number. Equal scores are ordered by name.
    """
    graph = _graph("popularity_contest", value)
    below: dict[str, Counter[str]] = {}
    for path in graph.bottom_up():
        below[path] = _score(sorted(graph.nodes[path].references), below)
    score = _score([path for path in graph.nodes if not graph.referrers[path]], below)
    ordered = sorted(graph, key=lambda node: (-score[node.path], node.sort_key))
    return [Graph([node]) for node in ordered]


def _score(paths: Sequence[str], below: dict[str, Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter(paths)
    for path in paths:
        total.update({inner: points + 1 for inner, points in below[path].items()})
    return total


OPERATIONS: dict[str, Callable[..., Value]] = {
    "flatten": flatten,
    "limit_layers": limit_layers,
    "map": map_call,
    "over": over,
    "pipe": pipe,
    "popularity_contest": popularity_contest,
    "remove_paths": remove_paths,
    "reverse": reverse,
    "split_every": split_every,
    "split_paths": split_paths,
    "subcomponent_in": subcomponent_in,
    "subcomponent_out": subcomponent_out,
}

ARGUMENTS = {"flatten": 0, "over": 2, "popularity_contest": 0, "reverse": 0}
"""How many arguments an operation takes; one where nothing is said."""


def _apply(call: Call, value: Value) -> Value:
    name = call[0] if isinstance(call, list) and call else call
    if not isinstance(name, str) or name not in OPERATIONS:
        known = ", ".join(sorted(OPERATIONS))
        raise ImageError(f"layeringPipeline: unknown operation {name!r}; there are {known}")
    arguments = call[1:]
    wanted = ARGUMENTS.get(name, 1)
    if len(arguments) != wanted:
        raise ImageError(f"layeringPipeline: {name} takes {wanted} arguments, not {arguments!r}")
    return OPERATIONS[name](*arguments, value)


def _split_points(spec: Any, graph: Graph) -> set[str]:
    if isinstance(spec, str):
        return {spec} & graph.paths
    if isinstance(spec, dict) and set(spec) == {"children_of"}:
        parents = [path for path in _list(spec["children_of"]) if path in graph.nodes]
        return {child for parent in parents for child in graph.nodes[parent].references}
    raise ImageError(
        f"layeringPipeline: split_paths: {spec!r} is neither a path nor {{ children_of = path; }}"
    )


def _leaves(value: Value) -> Iterator[Graph]:
    if isinstance(value, Graph):
        yield value
        return
    for item in value.values() if isinstance(value, dict) else value:
        yield from _leaves(item)


def _list(value: Sequence[str] | str) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _graph(name: str, value: Value) -> Graph:
    if isinstance(value, Graph):
        return value
    raise ImageError(
        f"layeringPipeline: {name} works on one graph; "
        f'reach it in a {type(value).__name__} with "over" or "map"'
    )


def _items(name: str, value: Value) -> list[Any]:
    if isinstance(value, list):
        return value
    raise ImageError(f'layeringPipeline: {name} works on a list; put "flatten" before it')


def _positive(name: str, count: Any) -> int:
    if isinstance(count, int) and not isinstance(count, bool) and count > 0:
        return count
    raise ImageError(f"layeringPipeline: {name} needs a number above 0, not {count!r}")
