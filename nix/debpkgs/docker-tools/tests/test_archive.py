"""Layers, archives and layouts: their content, and that it is the same every time."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from conftest import Store, store_name
from imagetools import ImageError
from imagetools.archive import load_image, write_archive
from imagetools.cli import main
from imagetools.gzip_blocks import BLOCK, GzipWriter
from imagetools.layer import Layer, Owner, write_layer, write_tree
from imagetools.oci import write_layout

APP, LIB = store_name("app"), store_name("lib", "b")


@pytest.fixture
def custom(tmp_path: Path) -> Path:
    """A customisation archive with a link, a sticky directory and a file."""
    root = tmp_path / "custom"
    (root / "tmp").mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    (root / "bin").mkdir()
    (root / "bin/app").symlink_to("/nix/store/app")
    (root / "etc").mkdir()
    (root / "etc/motd").write_text("hello\n")
    target = tmp_path / "custom.tar"
    assert main(["tree", str(root), str(target)]) == 0
    return target


@pytest.fixture
def description(store: Store, custom: Path, tmp_path: Path) -> Path:
    """An image of two store paths in two layers."""
    lib = store.add(LIB, **{"lib/liba.so": "library", "lib/libb.so": "->liba.so"})
    app = store.add(APP, **{"bin/app": "program", "share/" + "x" * 120: "long"})
    os.chmod(f"{app}/bin/app", 0o755)
    return store.describe(tmp_path / "conf.json", [[lib], [app]], custom)


def archive_bytes(description: Path) -> bytes:
    """The archive of a description."""
    sink = io.BytesIO()
    write_archive(load_image(description), sink)
    return sink.getvalue()


def layer_members(layer: Layer) -> dict[str, tarfile.TarInfo]:
    """A layer's entries by name, in order."""
    sink = io.BytesIO()
    write_layer(layer, sink)
    sink.seek(0)
    with tarfile.open(fileobj=sink) as tar:
        return {info.name: info for info in tar}


def test_an_archive_holds_what_docker_load_wants(description: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive_bytes(description))) as tar:
        content = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    (manifest,) = json.loads(content["manifest.json"])
    assert manifest["RepoTags"] == ["hello:tag"]
    config_text = content[manifest["Config"]]
    assert manifest["Config"] == hashlib.sha256(config_text).hexdigest() + ".json"
    config = json.loads(config_text)
    digests = [f"sha256:{hashlib.sha256(content[name]).hexdigest()}" for name in manifest["Layers"]]
    assert config["rootfs"] == {"type": "layers", "diff_ids": digests}
    assert config["architecture"] == "amd64"
    assert config["created"] == "1970-01-01T00:00:01Z"
    assert config["config"] == {"Cmd": ["/hello"]}
    assert len(config["history"]) == len(digests) == 2
    assert LIB in config["history"][0]["comment"]


def test_the_same_description_gives_the_same_bytes(description: Path) -> None:
    assert archive_bytes(description) == archive_bytes(description)


def test_bytes_do_not_depend_on_modes_times_or_order_of_the_disk(
    description: Path, store: Store
) -> None:
    before = archive_bytes(description)
    conf = json.loads(description.read_text())
    library = store.root / LIB / "lib"
    (library / "libb.so").unlink()
    (library / "liba.so").unlink()
    (library / "libb.so").symlink_to("liba.so")
    (library / "liba.so").write_text("library")
    (library / "liba.so").chmod(0o600)
    os.utime(library / "liba.so", (5, 5))
    description.write_text(json.dumps(dict(reversed(conf.items()))))
    assert archive_bytes(description) == before


