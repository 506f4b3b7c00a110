"""Where an entry of pdm.lock comes from, and its files."""

from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import (
    checked_commit,
    checked_git_url,
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
from pyproject2nix.lock.distinct import distinct_files

__all__ = ["SOURCE_KEYS", "read_files", "read_source"]

_REMEDY = "lock again with PDM 2.29, or use a newer pyproject2nix"
_KINDS = ("git", "path", "url")
SOURCE_KEYS = ("editable", "ref", "revision", "subdirectory", *_KINDS)
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz")


def read_source(entry: Table, notes: Notes) -> Source | None:
    """Return the source of an entry, nothing for an index."""
    kinds = [kind for kind in _KINDS if kind in entry.data]
    if len(kinds) > 1:
        raise RefusedError(entry.place, f"it comes from {' and '.join(kinds)}", "run: pdm lock")
    allowed = {
        "git": ("editable", "ref", "revision", "subdirectory"),
        "path": ("editable", "subdirectory"),
        "url": ("subdirectory",),
    }
    for key in ("editable", "ref", "revision", "subdirectory"):
        if key in entry.data and key not in (allowed[kinds[0]] if kinds else ()):
            raise RefusedError(
                entry.at(key), f"{key!r} has no meaning for this source", "run: pdm lock"
            )
    # Of an editable clone, what is built is the same.
    editable = entry.flag("editable", False)
    inner = entry.text("subdirectory", "")
    subdirectory = checked_path(inner, entry.at("subdirectory")) if inner else ""
    if not kinds:
        return None
    if kinds[0] == "path":
        return _local(entry, subdirectory, editable, notes)
    if kinds[0] == "url":
        url = _address(entry.text("url"), entry.at("url"))
        name = file_name_of(url, entry.at("url"))
        return Archive(url, _only_file(entry, name, notes), subdirectory)
    entry.text("ref", "")
    repository = _without_variable(entry.text("git"), entry.at("git"))
    commit = checked_commit(entry.data.get("revision"), entry.at("revision"))
    return Git(checked_git_url(repository, entry.at("git")), commit, subdirectory)


def _address(text: str, place: str) -> str:
    return checked_url(_without_variable(text, place), place)


def _without_variable(text: str, place: str) -> str:
    if "${" in text:
        raise RefusedError(
            place, f"{text!r} holds a variable", "write the address without it, and lock again"
        )
    return text


def _local(entry: Table, subdirectory: str, editable: bool, notes: Notes) -> Source:
    path = checked_path(entry.text("path"), entry.at("path"))
    if not path.endswith(_ARCHIVES):
        return Directory(str(PurePosixPath(path, subdirectory)), editable)
    if subdirectory:
        raise RefusedError(
            entry.at("subdirectory"), f"{path} is a file: {subdirectory!r} is not read", "unpack it"
        )
    return LocalFile(path, _only_file(entry, PurePosixPath(path).name, notes))


def _only_file(entry: Table, name: str, notes: Notes) -> File:
    files = read_files(entry, notes)
    for file in files:
        if file.problem is not None:
            raise file.problem
    if len(files) != 1 or files[0].name != name:
        found = ", ".join(file.name for file in files) or "none"
        raise RefusedError(
            entry.at("files"),
            f"one file, {name}, is expected and there is {found}",
            "run: pdm lock",
        )
    return files[0]


def read_files(entry: Table, notes: Notes) -> tuple[File, ...]:
    """Return the files of an entry; with the strategy static_urls they have addresses."""
    files = []
    for table in entry.tables("files"):
        table.pass_over(["file", "hash", "url"], notes)
        text = table.data.get("url", table.data.get("file"))
        files.append(read_file(partial(_file, table), text))
    return distinct_files(files, entry.at("files"))


def _file(table: Table) -> File:
    if ("file" in table.data) == ("url" in table.data):
        raise RefusedError(table.place, "either file or url is expected", "run: pdm lock")
    digest = table.data.get("hash")
    if "url" not in table.data:
        return file_of(table.data.get("file"), digest, table.place)
    url = _address(table.text("url"), table.at("url"))
    file = file_of(file_name_of(url, table.at("url")), digest, table.place)
    return replace(file, url=without_credentials(url.partition("#")[0]))
