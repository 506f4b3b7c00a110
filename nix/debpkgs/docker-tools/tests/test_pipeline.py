"""The operations of layeringPipeline."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import GraphMaker, names, store_name
from imagetools import ImageError
from imagetools.graph import Graph
from imagetools.pipeline import run_pipeline


def at(name: str) -> str:
    """The store path of a test node."""
    return f"/nix/store/{store_name(name)}"


@pytest.fixture
def graph(make_graph: GraphMaker) -> Graph:
    """a needs b and g; b needs c and e; c needs d and e; those two need f."""
    return make_graph(
        a=(1, ["b", "g"]), b=(2, ["c", "e"]), c=(3, ["d", "e"]), d=(4, ["f"]), e=(5, ["f"]),
        f=(6, []), g=(7, []),
    )  # fmt: skip


def run(graph: Graph, *calls: Any) -> list[list[str]]:
    """Run a pipeline and return names."""
    return names(run_pipeline(calls, graph))


def test_popularity_counts_chains_of_references(graph: Graph) -> None:
    assert run(graph, ["popularity_contest"]) == [[name] for name in "fedcbga"]


def test_limit_layers_merges_what_follows(graph: Graph) -> None:
    assert run(graph, ["popularity_contest"], ["limit_layers", 3]) == [
        ["f"],
        ["e"],
        ["a", "b", "c", "d", "g"],
    ]
    assert len(run(graph, ["popularity_contest"], ["limit_layers", 1])) == 1
    assert len(run(graph, ["popularity_contest"], ["limit_layers", 99])) == 7


def test_split_paths_gives_main_common_rest(graph: Graph) -> None:
    assert run(graph, ["split_paths", [at("d")]]) == [["d"], ["f"], ["a", "b", "c", "e", "g"]]
    assert run(graph, ["split_paths", [at("c")]]) == [["c", "d"], ["e", "f"], ["a", "b", "g"]]
    assert run(graph, ["split_paths", [at("a")]]) == [list("abcdefg")]
    assert run(graph, ["split_paths", ["/nix/store/other"]]) == [list("abcdefg")]


def test_split_paths_takes_children_of(graph: Graph) -> None:
    split = run(graph, ["split_paths", [{"children_of": at("a")}]])
    assert split == [["b", "c", "d", "e", "f", "g"], ["a"]]
    assert split == run(graph, ["split_paths", [{"children_of": [at("a")]}]])


def test_split_paths_of_several_tops_keeps_each_apart(make_graph: GraphMaker) -> None:
    two = make_graph(a=(1, ["c"]), b=(1, ["c"]), c=(1, []))
    assert run(two, ["split_paths", [at("a")]]) == [["a"], ["c"], ["b"]]


def test_subcomponents_follow_references_down_or_up(graph: Graph) -> None:
    assert run(graph, ["subcomponent_out", [at("c")]]) == [["c", "d", "e", "f"], ["a", "b", "g"]]
    assert run(graph, ["subcomponent_in", [at("c")]]) == [["a", "b", "c"], ["d", "e", "f", "g"]]
    assert run(graph, ["subcomponent_in", ["/nix/store/other"]]) == [list("abcdefg")]


def test_over_pipe_flatten_and_reverse_work_on_parts(graph: Graph) -> None:
    inner = [["subcomponent_in", [at("c")]], ["over", "rest", ["reverse"]]]
    with pytest.raises(ImageError, match="reverse works on a list"):
        run(graph, ["pipe", inner])
    inner[1] = ["over", "rest", ["popularity_contest"]]
    calls = (["split_paths", [at("c")]], ["over", "main", ["pipe", inner]])
    assert run(graph, *calls) == [["c"], ["d"], ["e", "f"], ["a", "b", "g"]]
    flat = run(graph, *calls, ["flatten"], ["reverse"])
    assert flat == [["a", "b", "g"], ["e", "f"], ["d"], ["c"]]


def test_map_split_every_and_remove_paths(graph: Graph) -> None:
    assert run(graph, ["split_every", 3]) == [["a", "b", "c"], ["d", "e", "f"], ["g"]]
    assert run(graph, ["split_every", 3], ["map", ["remove_paths", at("a")]])[0] == ["b", "c"]
    assert run(graph, ["remove_paths", [at("a"), at("g"), "/nix/store/other"]]) == [list("bcdef")]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (["popularity"], "unknown operation 'popularity'"),
        ("flatten", "unknown operation|takes"),
        ([], "unknown operation"),
        (["flatten", 1], "flatten takes 0 arguments"),
        (["over", "main"], "over takes 2 arguments"),
        (["over", "main", ["flatten"]], 'over "main": there is no such part, only graph'),
        (["reverse"], 'reverse works on a list; put "flatten" before it'),
        (["limit_layers", 0], "works on a list"),
        (["split_every", 0], "needs a number above 0, not 0"),
        (["split_paths", [7]], "7 is neither a path nor"),
        (["split_paths", [{"parents_of": "x"}]], "parents_of"),
        (["pipe", [["popularity_contest"], ["popularity_contest"]]], "works on one graph"),
    ],
)
def test_mistakes_are_named(graph: Graph, call: Any, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        run(graph, call)
