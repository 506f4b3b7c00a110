"""poetry.lock 1.0 to 2.1.

Until 1.1 the files stand in one table by package name, for all its versions together; from 2.0 on
with each package. Only 2.1 tells which groups want a package, and where.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from packaging.markers import Marker
from packaging.version import Version

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint, parse_poetry_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import (
    checked_commit,
    checked_git_url,
    checked_path,
    checked_url,
    file_name_of,
    file_of,
    leading_name,
    read_file,
    without_credentials,
)
from pyproject2nix.base.model import (
    Archive,
    Dependency,
    Directory,
    File,
    Git,
    LocalFile,
    Lock,
    LockedPackage,
    Source,
)
from pyproject2nix.base.names import checked_name, checked_version, is_name
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import name_and_version, number_of_tags, parse_marker
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.distinct import check_versions
from pyproject2nix.project.poetry.markers import marker_of

__all__ = ["read_poetry_lock"]

_VERSION = re.compile(r"[12]\.[0-9]{1,3}", re.ASCII)
_NEWEST = (2, 1)
_UPDATE = "poetry lock"
_AGAIN = "lock again with Poetry 2: poetry lock"

_PACKAGE_KEYS = (
    "category",
    "dependencies",
    "description",
    "develop",
    "extras",
    "files",
    "groups",
    "marker",
    "markers",
    "name",
    "optional",
    "python-versions",
    "source",
    "version",
)
_METADATA_KEYS = ("content-hash", "files", "hashes", "lock-version", "python-versions")
# Where a dependency comes from stands a second time, with the package itself.
_EDGE_KEYS = (
    "branch",
    "develop",
    "extras",
    "file",
    "git",
    "markers",
    "optional",
    "path",
    "platform",
    "python",
    "rev",
    "subdirectory",
    "tag",
    "url",
    "version",
)


def read_poetry_lock(path: Path, content_hashes: Collection[str]) -> Lock:
    """Read a lock, which has to be one of the pyproject.toml with these content hashes."""
    toml = read_toml(path, limits.LOCK_FILE)
    metadata = toml.table("metadata")
    # Poetry 1.0 wrote no version.
    text = metadata.text("lock-version", "1.0")
    if _VERSION.fullmatch(text) is None:
        raise RefusedError(metadata.at("lock-version"), f"{text!r} is not 1.x or 2.x", _AGAIN)
    major, minor = map(int, text.split("."))
    version, notes = (major, minor), Notes()
    if version > _NEWEST:
        notes.add(metadata.at("lock-version"), f"{text} is newer than 2.1 and read like that")
    if metadata.text("content-hash") not in content_hashes:
        raise RefusedError(
            metadata.at("content-hash"),
            "pyproject.toml was changed after the lock was written",
            f"run: {_UPDATE}",
        )
    toml.pass_over(["extras", "metadata", "package"], notes)
    metadata.pass_over(_METADATA_KEYS, notes)
    if "hashes" in metadata.data:
        raise RefusedError(metadata.at("hashes"), "this lock names no files", _AGAIN)
    files = metadata.table("files") if version < (2, 0) else None
    tables = toml.tables("package")
    check_versions(((str(t.data.get("name")), t.place) for t in tables), _UPDATE)
    tells_groups = version >= (2, 1)
    packages = tuple(_package(table, toml.place, tells_groups, files, notes) for table in tables)
    _check_unique(packages, toml.place)
    return Lock(
        place=toml.place,
        format=f"poetry.lock {text}",
        digest=sha256_of(path, limits.LOCK_FILE),
        packages=packages,
        tells_groups=tells_groups,
        # Without groups and markers in the lock, Poetry resolves again, with what is locked.
        highest_fits=not tells_groups,
        update=_UPDATE,
        notes=notes.found,
    )


def _check_unique(packages: Collection[LockedPackage], place: str) -> None:
    seen = {(package.name, package.version, package.source) for package in packages}
    if len(seen) < len(packages):
        raise RefusedError(place, "one version of a package is in it twice", f"run: {_UPDATE}")


def _package(
    entry: Table, lock_place: str, tells_groups: bool, old_files: Table | None, notes: Notes
) -> LockedPackage:
    name = checked_name(entry.data.get("name"), entry.at("name"))
    table = Table(f"{lock_place}: package.{name}", entry.data)
    table.pass_over(_PACKAGE_KEYS, notes)
    version = checked_version(table.data.get("version"), table.at("version"))
    if tells_groups and not table.texts("groups"):
        raise RefusedError(table.at("groups"), "missing or empty", f"run: {_UPDATE}")
    if old_files is None or "files" in table.data:
        files = tuple(_file(file, notes) for file in table.tables("files"))
    else:
        files = _files_of_version(table, old_files, version, notes)
    source = _source(table, files, notes)
    dependencies, extras = _dependencies(table, notes)
    return LockedPackage(
        place=table.place,
        name=name,
        version=version,
        files=() if source is not None else _with_index(files, table.table("source")),
        description=" ".join(table.text("description", "").split()),
        python_versions=parse_poetry_constraint(
            table.data.get("python-versions", "*"), table.at("python-versions")
        ),
        source=source,
        condition=_condition(table),
        groups=tuple(checked_name(group, table.at("groups")) for group in table.texts("groups")),
        markers=_markers(table),
        dependencies=dependencies,
        extras=extras,
    )


def _condition(table: Table) -> tuple[Marker, ...]:
    # `marker` is what Poetry before 1.1 wrote.
    text = table.text("marker", "")
    return (parse_marker(text, table.at("marker")),) if text else ()


def _markers(table: Table) -> dict[str, Marker]:
    value = table.data.get("markers")
    place = table.at("markers")
    if value is None:
        return {}
    if isinstance(value, str):
        return {
            checked_name(group, place): parse_marker(value, place)
            for group in table.texts("groups")
        }
    by_group = table.table("markers")
    return {
        group: parse_marker(by_group.text(key), by_group.at(key))
        for group, key in by_group.by_name().items()
    }


def _file(table: Table, notes: Notes) -> File:
    table.pass_over(["file", "hash", "size", "upload-time", "url"], notes)
    name, digest = table.data.get("file"), table.data.get("hash")
    return read_file(lambda: file_of(name, digest, table.place), name)


def _with_index(files: tuple[File, ...], source: Table) -> tuple[File, ...]:
    """Return the files with the index that they come from, if that is not the main one."""
    if source.text("type", "") != "legacy" or "://" not in source.text("url", ""):
        return files
    index = without_credentials(checked_url(source.data["url"], source.at("url")))
    return tuple(replace(file, index=index) for file in files)


def _files_of_version(
    table: Table, old_files: Table, version: str, notes: Notes
) -> tuple[File, ...]:
    """Return those files of a name that belong to one of its versions."""
    name = table.data["name"]
    assert isinstance(name, str)
    if name not in old_files.data:
        raise RefusedError(old_files.place, f"no files of {name!r}", _AGAIN)
    all_files = [_file(file, notes) for file in old_files.tables(name)]
    spend(8 * sum(number_of_tags(file.name) for file in all_files), table.place)
    if table.table("source").text("type", "legacy") not in ("legacy", "url", "file"):
        return ()
    wanted = Version(version)
    return tuple(file for file in all_files if _version_of(file, wanted) == wanted)


def _version_of(file: File, otherwise: Version) -> Version:
    # An odd old name (.egg, .tar.bz2): only installers of its time take it.
    found = name_and_version(file.name)
    return found[1] if found is not None else otherwise


def _source(table: Table, files: tuple[File, ...], notes: Notes) -> Source | None:
    if "source" not in table.data:
        _refuse_develop(table)
        return None
    source = table.table("source")
    source.pass_over(["reference", "resolved_reference", "subdirectory", "type", "url"], notes)
    kind, url = source.text("type"), source.text("url")
    subdirectory = source.text("subdirectory", "")
    if subdirectory:
        subdirectory = checked_path(subdirectory, source.at("subdirectory"))
    if kind == "directory":
        path = checked_path(url, source.at("url"))
        return Directory(path, editable=table.flag("develop", False))
    _refuse_develop(table)
    if kind == "legacy":
        return None
    if kind == "git":
        # A dependency on a commit needs no branch to be resolved.
        key = "resolved_reference" if "resolved_reference" in source.data else "reference"
        commit = checked_commit(source.data.get(key), source.at(key))
        return Git(checked_git_url(url, source.at("url")), commit, subdirectory)
    if kind not in ("file", "url"):
        raise RefusedError(
            source.at("type"),
            f"{kind!r} is not a kind of source that is understood",
            "take a release from the index, and lock again",
        )
    if len(files) == 1 and files[0].problem is not None:
        raise files[0].problem
    if len(files) != 1:
        raise RefusedError(table.at("files"), f"{len(files)} files, not the one locked", _AGAIN)
    if kind == "file":
        return LocalFile(checked_path(url, source.at("url")), files[0])
    address = checked_url(url.partition("#")[0], source.at("url"))
    return Archive(address, File(file_name_of(address, source.at("url")), files[0].sha256))


def _refuse_develop(table: Table) -> None:
    source = table.table("source").text("type", "")
    if table.flag("develop", False) and source not in ("git", "directory"):
        raise RefusedError(
            table.at("develop"), "editable packages are not pinned", "lock a release"
        )


def _dependencies(
    table: Table, notes: Notes
) -> tuple[tuple[Dependency, ...], dict[str, tuple[Dependency, ...]]]:
    """Return what the package always needs, and what each of its extras adds."""
    by_extra = _extras(table)
    always: list[Dependency] = []
    added: dict[str, list[Dependency]] = {extra: [] for extra in by_extra}
    homes_of: dict[str, list[str]] = {}
    for extra, names in by_extra.items():
        for name in names:
            homes_of.setdefault(name, []).append(extra)
    edges = table.table("dependencies")
    for key, value in edges.data.items():
        for item in value if isinstance(value, list) else [value]:
            spec = edges.as_table({"version": item} if isinstance(item, str) else item, key)
            dependency = _dependency(key, spec, notes)
            homes = homes_of.get(dependency.name, [])
            spend(len(homes) / 5, spec.place)
            # Without a home its own marker has to name the extra.
            if not spec.flag("optional", False) or not homes:
                always.append(dependency)
            for extra in homes if spec.flag("optional", False) else []:
                added[extra].append(dependency)
    return tuple(always), {extra: tuple(some) for extra, some in added.items()}


def _extras(table: Table) -> Mapping[str, frozenset[str]]:
    """Return the names of what each extra adds.

    Old releases have extras with names like `x[y`, which no requirement can ask for.
    """
    extras = table.table("extras")
    found: dict[str, frozenset[str]] = {}
    for key in extras.data:
        if is_name(key):
            names = frozenset(leading_name(text, extras.at(key)) for text in extras.texts(key))
            extra = checked_name(key, extras.at(key))
            found[extra] = found.get(extra, frozenset()) | names
    return found


def _dependency(key: str, spec: Table, notes: Notes) -> Dependency:
    spend(12, spec.place)
    spec.pass_over(_EDGE_KEYS, notes)
    version = spec.data.get("version")
    place_alone = any(kind in spec.data for kind in ("file", "git", "path", "url"))
    return Dependency(
        place=spec.place,
        name=checked_name(key, spec.place),
        constraint=(
            Constraint.ANY
            if version is None and place_alone
            else parse_poetry_constraint(version, spec.at("version"))
        ),
        marker=marker_of(spec),
        extras=tuple(sorted(checked_name(e, spec.at("extras")) for e in spec.texts("extras"))),
    )
