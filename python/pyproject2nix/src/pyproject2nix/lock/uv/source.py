"""Where an entry of uv.lock comes from, and its files."""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qsl, urlsplit

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError, by_system
from pyproject2nix.base.fields import (
    checked_commit,
    checked_path,
    checked_url,
    file_name_of,
    file_of,
    read_file,
    without_credentials,
)
from pyproject2nix.base.model import Archive, Directory, File, Git, LocalFile, Source
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.lock.distinct import distinct_files

__all__ = ["Origin", "main_index", "read_origin"]

_KINDS = ("directory", "editable", "git", "path", "registry", "url", "virtual")
_REMEDY = "lock again with uv 0.13, or use a newer pyproject2nix"


@dataclass(frozen=True)
class Origin:
    """Where an entry comes from."""

    kind: str
    """Key of the `source` table: registry, git, url, path, directory, editable or virtual."""
    source: Source | None
    """Nothing for a registry."""
    registry: str
    """Address or path of the index, else empty; without credentials."""
    files: tuple[File, ...]
    """Of a registry."""


def main_index(entries: Iterable[Table]) -> str:
    """Return the index that most entries are from, as it is written; empty where there is none."""
    sources = (entry.data.get("source") for entry in entries)
    texts = (source.get("registry") for source in sources if isinstance(source, dict))
    count = Counter(text for text in texts if isinstance(text, str))
    return min(count, key=lambda text: (-count[text], text), default="")


def read_origin(entry: Table, folder: Path, here: str, main: str, notes: Notes) -> Origin:
    """Read `source`, `sdist` and `wheels` of an entry.

    `here` is the path from `folder`, the lock's, to the project's, from which paths start. Files
    that are not of the index `main` keep their address.
    """
    table = entry.table("source")
    kinds = [kind for kind in _KINDS if kind in table.data]
    if len(kinds) != 1:
        raise RefusedError(
            table.place, f"{dict(table.data)!r} is not one of {', '.join(_KINDS)}", _REMEDY
        )
    kind = kinds[0]
    table.pass_over([kind, "subdirectory"] if kind == "url" else [kind], notes)
    text, place = table.text(kind), table.at(kind)
    if kind == "registry":
        registry = without_credentials(text) if "://" in text else text
        read: Callable[[Table], File] = _file
        if "://" not in text and any("path" in table.data for table in _file_tables(entry)):
            read = partial(_file_in, folder=folder, here=here, registry=registry)
        elif text != main:
            read = partial(_file_at, index=registry)
        return Origin(kind, None, registry, _files(entry, read, notes))
    if kind == "url":
        subdirectory = table.text("subdirectory", "")
        archive = Archive(
            url=checked_url(text, place),
            file=_only_file(entry, file_name_of(text, place), notes),
            subdirectory=checked_path(subdirectory, place) if subdirectory else "",
        )
        return Origin(kind, archive, "", ())
    if kind == "path":
        path = _from(here, checked_path(text, place))
        local = LocalFile(path, _only_file(entry, PurePosixPath(path).name, notes))
        return Origin(kind, local, "", ())
    for key in ("sdist", "wheels"):
        if key in entry.data:
            raise RefusedError(
                entry.at(key), f"a source of kind {kind} has no files", "run: uv lock"
            )
    if kind == "git":
        return Origin(kind, _git(text, place), "", ())
    path = _from(here, checked_path(text, place))
    return Origin(kind, Directory(path, kind == "editable"), "", ())


def _from(here: str, path: str) -> str:
    return path if here == "." else posixpath.relpath(path, here)


def _git(text: str, place: str) -> Git:
    """Read `https://host/repo?subdirectory=x&tag=v1#commit`."""
    url = checked_url(text, place)
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for key, value in query:
        # A branch, tag or abbreviated commit says how the commit was found.
        if key not in ("branch", "lfs", "rev", "subdirectory", "tag") or value == "true":
            raise RefusedError(place, f"{key}={value} is not understood", _REMEDY)
    subdirectory = dict(query).get("subdirectory", "")
    return Git(
        url=parts._replace(query="", fragment="").geturl(),
        commit=checked_commit(parts.fragment, place),
        subdirectory=checked_path(subdirectory, place) if subdirectory else "",
    )


def _only_file(entry: Table, name: str, notes: Notes) -> File:
    read = partial(_file, default=name)
    files = [_readable(file) for file in _files(entry, read, notes, name)]
    if len(files) != 1 or files[0].name != name:
        found = ", ".join(file.name for file in files) or "none"
        raise RefusedError(
            entry.place, f"one file, {name}, is expected and there is {found}", "run: uv lock"
        )
    return files[0]


def _readable(file: File) -> File:
    if file.problem is not None:
        raise file.problem
    return file


def _files(
    entry: Table, read: Callable[[Table], File], notes: Notes, default: str | None = None
) -> tuple[File, ...]:
    """Return the sdist and the wheels; `default` is the name of one that has none."""
    files = []
    for table in _file_tables(entry):
        # zstd is the same wheel, compressed otherwise.
        table.pass_over(_FILE, notes)
        text = next((table.data[key] for key in _NAMES if key in table.data), default)
        files.append(read_file(partial(read, table), text))
    return distinct_files(files, entry.place)


def _file_tables(entry: Table) -> list[Table]:
    """Return the tables of the sdist and of the wheels."""
    sdist = [entry.table("sdist")] if "sdist" in entry.data else []
    return [*sdist, *entry.tables("wheels")]


def _file_at(table: Table, index: str) -> File:
    """Return a file with its index and its address there."""
    url = without_credentials(table.text("url", "").partition("#")[0])
    return replace(_file(table), url=url, index=index)


def _file_in(table: Table, folder: Path, here: str, registry: str) -> File:
    """Return a file of a folder (find-links), for which uv records no hash."""
    place = table.at("path")
    path = checked_path(f"{registry}/{table.text('path')}", place)
    digest = table.data.get("hash")
    if digest is None:
        try:
            digest = f"sha256:{sha256_of(folder / path, limits.LOCAL_FILE, place, path)}"
        except OSError as error:
            raise by_system(place, error, "restore the file, or run: uv lock") from None
    return replace(file_of(PurePosixPath(path).name, digest, place), path=_from(here, path))


def _file(table: Table, default: str | None = None) -> File:
    names = [key for key in _NAMES if key in table.data]
    if len(names) > 1 or (not names and default is None):
        raise RefusedError(
            table.place, f"one of filename, path, url is expected, not {names}", _REMEDY
        )
    if not names:
        return file_of(default, table.data.get("hash"), table.place)
    text, place = table.text(names[0]), table.at(names[0])
    if names[0] != "url":
        name = text if names[0] == "filename" else PurePosixPath(text).name
        return file_of(name, table.data.get("hash"), place)
    url = checked_url(text, place)
    return file_of(file_name_of(url, place), table.data.get("hash"), place)


_NAMES = ("filename", "path", "url")
_FILE = (*_NAMES, "hash", "size", "upload-time", "zstd")