def test_an_edited_application_changes_the_last_layer_alone(
    description: Path, store: Store, custom: Path
) -> None:
    def diff_ids(description: Path) -> list[str]:
        with tarfile.open(fileobj=io.BytesIO(archive_bytes(description))) as tar:
            (manifest,) = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
            config = json.load(tar.extractfile(manifest["Config"]))  # type: ignore[arg-type]
        ids: list[str] = config["rootfs"]["diff_ids"]
        return ids

    before = diff_ids(description)
    (store.root / APP / "bin/app").write_text("edited!")
    layers = [[str(store.root / LIB)], [str(store.root / APP)]]
    after = diff_ids(store.describe(description, layers, custom))
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]


def test_store_files_are_read_only_and_have_the_given_owner(store: Store) -> None:
    app = store.add(APP, **{"bin/app": "program", "bin/data": "data", "bin/link": "->app"})
    os.chmod(f"{app}/bin/app", 0o700)
    owner = Owner(1000, 100, "user", "users")
    members = layer_members(Layer([app], str(store.root), owner, 7))
    top = app.lstrip("/")
    assert list(members)[-5:] == [
        top, f"{top}/bin", f"{top}/bin/app", f"{top}/bin/data", f"{top}/bin/link",
    ]  # fmt: skip
    assert [info.mode for info in list(members.values())[-5:]] == [
        0o555, 0o555, 0o555, 0o444, 0o777,
    ]  # fmt: skip
    assert members[f"{top}/bin/link"].linkname == "app"
    assert str(store.root).lstrip("/") in members
    for info in members.values():
        assert (info.uid, info.gid, info.uname, info.gname) == (1000, 100, "user", "users")
        assert info.mtime == 7


def test_hard_links_in_the_store_are_plain_files(store: Store) -> None:
    app = store.add(APP, first="content")
    os.link(f"{app}/first", f"{app}/second")
    members = layer_members(Layer([app], str(store.root), Owner(), 1))
    assert [info.size for info in members.values() if info.isreg()] == [7, 7]


def test_customisation_shares_the_last_layer(description: Path) -> None:
    image = load_image(description)
    assert image.layers[0].customisation is None
    members = layer_members(image.layers[1])
    assert list(members) == sorted(members, key=lambda name: name.split("/"))
    assert members["tmp"].mode == 0o1777
    assert members["bin/app"].linkname == "/nix/store/app"
    assert members["etc/motd"].size == 6
    assert any(name.endswith(f"{APP}/bin/app") for name in members)


def test_customisation_must_not_replace_a_store_file(store: Store, tmp_path: Path) -> None:
    app = store.add(APP, file="store")
    root = tmp_path / "custom"
    clash = root / app.lstrip("/") / "file"
    clash.parent.mkdir(parents=True)
    clash.write_text("other")
    with (tmp_path / "c.tar").open("wb") as sink:
        write_tree(root, sink, 1)
    layer = Layer([app], str(store.root), Owner(), 1, tmp_path / "c.tar")
    with pytest.raises(ImageError, match=r"extraCommands: .*file is a store path's already"):
        write_layer(layer, io.BytesIO())


def test_an_image_without_store_paths_has_one_layer(
    store: Store, custom: Path, tmp_path: Path
) -> None:
    image = load_image(store.describe(tmp_path / "conf.json", [], custom))
    assert len(image.layers) == 1
    assert list(layer_members(image.layers[0])) == ["bin", "bin/app", "etc", "etc/motd", "tmp"]


def test_sockets_and_paths_outside_the_store_are_refused(store: Store) -> None:
    app = store.add(APP, file="x")
    os.mkfifo(f"{app}/pipe")
    with pytest.raises(ImageError, match="pipe: neither file, directory nor link"):
        write_layer(Layer([app], str(store.root), Owner(), 1), io.BytesIO())
    with pytest.raises(ImageError, match="/etc: not in the store"):
        write_layer(Layer(["/etc"], str(store.root), Owner(), 1), io.BytesIO())


