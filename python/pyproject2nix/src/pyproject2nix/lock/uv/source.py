"""Where an entry of uv.lock comes from, and its files."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlsplit

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import (
    checked_commit,
    checked_path,
    checked_url,
    file_name_of,
    file_of,
)
from pyproject2nix.base.model import Archive, Directory, File, Git, LocalFile, Source
from pyproject2nix.base.tables import Table
from pyproject2nix.lock.distinct import distinct_files

__all__ = ["Origin", "read_origin"]

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
    """Address or path of the index, else empty."""
    files: tuple[File, ...]
    """Of a registry."""


def read_origin(entry: Table) -> Origin:
    """Read `source`, `sdist` and `wheels` of an entry."""
    table = entry.table("source")
    kinds = [kind for kind in _KINDS if kind in table.data]
    if len(kinds) != 1:
        raise RefusedError(
            table.place, f"{dict(table.data)!r} is not one of {', '.join(_KINDS)}", _REMEDY
        )
    kind = kinds[0]
    table.allow([kind, "subdirectory"] if kind == "url" else [kind], _REMEDY)
    text, place = table.text(kind), table.at(kind)
    if kind == "registry":
        return Origin(kind, None, text, _files(entry, None))
    if kind == "url":
        subdirectory = table.text("subdirectory", "")
        archive = Archive(
            url=checked_url(text, place),
            file=_only_file(entry, file_name_of(text, place)),
            subdirectory=checked_path(subdirectory, place) if subdirectory else "",
        )
        return Origin(kind, archive, "", ())
    if kind == "path":
        path = checked_path(text, place)
        local = LocalFile(path, _only_file(entry, PurePosixPath(path).name))
        return Origin(kind, local, "", ())
    for key in ("sdist", "wheels"):
        if key in entry.data:
            raise RefusedError(
                entry.at(key), f"a source of kind {kind} has no files", "run: uv lock"
            )
    if kind == "git":
        return Origin(kind, _git(text, place), "", ())
    return Origin(kind, Directory(checked_path(text, place), kind == "editable"), "", ())


def _git(text: str, place: str) -> Git:
    """Read `https://host/repo?subdirectory=x&tag=v1#commit`."""
    url = checked_url(text, place)
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for key, value in query:
        # A branch, tag or abbreviated commit says how the commit was found.
        if key not in ("branch", "rev", "subdirectory", "tag"):
            raise RefusedError(place, f"{key}={value} is not understood", _REMEDY)
    subdirectory = dict(query).get("subdirectory", "")
    return Git(
        url=parts._replace(query="", fragment="").geturl(),
        commit=checked_commit(parts.fragment, place),
        subdirectory=checked_path(subdirectory, place) if subdirectory else "",
    )


def _only_file(entry: Table, name: str) -> File:
    files = _files(entry, name)
    if len(files) != 1 or files[0].name != name:
        found = ", ".join(file.name for file in files) or "none"
        raise RefusedError(
            entry.place, f"one file, {name}, is expected and there is {found}", "run: uv lock"
        )
    return files[0]


def _files(entry: Table, default: str | None) -> tuple[File, ...]:
    """Return the sdist and the wheels; a direct source does not repeat the sdist's name."""
    sdists = [entry.table("sdist")] if "sdist" in entry.data else []
    files = [_file(table, default) for table in sdists]
    files += [_file(table, None) for table in entry.tables("wheels")]
    return distinct_files(files, entry.place)


def _file(table: Table, default: str | None) -> File:
    # zstd is the same wheel packed otherwise.
    table.allow(["filename", "hash", "path", "size", "upload-time", "url", "zstd"], _REMEDY)
    names = [key for key in ("filename", "path", "url") if key in table.data]
    if len(names) > 1 or (not names and default is None):
        raise RefusedError(
            table.place, f"one of filename, path, url is expected, not {names}", _REMEDY
        )
    if not names:
        return file_of(default, table.data.get("hash"), table.place)
    text, place = table.text(names[0]), table.at(names[0])
    if names[0] == "url":
        name: str = file_name_of(checked_url(text, place), place)
    else:
        name = text if names[0] == "filename" else PurePosixPath(text).name
    return file_of(name, table.data.get("hash"), place)
