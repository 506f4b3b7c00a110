"""Docker archives: one tar with the layers, the image's configuration and a manifest.

A tar header precedes its content and tells its size, and a layer is named after its digest, so each
layer is produced twice: once to be counted and hashed, once to be written. Nothing goes to disk.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imagetools import ImageError
from imagetools.grafts import Grafts
from imagetools.layer import Layer, Owner, Sink, write_layer
from imagetools.nar import check_path


@dataclass(frozen=True)
class Image:
    """Everything an archive is made of."""

    repo_tag: str
    architecture: str
    created: str
    config: Mapping[str, Any]
    layers: Sequence[Layer]
    nar_sha256: Mapping[str, str]
    """Path in the store -> hex digest of the archive that Nix registered."""


@dataclass(frozen=True)
class Measured:
    """A layer's identity."""

    digest: str
    size: int


class Digest:
    """A sink that counts and hashes."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    @property
    def measured(self) -> Measured:
        """Digest and size so far."""
        return Measured(self._hash.hexdigest(), self.size)


def timestamp(name: str, value: str) -> datetime:
    """Parse an ISO 8601 time; `now` would give other bytes each time and is refused."""
    try:
        parsed = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise ImageError(
            f'{name} = "{value}": give a fixed time such as "1970-01-01T00:00:01Z"; '
            "images of the same content are the same bytes"
        ) from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def load_image(path: Path) -> Image:
    """Read the description that `plan` wrote."""
    conf = json.loads(path.read_text())
    owner = Owner(int(conf["uid"]), int(conf["gid"]), conf["uname"], conf["gname"])
    mtime = int(timestamp("mtime", conf["mtime"]).timestamp())
    groups: list[list[str]] = conf["store_layers"] or [[]]
    last = len(groups) - 1
    custom = Path(conf["customisation_layer"])
    grafts = Grafts(**conf.get("grafts", {}))
    return Image(
        repo_tag=conf["repo_tag"],
        architecture=conf["architecture"],
        created=timestamp("created", conf["created"]).strftime("%Y-%m-%dT%H:%M:%SZ"),
        config=conf["config"],
        layers=[
            Layer(group, conf["store_dir"], owner, mtime, custom if index == last else None, grafts)
            for index, group in enumerate(groups)
        ],
        nar_sha256=conf["nar_sha256"],
    )


def write_archive(image: Image, sink: Sink) -> None:
    """Write the archive: manifest and configuration first, so that a reader need not seek."""
    for layer in image.layers:
        for path in layer.paths:
            check_path(str(layer.grafts.source(path)), image.nar_sha256)
    measured = [measure(layer) for layer in image.layers]
    config = _json(image_config(image, measured))
    config_name = f"{hashlib.sha256(config).hexdigest()}.json"
    names = [f"{layer.digest}/layer.tar" for layer in measured]
    manifest = [{"Config": config_name, "RepoTags": [image.repo_tag], "Layers": names}]
    _write_bytes(sink, "manifest.json", _json(manifest))
    _write_bytes(sink, config_name, config)
    for layer, known, name in zip(image.layers, measured, names, strict=True):
        sink.write(_header(name, known.size))
        tee = _Tee(sink)
        write_layer(layer, tee)
        if tee.digest.measured != known:
            raise ImageError(f"{name}: files changed while the image was written; start again")
        sink.write(_padding(known.size, tarfile.BLOCKSIZE))
    sink.write(bytes(2 * tarfile.BLOCKSIZE))


def measure(layer: Layer) -> Measured:
    """Digest and size of a layer's archive."""
    digest = Digest()
    write_layer(layer, digest)
    return digest.measured


def image_config(image: Image, measured: Sequence[Measured]) -> dict[str, Any]:
    """The configuration object of the Docker image specification v1.2 and of OCI."""
    return {
        "architecture": image.architecture,
        "config": dict(image.config),
        "created": image.created,
        "history": [
            {"created": image.created, "comment": _comment(layer)} for layer in image.layers
        ],
        "os": "linux",
        "rootfs": {
            "diff_ids": [f"sha256:{layer.digest}" for layer in measured],
            "type": "layers",
        },
    }


def _comment(layer: Layer) -> str:
    paths = " ".join(sorted(layer.paths))
    custom = " and contents" if layer.customisation else ""
    return f"store paths: {paths}{custom}"


class _Tee:
    """Pass bytes on and measure them."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.digest = Digest()

    def write(self, data: bytes) -> int:
        self._sink.write(data)
        return self.digest.write(data)


def _write_bytes(sink: Sink, name: str, content: bytes) -> None:
    sink.write(_header(name, len(content)))
    sink.write(content)
    sink.write(_padding(len(content), tarfile.BLOCKSIZE))


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o444, 1
    return info.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int, unit: int) -> bytes:
    return bytes(-size % unit)


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