@pytest.mark.parametrize("value", ["now", "yesterday"])
def test_a_moving_time_is_refused(description: Path, value: str) -> None:
    conf = json.loads(description.read_text()) | {"created": value}
    description.write_text(json.dumps(conf))
    with pytest.raises(ImageError, match=f'created = "{value}": give a fixed time'):
        load_image(description)


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 17])
def test_gzip_is_the_same_for_any_number_of_threads(size: int) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    packed = []
    for threads, step in ((1, 1000), (4, BLOCK * 2)):
        sink = io.BytesIO()
        writer = GzipWriter(sink, threads)
        for start in range(0, size, step):
            writer.write(data[start : start + step])
        writer.close()
        packed.append(sink.getvalue())
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]) == data
    assert packed[0][4:8] == bytes(4), "a time in the header"


def make_layout(data: bytes, target: Path) -> dict[str, Any]:
    """Convert and return the manifest."""
    write_layout(io.BytesIO(data), target)
    index = json.loads((target / "index.json").read_text())
    digest = index["manifests"][0]["digest"].partition(":")[2]
    manifest: dict[str, Any] = json.loads((target / "blobs/sha256" / digest).read_text())
    return manifest


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_layout_has_blobs_named_by_their_digest(
    description: Path, tmp_path: Path, pack: Any
) -> None:
    manifest = make_layout(pack(archive_bytes(description)), tmp_path / "oci")
    for blob in (tmp_path / "oci/blobs/sha256").iterdir():
        assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name
    config_name = manifest["config"]["digest"].partition(":")[2]
    config = json.loads((tmp_path / "oci/blobs/sha256" / config_name).read_text())
    for layer, diff_id in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True):
        blob = tmp_path / "oci/blobs/sha256" / layer["digest"].partition(":")[2]
        assert blob.stat().st_size == layer["size"]
        plain = gzip.decompress(blob.read_bytes())
        assert f"sha256:{hashlib.sha256(plain).hexdigest()}" == diff_id
    index = json.loads((tmp_path / "oci/index.json").read_text())
    assert index["manifests"][0]["annotations"] == {"org.opencontainers.image.ref.name": "tag"}


def other_archive(layer: bytes, diff_id: str, *, link: bool = False) -> bytes:
    """An archive as other tools write it: manifest last, `./` names, perhaps a linked layer."""
    config = json.dumps(
        {"architecture": "amd64", "os": "linux", "rootfs": {"diff_ids": [diff_id]}}
    ).encode()
    layers = ["1/layer.tar"]
    manifest = json.dumps([{"Config": "c.json", "RepoTags": None, "Layers": layers}]).encode()
    sink = io.BytesIO()
    with tarfile.open(mode="w", fileobj=sink) as tar:
        first = "./0/layer.tar" if link else "./1/layer.tar"
        for name, content in ((first, layer), ("./c.json", config)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo("./1/layer.tar")
            info.type, info.linkname = tarfile.SYMTYPE, "../0/layer.tar"
            tar.addfile(info)
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
    return sink.getvalue()


@pytest.mark.parametrize("link", [False, True])
def test_other_tools_archives_are_converted(tmp_path: Path, link: bool) -> None:
    diff_id = f"sha256:{hashlib.sha256(b'layer').hexdigest()}"
    manifest = make_layout(other_archive(b"layer", diff_id, link=link), tmp_path / "oci")
    assert len(manifest["layers"]) == 1


def test_a_layer_that_is_not_what_the_image_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"1/layer.tar: is sha256:.*, the image says sha256:0"):
        make_layout(other_archive(b"layer", "sha256:0"), tmp_path / "oci")


def test_a_cut_archive_is_refused(description: Path, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"cannot be read|no manifest|named but not"):
        make_layout(archive_bytes(description)[:7000], tmp_path / "oci")


def test_errors_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["oci", str(tmp_path / "absent.tar"), str(tmp_path / "oci")]) == 1
    error = capsys.readouterr().err
    assert error == f"error: image: {tmp_path}/absent.tar: No such file or directory\n"
