"""pylock.toml (PEP 751), as `uv export`, `pdm export` and `pip lock` write it.

The file says by markers which entries a target takes, with the project's extras and groups as
variables; what it says of dependencies between entries is for information, and often absent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from packaging.markers import Marker
from packaging.pylock import Package, Pylock, PylockValidationError
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import (
    checked_commit,
    checked_path,
    checked_url,
    file_name_of,
    file_of,
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
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import (
    bounded,
    is_bounded_wheel,
    name_and_version,
    number_of_tags,
    parse_marker,
)
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import is_file, sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.distinct import check_versions
from pyproject2nix.lock.indexes import from_other_indexes

__all__ = ["pylock_of", "read_pylock"]

_AGAIN = "lock again, in version 1.0 of the format"
_FILE_KEYS = ("hashes", "name", "path", "size", "upload-time", "url")
_KEYS = {
    "": "created-by default-groups dependency-groups environments extras lock-version packages "
    "requires-python tool",
    "packages": "archive attestation-identities dependencies directory index marker name "
    "requires-python sdist tool vcs version wheels",
    "archive": "hashes path size subdirectory upload-time url",
    "directory": "editable path subdirectory",
    "vcs": "commit-id path requested-revision subdirectory type url",
}
# By the name that the locker gives itself.
_UPDATES = {
    "pdm": "pdm export --format pylock --output {}",
    "pip": "pip lock --output {} .",
    "poetry": "poetry export --format pylock.toml --output {}",
    "uv": "uv export --format pylock.toml --output-file {}",
}
_BY_PROJECT = re.compile(r"\b(extras|dependency_groups)\b")
_GROUP = re.compile(r'"(?P<group>[^"]*)" (?P<op>in|not in) dependency_groups')
_ALWAYS = '(os_name == "posix" or os_name != "posix")'
_NEVER = '(os_name == "posix" and os_name != "posix")'


def read_pylock(path: Path, place: str = "") -> Lock:
    """Read pylock.toml or pylock.NAME.toml; `place` is its path from the project's folder."""
    toml = read_toml(path, limits.LOCK_FILE, place)
    lock = pylock_of(toml, path.name, sha256_of(path, limits.LOCK_FILE))
    if lock.update.startswith("pdm export") and not is_file(path.with_name("pdm.lock")):
        # PDM locks into it: an export would have nothing to export.
        return replace(lock, update=f"pdm lock --lockfile {path.name}")
    return lock


def pylock_of(toml: Table, name: str, digest: str, group: str | None = None) -> Lock:
    """Return what a file of this name holds; with `group`, as if that were the one asked for."""
    notes = Notes()
    pylock = _checked(toml, notes)
    default_groups = frozenset(pylock.default_groups or ())
    if group is not None:
        default_groups = frozenset([group])
    tables = toml.tables("packages")
    pairs = [
        (package, table)
        for package, table in zip(pylock.packages, tables, strict=True)
        if not _is_project(package)
    ]
    markers = [_condition(package, default_groups, group is not None) for package, _ in pairs]
    # An edge's marker is asked about the extras of the package that it starts from, which are
    # others than the project's: where entries depend on those, only their own markers count.
    tells_edges = all(
        package.dependencies is not None and not _BY_PROJECT.search(str(marker))
        for (package, _), marker in zip(pairs, markers, strict=True)
    )
    entries = [
        _package(package, table, toml.place, marker)
        for (package, table), marker in zip(pairs, markers, strict=True)
    ]
    entries = _told_apart(from_other_indexes(entries))
    if tells_edges and pairs:
        by_name: dict[str, list[tuple[Table, LockedPackage]]] = {}
        for entry, (_, table) in zip(entries, pairs, strict=True):
            by_name.setdefault(entry.name, []).append((table, entry))
        try:
            entries = [
                _with_edges(entry, table, by_name)
                for entry, (_, table) in zip(entries, pairs, strict=True)
            ]
        except RefusedError as refusal:
            # By the standard, installers do not look at them.
            notes.add(refusal.place, f"{refusal.problem}: dependencies are not read")
            tells_edges = False
    return Lock(
        place=toml.place,
        format=f"pylock.toml {pylock.lock_version}",
        digest=digest,
        packages=tuple(entries),
        tells_edges=tells_edges,
        tells_extras=False,
        may_lack_groups=True,
        environments=tuple(pylock.environments or ()),
        python_versions=_python(pylock.requires_python),
        notes=notes.found,
        update=_UPDATES.get(pylock.created_by.lower(), "").format(name),
    )


