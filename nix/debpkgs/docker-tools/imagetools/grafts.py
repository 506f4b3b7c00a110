"""Store paths in place of others in an image, without building again what depends on them.

What mentions a replaced path is copied into the image with the mention changed. Its own path
changes, too, since the content does: the new hash is that of the old path and of what changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from imagetools import ImageError
from imagetools.graph import Graph, Node

__all__ = ["Grafts", "graft"]

_BASE32 = "0123456789abcdfghijklmnpqrsvwxyz"
_HASH = 32


@dataclass(frozen=True)
class Grafts:
    """What changes."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Base names of store paths -> what takes their place, of equal length."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Paths of the image that were changed -> those of the store that they are made of."""

    def source(self, path: str) -> Path:
        """Return the path in the store that a path in the image is made of."""
        return Path(self.sources.get(path, path))

    def edit(self, content: bytes) -> bytes:
        """Change the mentions in a file."""
        for old, new in self.names.items():
            content = content.replace(old.encode(), new.encode())
        return content

    def edit_text(self, text: str) -> str:
        """Change the mentions in a text, such as the target of a link."""
        return self.edit(text.encode(errors="surrogateescape")).decode(errors="surrogateescape")


def graft(graph: Graph, newer: Graph, replacements: Mapping[str, str]) -> tuple[Graph, Grafts]:
    """Return the graph with replaced paths, and how it came about.

    `newer` has the closures of what takes the place of others; `replacements` are whole paths.
    """
    given = {old: new for old, new in replacements.items() if old in graph.nodes}
    for old, new in given.items():
        if len(old) != len(new):
            raise ImageError(f"{old} and {new}: grafts need names of equal length")
    changed = dict(given)
    nodes = [newer.nodes[path] for path in sorted(newer.dependencies(given.values()))]
    for path in graph.bottom_up():
        if path in given:
            continue
        node = graph.nodes[path]
        below = {one: changed[one] for one in sorted(node.references) if one in changed}
        if below:
            changed[path] = _renamed(path, below)
        references = frozenset(changed.get(one, one) for one in node.references)
        nodes.append(Node(changed.get(path, path), node.size, references))
    sources = {new: old for old, new in changed.items() if old not in given}
    return Graph(nodes), Grafts({_base(old): _base(new) for old, new in changed.items()}, sources)


def _renamed(path: str, below: Mapping[str, str]) -> str:
    """Return the path of what was changed: as long, with another hash."""
    folder, _, base = path.rpartition("/")
    digest = hashlib.sha256(json.dumps([path, below], sort_keys=True).encode()).digest()
    name = "".join(_BASE32[byte % 32] for byte in digest[:_HASH])
    return f"{folder}/{name}{base[_HASH:]}"


def _base(path: str) -> str:
    return path.rpartition("/")[2]
