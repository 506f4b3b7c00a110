"""Grafts: a path in place of another one, and what depends on it changed."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest
from conftest import Store, store_name
from imagetools import ImageError
from imagetools.archive import load_image, write_archive
from imagetools.cli import main
from imagetools.grafts import graft
from imagetools.graph import Graph, Node
from imagetools.plan import plan_image

OLD, NEW, OTHER = store_name("lib-1", "a"), store_name("lib-2", "b"), store_name("other", "c")
APP, TOP = store_name("app", "d"), store_name("top", "e")


def node(base: str, *references: str) -> Node:
    """A path of the store."""
    return Node(f"/nix/store/{base}", 1, frozenset(f"/nix/store/{one}" for one in references))


GRAPH = Graph([node(OLD), node(OTHER), node(APP, OLD, OTHER), node(TOP, APP)])
NEWER = Graph([node(NEW, OTHER), node(OTHER)])


def test_what_depends_on_a_replaced_path_gets_a_path_of_its_own() -> None:
    grafted, grafts = graft(GRAPH, NEWER, {f"/nix/store/{OLD}": f"/nix/store/{NEW}"})
    app, top = (f"/nix/store/{grafts.names[one]}" for one in (APP, TOP))
    assert grafted.paths == {f"/nix/store/{NEW}", f"/nix/store/{OTHER}", app, top}
    assert grafted.nodes[top].references == {app}
    assert grafted.nodes[app].references == {f"/nix/store/{NEW}", f"/nix/store/{OTHER}"}
    assert app.endswith("-app")
    assert len(app) == len(f"/nix/store/{APP}")
    assert dict(grafts.sources) == {app: f"/nix/store/{APP}", top: f"/nix/store/{TOP}"}
    # The same each time, and another one for another replacement.
    assert graft(GRAPH, NEWER, {f"/nix/store/{OLD}": f"/nix/store/{NEW}"})[1] == grafts
    third = Graph([node(store_name("lib-3", "f"))])
    _, others = graft(GRAPH, third, {f"/nix/store/{OLD}": f"/nix/store/{store_name('lib-3', 'f')}"})
    assert others.names[APP] != grafts.names[APP]


def test_a_path_that_is_not_there_changes_nothing() -> None:
    absent = f"/nix/store/{store_name('no-1', 'f')}"
    grafted, grafts = graft(GRAPH, NEWER, {absent: f"/nix/store/{NEW}"})
    assert grafted == GRAPH
    assert not grafts.names


def test_names_of_other_lengths_are_refused() -> None:
    with pytest.raises(ImageError, match=r"lib-1 and .*lib-20: grafts need names of equal length"):
        graft(GRAPH, NEWER, {f"/nix/store/{OLD}": f"/nix/store/{store_name('lib-20', 'b')}"})


def test_an_image_has_the_new_one_wherever_the_old_one_was_mentioned(
    store: Store, tmp_path: Path
) -> None:
    old, new = store.add(OLD, **{"lib/a.so": "old"}), store.add(NEW, **{"lib/a.so": "new"})
    app = store.add(APP, **{"bin/app": f"runs {old}/lib/a.so", "lib/a.so": f"->{old}/lib/a.so"})
    root = tmp_path / "root"
    (root / "bin").mkdir(parents=True)
    (root / "bin/app").symlink_to(f"{app}/bin/app")
    (root / "note").write_text(f"{old}\n")
    assert main(["tree", str(root), str(tmp_path / "custom.tar")]) == 0
    zero = f"sha256:{'0' * 64}"
    entries = {
        base: {"path": path, "narHash": zero, "narSize": 1, "references": references}
        for base, path, references in ((OLD, old, []), (NEW, new, []), (APP, app, [old]))
    }
    conf = plan_image(
        {
            **{"architecture": "amd64", "created": "1970-01-01T00:00:01Z", "excluded": []},
            **{"mtime": "1970-01-01T00:00:01Z", "store_dir": str(store.root), "tag": "1"},
            **{"gid": 0, "uid": 0, "gname": "root", "uname": "root", "imageName": "app"},
            **{"includeStorePaths": True, "maxLayers": 9},
            "layeringPipeline": [["split_paths", [app]]],
            "customisation_layer": str(tmp_path / "custom.tar"),
            "config": {"Cmd": [f"{app}/bin/app"]},
            "graph": [entries[OLD], entries[APP]],
            "newer": [entries[NEW]],
            "grafts": [[old, new]],
            "outputs": {"out": f"/nix/store/{store_name('conf')}"},
        }
    )
    (grafted,) = (path for path in conf["grafts"]["sources"])
    assert conf["config"] == {"Cmd": [f"{grafted}/bin/app"]}
    described = store.describe(tmp_path / "conf.json", [[old, new], [app]], tmp_path / "custom.tar")
    digests = json.loads(described.read_text())["nar_sha256"]
    described.write_text(json.dumps(conf | {"nar_sha256": digests}))
    sink = io.BytesIO()
    write_archive(load_image(described), sink)
    assert OLD.encode() not in sink.getvalue()
    assert APP.encode() not in sink.getvalue()
    contents = {}
    with tarfile.open(fileobj=io.BytesIO(sink.getvalue())) as archive:
        for member in archive:
            if member.name.endswith("layer.tar"):
                with tarfile.open(fileobj=archive.extractfile(member)) as layer:
                    for info in layer:
                        stream = layer.extractfile(info) if info.isreg() else None
                        contents[f"/{info.name}"] = (
                            stream.read().decode() if stream else info.linkname
                        )
    assert contents[f"{grafted}/bin/app"] == f"runs {new}/lib/a.so"
    assert contents[f"{grafted}/lib/a.so"] == f"{new}/lib/a.so"
    assert contents["/bin/app"] == f"{grafted}/bin/app"
    assert contents["/note"] == f"{new}\n"
    assert contents[f"{new}/lib/a.so"] == "new"
