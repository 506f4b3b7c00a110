"""From a closure and an image's arguments to the description that archives are written from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from imagetools.archive import timestamp
from imagetools.grafts import Grafts, graft
from imagetools.graph import Graph
from imagetools.groups import default_groups
from imagetools.nar import sha256_hex
from imagetools.pipeline import run_pipeline

COPIED = (
    "architecture",
    "created",
    "customisation_layer",
    "gid",
    "gname",
    "mtime",
    "store_dir",
    "uid",
    "uname",
)
"""Attributes that the description has as they are given."""


def plan_image(attributes: dict[str, Any]) -> dict[str, Any]:
    """Describe an image; `attributes` are those of the derivation with its reference graph.

    Without a tag, the image is tagged with the hash of the description's own store path.
    """
    for name in ("created", "mtime"):
        timestamp(name, attributes[name])
    out = Path(attributes["outputs"]["out"]).name
    tag = attributes["tag"] or out.partition("-")[0]
    graph, grafts = _graph(attributes)
    edited = {key: _edited(grafts, attributes[key]) for key in ("config", "layeringPipeline")}
    layers = [sorted(group.paths) for group in _groups(attributes | edited, graph)]
    entries = [*attributes.get("graph", []), *attributes.get("newer", [])]
    registered = {entry["path"]: entry["narHash"] for entry in entries}
    sources = [str(grafts.source(path)) for layer in layers for path in layer]
    return {
        **{name: attributes[name] for name in COPIED},
        "config": edited["config"],
        "grafts": {"names": dict(grafts.names), "sources": dict(grafts.sources)},
        "nar_sha256": {path: sha256_hex(registered[path]) for path in sources},
        "repo_tag": f"{attributes['imageName']}:{tag}",
        "store_layers": layers,
    }


def write_plan(attributes_file: Path) -> None:
    """Plan as the builder of a derivation with structured attributes."""
    attributes = json.loads(attributes_file.read_text())
    text = json.dumps(plan_image(attributes), indent=2, sort_keys=True)
    Path(attributes["outputs"]["out"]).write_text(text + "\n")


def _edited(grafts: Grafts, value: Any) -> Any:
    return json.loads(grafts.edit_text(json.dumps(value)))


def _graph(attributes: Mapping[str, Any]) -> tuple[Graph, Grafts]:
    """Return the closure, and what it has in place of what was built with."""
    replacements = dict(attributes.get("grafts", []))
    whole, newer = (Graph.from_json(attributes.get(name, [])) for name in ("graph", "newer"))
    graph, grafts = graft(whole, newer, replacements) if replacements else (whole, Grafts())
    back = {old: new for new, old in grafts.sources.items()}
    return graph.without([back.get(path, path) for path in attributes["excluded"]]), grafts


def _groups(attributes: Mapping[str, Any], graph: Graph) -> list[Graph]:
    if not attributes["includeStorePaths"]:
        return []
    pipeline = attributes["layeringPipeline"]
    if pipeline is None:
        return default_groups(graph, attributes["maxLayers"])
    return run_pipeline(pipeline, graph)
