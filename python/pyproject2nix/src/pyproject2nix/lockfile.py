"""poetry.lock, 2.0 and 2.1, read into frozen records; whatever else is in it is refused."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.markers import Marker

from pyproject2nix.constraint import Constraint, parse_constraint
from pyproject2nix.errors import RefusedError
from pyproject2nix.names import checked_file_name, checked_name, checked_version
from pyproject2nix.tables import Table, parse_marker, read_toml

__all__ = ["Edge", "Lock", "LockedFile", "LockedPackage", "read_poetry_lock"]

_VERSIONS = ("2.0", "2.1")
_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True)
class LockedFile:
    """A wheel or sdist with its hash."""

    name: str
    sha256: str
    """Hexadecimal."""

    @property
    def sri(self) -> str:
        """The hash as Nix writes it."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.sha256)).decode()


@dataclass(frozen=True)
class Edge:
    """A locked package's dependency on another."""

    place: str
    name: str
    constraint: Constraint
    marker: Marker | None
    extras: tuple[str, ...]
    optional: bool


@dataclass(frozen=True)
class LockedPackage:
    """One [[package]] entry."""

    place: str
    name: str
    version: str
    description: str
    python_versions: Constraint
    groups: tuple[str, ...]
    """Groups that want it; empty in a 2.0 lock, which does not tell."""
    markers: Mapping[str, Marker]
    """By group, where it is wanted; a group without an entry wants it everywhere."""
    files: tuple[LockedFile, ...]
    edges: tuple[Edge, ...]
    extras: Mapping[str, tuple[str, ...]]
    """Names of the packages that each extra adds."""


@dataclass(frozen=True)
class Lock:
    """A whole lock file."""

    place: str
    version: str
    digest: str
    """SHA-256 of the file."""
    packages: tuple[LockedPackage, ...]

    @property
    def tells_groups(self) -> bool:
        """Whether entries say which groups want them (2.1)."""
        return self.version != "2.0"

    def named(self, name: str) -> list[LockedPackage]:
        """Return the entries of one name: more than one where markers split it."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[LockedPackage]]:
        by_name: dict[str, list[LockedPackage]] = {}
        for package in self.packages:
            by_name.setdefault(package.name, []).append(package)
        return by_name


def read_poetry_lock(path: Path, content_hashes: frozenset[str]) -> Lock:
    """Read a lock, which has to be one of the pyproject.toml with these content hashes."""
    toml = read_toml(path)
    metadata = toml.table("metadata")
    version = metadata.text("lock-version")
    if version not in _VERSIONS:
        raise RefusedError(
            metadata.at("lock-version"),
            f"{version!r} is not one of {', '.join(_VERSIONS)}",
            "lock again with Poetry 2: poetry lock",
        )
    if metadata.text("content-hash") not in content_hashes:
        raise RefusedError(
            metadata.at("content-hash"),
            "pyproject.toml was changed after the lock was written",
            "run: poetry lock",
        )
    toml.allow(["extras", "metadata", "package"], "lock again with Poetry 2")
    metadata.allow(["content-hash", "lock-version", "python-versions"], "lock again with Poetry 2")
    packages = tuple(_package(table, toml.place, version) for table in toml.tables("package"))
    seen = {(package.name, package.version) for package in packages}
    if len(seen) < len(packages):
        raise RefusedError(
            toml.place, "one version of a package is in it twice", "run: poetry lock"
        )
    return Lock(toml.place, version, hashlib.sha256(path.read_bytes()).hexdigest(), packages)


def _package(entry: Table, lock_place: str, lock_version: str) -> LockedPackage:
    name = checked_name(entry.data.get("name"), entry.at("name"))
    table = Table(f"{lock_place}: package.{name}", entry.data)
    table.allow(
        [
            "dependencies",
            "description",
            "develop",
            "extras",
            "files",
            "groups",
            "markers",
            "name",
            "optional",
            "python-versions",
            "source",
            "version",
        ],
        "lock again with Poetry 2",
    )
    if "source" in table.data:
        raise RefusedError(
            table.at("source"),
            f"{table.table('source').text('type', 'an unknown kind')!r} is a source other than "
            "the default index",
            "take a release from the index, and lock again",
        )
    if table.flag("develop", False):
        raise RefusedError(
            table.at("develop"), "editable packages are not pinned", "lock a release"
        )
    if lock_version == "2.1" and not table.texts("groups"):
        raise RefusedError(table.at("groups"), "missing or empty", "run: poetry lock")
    extras = table.table("extras")
    return LockedPackage(
        place=table.place,
        name=name,
        version=checked_version(table.data.get("version"), table.at("version")),
        description=table.text("description", ""),
        python_versions=parse_constraint(
            table.data.get("python-versions", "*"), table.at("python-versions")
        ),
        groups=tuple(checked_name(group, table.at("groups")) for group in table.texts("groups")),
        markers=_markers(table),
        files=tuple(_file(file) for file in table.tables("files")),
        edges=_edges(table.table("dependencies")),
        extras={
            checked_name(extra, extras.place): tuple(
                _leading_name(text, extras.at(extra)) for text in extras.texts(extra)
            )
            for extra in extras.data
        },
    )


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
        checked_name(group, place): parse_marker(by_group.text(group), by_group.at(group))
        for group in by_group.data
    }


def _file(table: Table) -> LockedFile:
    table.allow(["file", "hash", "size", "upload-time", "url"], "lock again with Poetry 2")
    name = checked_file_name(table.data.get("file"), table.at("file"))
    match = _HASH.fullmatch(table.text("hash", ""))
    if match is None:
        raise RefusedError(
            table.at("hash"),
            f"{table.text('hash', '')!r} of {name} is not a SHA-256",
            "lock again from an index that offers SHA-256",
        )
    return LockedFile(name, match[1])


def _edges(table: Table) -> tuple[Edge, ...]:
    edges = []
    for key, value in table.data.items():
        for item in value if isinstance(value, list) else [value]:
            spec = table.as_table({"version": item} if isinstance(item, str) else item, key)
            spec.allow(
                ["extras", "markers", "optional", "version"],
                "a dependency by path, address or repository cannot be pinned: lock a release",
            )
            marker = spec.text("markers", "")
            edges.append(
                Edge(
                    place=spec.place,
                    name=checked_name(key, spec.place),
                    constraint=parse_constraint(spec.data.get("version"), spec.at("version")),
                    marker=parse_marker(marker, spec.at("markers")) if marker else None,
                    extras=tuple(checked_name(e, spec.at("extras")) for e in spec.texts("extras")),
                    optional=spec.flag("optional", False),
                )
            )
    return tuple(edges)


def _leading_name(text: str, place: str) -> str:
    """Return the name that a requirement starts with; Poetry writes the rest its own way."""
    match = re.match(r"[A-Za-z0-9._-]+", text)
    return checked_name(match[0] if match else text, place)
