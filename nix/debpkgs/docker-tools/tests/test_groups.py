"""The layers chosen without a pipeline."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import GraphMaker, names
from imagetools import ImageError
from imagetools.graph import Graph, Node
from imagetools.groups import default_groups

APPLICATION: dict[str, Any] = {
    "glibc": (12, []),
    "gcc-lib": (2, ["glibc"]),
    "zlib": (0.1, ["glibc"]),
    "openssl": (6, ["glibc"]),
    "python": (40, ["glibc", "zlib", "openssl"]),
    "numpy": (30, ["python", "gcc-lib", "glibc"]),
    "tzdata": (0.5, []),
    "hpds": (9, ["numpy", "python", "gcc-lib", "glibc", "tzdata"]),
    "env": (0.2, ["hpds", "numpy", "python", "glibc"]),
}


def test_a_python_application_is_divided_by_what_changes_together(make_graph: GraphMaker) -> None:
    assert names(default_groups(make_graph(**APPLICATION), 100)) == [
        ["glibc"],
        ["gcc-lib", "openssl", "zlib"],
        ["python"],
        ["numpy"],
        ["tzdata"],
        ["env", "hpds"],
    ]


def test_an_edited_application_changes_the_last_group_alone(make_graph: GraphMaker) -> None:
    before = default_groups(make_graph(**APPLICATION), 100)
    edited = {"hpds": "z", "env": "0"}
    after = default_groups(make_graph(edited, **APPLICATION | {"hpds": (1, ["python"])}), 100)
    assert [group.paths for group in before[:-1]] != [group.paths for group in after[:-1]]
    same = default_groups(make_graph(edited, **APPLICATION), 100)
    assert [group.paths for group in before[:-1]] == [group.paths for group in same[:-1]]
    assert before[-1].paths.isdisjoint(same[-1].paths)


def test_a_linked_library_is_not_the_application(make_graph: GraphMaker) -> None:
    graph = make_graph(
        glibc=(12, []), **{"gcc-lib": (2, ["glibc"]), "sort-bench": (1, ["gcc-lib", "glibc"])}
    )
    assert names(default_groups(graph, 100)) == [["glibc"], ["gcc-lib"], ["sort-bench"]]


@pytest.mark.parametrize("limit", range(1, 9))
def test_a_limit_merges_groups_and_loses_no_path(make_graph: GraphMaker, limit: int) -> None:
    graph = make_graph(**APPLICATION)
    groups = default_groups(graph, limit)
    assert len(groups) == min(limit, 6)
    assert sorted(path for group in groups for path in group.paths) == sorted(graph.paths)
    if limit > 1:
        assert names(groups)[-1] == ["env", "hpds"]


def test_the_order_of_the_input_does_not_matter(make_graph: GraphMaker) -> None:
    turned = dict(reversed(APPLICATION.items()))
    assert default_groups(make_graph(**turned), 4) == default_groups(make_graph(**APPLICATION), 4)


def test_a_closure_of_one_path_is_one_layer(make_graph: GraphMaker) -> None:
    assert names(default_groups(make_graph(hello=(1, ["hello"])), 100)) == [["hello"]]


def test_an_empty_closure_has_no_layers() -> None:
    assert default_groups(Graph([]), 100) == []


def test_no_layers_at_all_is_refused() -> None:
    with pytest.raises(ImageError, match="maxLayers = 0"):
        default_groups(Graph([]), 0)


def test_a_cycle_is_refused() -> None:
    a, b = "/nix/store/a", "/nix/store/b"
    with pytest.raises(ImageError, match="/nix/store/a takes part in a cycle"):
        Graph([Node(a, 1, frozenset([b])), Node(b, 1, frozenset([a]))]).bottom_up()


def test_a_graph_without_sizes_is_refused() -> None:
    with pytest.raises(ImageError, match="'narSize'"):
        Graph.from_json([{"path": "/nix/store/a", "references": []}])
