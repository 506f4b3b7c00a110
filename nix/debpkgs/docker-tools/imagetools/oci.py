"""From a Docker archive, ours or anybody's, to an OCI image layout with compressed layers."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from imagetools import ImageError
from imagetools.archive import Digest
from imagetools.gzip_blocks import GzipWriter

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Blob:
    """A file of the layout, and for a layer the digest of what it is compressed from."""

    digest: str
    size: int
    diff_id: str = ""

    def descriptor(self, media_type: str) -> dict[str, Any]:
        """How a manifest refers to the blob."""
        return {"digest": f"sha256:{self.digest}", "mediaType": media_type, "size": self.size}


def write_layout(archive: IO[bytes], target: Path) -> None:
    """Convert the archive, read once from a stream, into the directory `target`."""
    blobs = target / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    layers: dict[str, Blob] = {}
    texts: dict[str, bytes] = {}
    try:
        with tarfile.open(mode="r|*", fileobj=archive) as tar:
            for member in tar:
                _take(tar, member, blobs, layers, texts)
    except tarfile.TarError as error:
        raise ImageError(f"the archive cannot be read ({error}); build the image again") from error
    if "manifest.json" not in texts:
        raise ImageError("no manifest.json in the archive; give one that `docker load` would take")
    manifests = [
        _write_manifest(entry, blobs, layers, texts) for entry in json.loads(texts["manifest.json"])
    ]
    index = {"manifests": manifests, "schemaVersion": 2}
    (target / "index.json").write_bytes(_json(index))
    (target / "oci-layout").write_bytes(_json({"imageLayoutVersion": "1.0.0"}))


def _take(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    blobs: Path,
    layers: dict[str, Blob],
    texts: dict[str, bytes],
) -> None:
    name = os.path.normpath(member.name)
    if member.isfile():
        content = tar.extractfile(member)
        if content is None:
            raise ImageError(f"{name}: no content in the archive; build the image again")
        if name.endswith(".json"):
            texts[name] = content.read()
        elif name.endswith(".tar"):
            layers[name] = _compress_layer(content, blobs)
    elif member.issym() or member.islnk():
        base = os.path.dirname(name) if member.issym() else ""
        layers[name] = layers[os.path.normpath(os.path.join(base, member.linkname))]


def _compress_layer(content: IO[bytes], blobs: Path) -> Blob:
    partial = blobs / "partial"
    plain, packed = Digest(), Digest()
    with partial.open("wb") as file:
        writer = GzipWriter(_Both(file, packed))
        while chunk := content.read(CHUNK):
            plain.write(chunk)
            writer.write(chunk)
        writer.close()
    blob = Blob(packed.measured.digest, packed.size, plain.measured.digest)
    partial.rename(blobs / blob.digest)
    return blob


class _Both:
    """A sink for a file that is hashed as it is written."""

    def __init__(self, file: IO[bytes], digest: Digest) -> None:
        self._file = file
        self._digest = digest

    def write(self, data: bytes) -> int:
        self._digest.write(data)
        return self._file.write(data)


def _write_manifest(
    entry: Mapping[str, Any],
    blobs: Path,
    layers: Mapping[str, Blob],
    texts: Mapping[str, bytes],
) -> dict[str, Any]:
    missing = [name for name in entry["Layers"] if os.path.normpath(name) not in layers]
    if missing or entry["Config"] not in texts:
        raise ImageError(f"{(missing or [entry['Config']])[0]}: named but not in the archive")
    config_text = texts[entry["Config"]]
    config = json.loads(config_text)
    own = [layers[os.path.normpath(name)] for name in entry["Layers"]]
    for name, blob, diff_id in zip(entry["Layers"], own, config["rootfs"]["diff_ids"], strict=True):
        if f"sha256:{blob.diff_id}" != diff_id:
            raise ImageError(f"{name}: is sha256:{blob.diff_id}, the image says {diff_id}")
    manifest = {
        "config": _write_blob(config_text, blobs).descriptor(CONFIG),
        "layers": [blob.descriptor(LAYER) for blob in own],
        "mediaType": MANIFEST,
        "schemaVersion": 2,
    }
    descriptor = _write_blob(_json(manifest), blobs).descriptor(MANIFEST)
    descriptor["platform"] = {"architecture": config["architecture"], "os": config["os"]}
    for repo_tag in entry.get("RepoTags") or ["image:latest"]:
        tag = repo_tag.rpartition(":")[2]
        descriptor["annotations"] = {"org.opencontainers.image.ref.name": tag}
    return descriptor


def _write_blob(content: bytes, blobs: Path) -> Blob:
    blob = Blob(hashlib.sha256(content).hexdigest(), len(content))
    (blobs / blob.digest).write_bytes(content)
    return blob


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