def _checked(toml: Table, notes: Notes) -> Pylock:
    """Return the file as the standard's own library reads it; that passes over unknown keys."""
    _check_bounds(toml)
    try:
        pylock = Pylock.from_dict(toml.data)
    except PylockValidationError as error:
        place = toml.at(error.context) if error.context else toml.place
        raise RefusedError(place, error.message, _AGAIN) from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(toml.place, str(error), _AGAIN) from None
    if str(pylock.lock_version) != "1.0":
        # The standard asks for a warning where only the second number is higher.
        notes.add(toml.at("lock-version"), f"{pylock.lock_version} is read like 1.0")
    toml.pass_over(_KEYS[""].split(), notes)
    for package in toml.tables("packages"):
        package.pass_over(_KEYS["packages"].split(), notes)
        for key in ("archive", "directory", "vcs"):
            package.table(key).pass_over(_KEYS[key].split(), notes)
        for file in [*package.tables("wheels"), package.table("sdist")]:
            file.pass_over(_FILE_KEYS, notes)
    return pylock


def _check_bounds(toml: Table) -> None:
    """Refuse input on which the library takes forever: it reads every marker and name."""
    packages = toml.tables("packages")
    check_versions(((str(one.data.get("name")), one.place) for one in packages), "")
    texts = [(toml, "environments", text) for text in toml.texts("environments")]
    for package in packages:
        for key in ("marker", "requires-python", "version"):
            if isinstance(text := package.data.get(key), str):
                texts.append((package, key, text))
        for wheel in package.tables("wheels"):
            for key in ("name", "path", "url"):
                text = wheel.data.get(key, "")
                name = text.rpartition("/")[2] if isinstance(text, str) else ""
                spend(10 + 8 * number_of_tags(name), wheel.place)
                if not is_bounded_wheel(name):
                    raise RefusedError(
                        wheel.at(key), f"{text!r} is not the name of a wheel", _AGAIN
                    )
    for table, key, text in texts:
        try:
            # The library reads it, and a second time what `_condition` makes of it.
            spend(20 + 2 * len(bounded(text, limits.MARKER)), table.at(key))
        except ValueError:
            raise RefusedError(table.at(key), f"{text!r} is not understood", _AGAIN) from None


def _is_project(package: Package) -> bool:
    return package.directory is not None and package.directory.path in (".", "./")


def _python(specifiers: SpecifierSet | None) -> Constraint:
    return Constraint.ANY if specifiers is None else Constraint.of(specifiers)


def _condition(package: Package, default_groups: frozenset[str], no_others: bool) -> Marker | None:
    """Return an entry's marker, in which the default groups are always asked for.

    With `no_others`, other groups never are.
    """

    def answer(match: re.Match[str]) -> str:
        is_asked = match["group"] in default_groups
        if not is_asked and not no_others:
            return match[0]
        return _ALWAYS if (match["op"] == "in") == is_asked else _NEVER

    if package.marker is None:
        return None
    return Marker(_GROUP.sub(answer, str(package.marker)))


def _package(
    package: Package, table: Table, lock_place: str, marker: Marker | None
) -> LockedPackage:
    name = checked_name(package.name, table.at("name"))
    table = Table(f"{lock_place}: packages.{name}", table.data)
    described = table.tables("wheels")
    if "sdist" in table.data:
        described.append(table.table("sdist"))
    index = without_credentials(package.index or "")
    files = tuple(_lazy_file(file, index) for file in described)
    source = _source(table, files)
    version = table.text("version", "") or _version_of(files)
    return LockedPackage(
        place=table.place,
        name=name,
        version=checked_version(version, table.at("version")) if version else "",
        files=() if source is not None else files,
        python_versions=_python(package.requires_python),
        source=source,
        condition=() if marker is None else (marker,),
        index=package.index or "",
    )


def _told_apart(entries: Sequence[LockedPackage]) -> list[LockedPackage]:
    """Return entries with their index only where those of one name come from several."""
    indexes: dict[str, set[str]] = {}
    for entry in entries:
        indexes.setdefault(entry.name, set()).add(entry.index)
    return [one if len(indexes[one.name]) > 1 else replace(one, index="") for one in entries]


def _lazy_file(table: Table, index: str) -> File:
    """Return a file; what is wrong with it counts only where a target takes it."""
    text = table.data.get("url", table.data.get("path", table.data.get("name")))
    file = read_file(lambda: _file(table), text)
    url = table.text("url", "")
    if file.problem is not None:
        return file
    if not url:
        path = table.data.get("path")
        return file if path is None else replace(file, path=checked_path(path, table.at("path")))
    return replace(file, url=without_credentials(url.partition("#")[0]), index=index)


def _file(table: Table) -> File:
    hashes = table.table("hashes")
    if "sha256" not in hashes.data:
        raise RefusedError(
            hashes.place,
            f"there is no sha256, only {', '.join(sorted(hashes.data)) or 'nothing'}",
            "put #sha256=… after its URL where it is required, and lock again"
            if table.place.endswith(".archive")
            else "lock again from an index that offers SHA-256",
        )
    return file_of(_file_name(table), f"sha256:{hashes.data['sha256']}", table.place)


