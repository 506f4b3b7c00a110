"""Fixtures: a small store with the shape of a Python application's closure."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from imagetools.graph import Graph, Node
from imagetools.nar import nar_sha256

MIB = 1024 * 1024

GraphMaker = Callable[..., Graph]


def store_name(name: str, fill: str = "a") -> str:
    """A store path's base name with a hash made of one letter."""
    return f"{fill * 32}-{name}"


@pytest.fixture
def make_graph() -> GraphMaker:
    """Build a graph from `name = (MiB, references)`; `hashes` gives some names other hashes."""

    def make(hashes: dict[str, str] | None = None, **nodes: tuple[float, Sequence[str]]) -> Graph:
        def path(name: str) -> str:
            return f"/nix/store/{store_name(name, (hashes or {}).get(name, 'a'))}"

        return Graph(
            Node(path(name), int(size * MIB), frozenset(map(path, references)))
            for name, (size, references) in nodes.items()
        )

    return make


def names(graphs: Sequence[Graph]) -> list[list[str]]:
    """The groups by name alone."""
    return [sorted(node.path.partition("-")[2] for node in graph) for graph in graphs]


class Store:
    """A directory that looks like a store, and descriptions of images from it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.root.mkdir(parents=True)

    def add(self, base: str, **files: str) -> str:
        """Add a path with files; a value that begins with `->` makes a link."""
        path = self.root / base
        for name, content in files.items():
            file = path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if content.startswith("->"):
                file.symlink_to(content[2:])
            else:
                file.write_text(content)
        return str(path)

    def describe(self, target: Path, layers: list[list[str]], custom: Path, **more: Any) -> Path:
        """Write a description as `plan` does."""
        conf: dict[str, Any] = {
            "architecture": "amd64",
            "config": {"Cmd": ["/hello"]},
            "created": "1970-01-01T00:00:01Z",
            "customisation_layer": str(custom),
            "gid": 0,
            "gname": "root",
            "mtime": "1970-01-01T00:00:01Z",
            "nar_sha256": {
                path: nar_sha256(Path(path))
                for layer in layers
                for path in layer
                if os.path.lexists(path)
            },
            "repo_tag": "hello:tag",
            "store_dir": str(self.root),
            "store_layers": layers,
            "uid": 0,
            "uname": "root",
        }
        target.write_text(json.dumps(conf | more))
        return target


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "nix" / "store")
