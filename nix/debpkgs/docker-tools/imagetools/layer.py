"""Layers as tar archives whose bytes depend on names, modes and contents only."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from imagetools import ImageError
from imagetools.grafts import Grafts


class Sink(Protocol):
    """Anything that bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Take the bytes."""


@dataclass(frozen=True)
class Owner:
    """To whom the files of a layer belong."""

    uid: int = 0
    gid: int = 0
    uname: str = "root"
    gname: str = "root"


@dataclass(frozen=True)
class Layer:
    """What goes into one layer: store paths and, in the last one, a customisation archive."""

    paths: Sequence[str]
    store_dir: str
    owner: Owner
    mtime: int
    customisation: Path | None = None
    grafts: Grafts = field(default_factory=Grafts)


def write_layer(layer: Layer, sink: Sink) -> None:
    """Write the layer's archive, entries sorted by path, parents first."""
    with tarfile.open(mode="w|", fileobj=as_file(sink), format=tarfile.PAX_FORMAT) as tar:
        if layer.customisation is None:
            for info, source in _store_entries(layer):
                _add(tar, info, source, layer.grafts)
            return
        with tarfile.open(layer.customisation) as custom:
            entries: dict[str, tuple[tarfile.TarInfo, Path | None]] = {}
            for info, source in _store_entries(layer):
                entries[info.name] = (info, source)
            for info in custom:
                previous = entries.get(info.name)
                if previous and not (previous[0].isdir() and info.isdir()):
                    raise ImageError(f"extraCommands: {info.name} is a store path's already")
                info.linkname = layer.grafts.edit_text(info.linkname)
                # A long target is in a header of its own, which would win.
                info.pax_headers = {k: v for k, v in info.pax_headers.items() if k != "linkpath"}
                entries[info.name] = (info, None)
            for name in sorted(entries, key=_sort_key):
                info, source = entries[name]
                content = custom.extractfile(info) if source is None and info.isreg() else None
                if content is not None:
                    tar.addfile(info, _edited(content, layer.grafts))
                else:
                    _add(tar, info, source, layer.grafts)


def write_tree(root: Path, sink: Sink, mtime: int, owners: bool = False) -> None:
    """Archive a directory's content as root's, or its owners', with the modes that it has."""
    with tarfile.open(mode="w|", fileobj=as_file(sink), format=tarfile.PAX_FORMAT) as tar:
        for path in _walk(root):
            if path == root:
                continue
            info = _info(path.relative_to(root).as_posix(), path, Owner(), mtime)
            found = path.lstat()
            info.mode = stat.S_IMODE(found.st_mode)
            if owners and (found.st_uid, found.st_gid) != (0, 0):
                # Numbers alone: whose they are the image's own passwd tells.
                info.uid, info.gid, info.uname, info.gname = found.st_uid, found.st_gid, "", ""
            _add(tar, info, path, Grafts())


def _store_entries(layer: Layer) -> Iterator[tuple[tarfile.TarInfo, Path | None]]:
    """The directories above the store, then every file of every path."""
    if not layer.paths:
        return
    parts = layer.store_dir.strip("/").split("/")
    for count in range(1, len(parts) + 1):
        info = tarfile.TarInfo("/".join(parts[:count]))
        info.type, info.mode = tarfile.DIRTYPE, 0o755
        yield _owned(info, layer.owner, layer.mtime), None
    for store_path in sorted(layer.paths):
        if not store_path.startswith(layer.store_dir + "/"):
            raise ImageError(f"{store_path}: not in the store {layer.store_dir}")
        source = layer.grafts.source(store_path)
        for path in _walk(source):
            name = (store_path + path.as_posix().removeprefix(source.as_posix())).lstrip("/")
            info = _info(name, path, layer.owner, layer.mtime)
            info.linkname = layer.grafts.edit_text(info.linkname)
            yield info, path


def _walk(path: Path) -> Iterator[Path]:
    """The path and everything below it, in the order of _sort_key."""
    yield path
    if path.is_dir() and not path.is_symlink():
        for name in sorted(os.listdir(path)):
            yield from _walk(path / name)


def _info(name: str, path: Path, owner: Owner, mtime: int) -> tarfile.TarInfo:
    """A header with the store's own modes: readable by all, writable by nobody."""
    found = path.lstat()
    info = tarfile.TarInfo(name)
    if stat.S_ISLNK(found.st_mode):
        info.type, info.mode, info.linkname = tarfile.SYMTYPE, 0o777, os.readlink(path)
    elif stat.S_ISDIR(found.st_mode):
        info.type, info.mode = tarfile.DIRTYPE, 0o555
    elif stat.S_ISREG(found.st_mode):
        info.mode = 0o555 if found.st_mode & 0o100 else 0o444
        info.size = found.st_size
    else:
        raise ImageError(f"{path}: neither file, directory nor link; an image cannot hold it")
    return _owned(info, owner, mtime)


def _owned(info: tarfile.TarInfo, owner: Owner, mtime: int) -> tarfile.TarInfo:
    info.uid, info.gid = owner.uid, owner.gid
    info.uname, info.gname = owner.uname, owner.gname
    info.mtime = mtime
    return info


def _add(tar: tarfile.TarFile, info: tarfile.TarInfo, source: Path | None, grafts: Grafts) -> None:
    if source is None or not info.isreg():
        tar.addfile(info)
        return
    with source.open("rb") as content:
        tar.addfile(info, _edited(content, grafts))


def _edited(content: IO[bytes], grafts: Grafts) -> IO[bytes]:
    return io.BytesIO(grafts.edit(content.read())) if grafts.names else content


def _sort_key(name: str) -> list[str]:
    return name.split("/")


def as_file(sink: Sink) -> IO[bytes]:
    """Tarfile's stream mode calls nothing but write, and its types ask for a whole file."""
    return sink  # type: ignore[return-value]