def _file_name(table: Table) -> str:
    """Return the name under which an index has a file.

    Lockers write `name` normalised (pygments-2.18.0…), the address has it as it is (Pygments-…).
    """
    name = table.text("name", "")
    if "url" in table.data:
        own = _url_name(table)
        if name and canonicalize_name(name) != canonicalize_name(own):
            raise RefusedError(table.at("name"), f"{name!r} is at {own!r}", "lock again")
        return own
    return name or table.text("path").replace("\\", "/").rpartition("/")[2]


def _url_name(table: Table) -> str:
    return file_name_of(checked_url(table.text("url"), table.at("url")), table.at("url"))


def _version_of(files: Sequence[File]) -> str:
    """Return the version that a file's name has, which the library has checked already."""
    found = name_and_version(files[0].name) if files else None
    return "" if found is None else str(found[1])


def _source(table: Table, files: tuple[File, ...]) -> Source | None:
    if "vcs" in table.data:
        return _git(table.table("vcs"))
    if "directory" in table.data:
        directory = table.table("directory")
        path = f"{directory.text('path')}/{directory.text('subdirectory', '')}"
        return Directory(
            checked_path(path, directory.at("path")), directory.flag("editable", False)
        )
    if "archive" in table.data:
        return _archive(table.table("archive"))
    described = [*table.tables("wheels"), table.table("sdist")]
    beside = [one for one in described if "path" in one.data and "url" not in one.data]
    if not beside:
        return None
    if len(files) > 1:
        # Each target takes its own.
        return None
    if files[0].problem is not None:
        raise files[0].problem
    return LocalFile(checked_path(beside[0].data["path"], beside[0].at("path")), files[0])


def _git(vcs: Table) -> Git:
    if vcs.text("type") != "git":
        raise RefusedError(
            vcs.at("type"), f"{vcs.text('type')!r} is not git", "take a release from the index"
        )
    if "url" not in vcs.data:
        raise RefusedError(vcs.at("path"), "a repository without an address", "give its url")
    commit = checked_commit(vcs.data["commit-id"], vcs.at("commit-id"))
    return Git(checked_url(vcs.data["url"], vcs.at("url")), commit, _subdirectory(vcs))


def _archive(archive: Table) -> Archive | LocalFile:
    file = _file(archive)
    if "url" in archive.data:
        address = checked_url(archive.data["url"], archive.at("url"))
        return Archive(address.partition("#")[0], file, _subdirectory(archive))
    if _subdirectory(archive):
        raise RefusedError(
            archive.at("subdirectory"), "a folder within a local file", "unpack it and name that"
        )
    return LocalFile(checked_path(archive.data["path"], archive.at("path")), file)


def _subdirectory(table: Table) -> str:
    text = table.text("subdirectory", "")
    return checked_path(text, table.at("subdirectory")) if text else ""


def _with_edges(
    entry: LockedPackage,
    table: Table,
    by_name: Mapping[str, Sequence[tuple[Table, LockedPackage]]],
) -> LockedPackage:
    edges = []
    for spec in Table(entry.place, table.data).tables("dependencies"):
        spec.allow(_KEYS["packages"].split(), _AGAIN)
        name = checked_name(spec.data.get("name"), spec.at("name"))
        # Each that is meant becomes an alternative.
        spend(10 + 10 * len(by_name.get(name, ())), spec.place)
        meant = [one for its, one in by_name.get(name, ()) if _matches(spec.data, its.data)]
        if not meant:
            raise RefusedError(spec.place, f"no entry is the {name!r} that it means", _AGAIN)
        edges.append(
            Dependency(
                place=spec.place,
                name=name,
                constraint=_versions(meant),
                marker=_where_any(meant, spec.place),
                source=meant[0].source if len(meant) == 1 else None,
                index=meant[0].index if "index" in spec.data else "",
            )
        )
    return replace(entry, dependencies=tuple(edges))


def _matches(spec: Mapping[str, object], entry: Mapping[str, object]) -> bool:
    """Tell whether an edge means an entry: it repeats as many keys as it needs to."""
    return all(entry.get(key) == value for key, value in spec.items())


def _versions(meant: Sequence[LockedPackage]) -> Constraint:
    alternatives = tuple(SpecifierSet(f"=={one.version}" if one.version else "") for one in meant)
    return Constraint(" || ".join(str(one) or "*" for one in alternatives), alternatives)


def _where_any(meant: Sequence[LockedPackage], place: str) -> Marker | None:
    """Return where any of these entries is taken: elsewhere nothing is needed."""
    markers = [str(marker) for one in meant for marker in one.condition]
    if len(markers) < len(meant):
        return None
    return parse_marker(" or ".join(f"({marker})" for marker in markers), place)
