"""uv.lock, version 1: one lock for all targets, with the project as one of its entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint, parse_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency, Directory, Lock, LockedPackage, Root
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.pep508 import parse_marker
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.distinct import check_distinct, check_versions
from pyproject2nix.lock.uv.conflicts import read_conflicts
from pyproject2nix.lock.uv.root import read_root
from pyproject2nix.lock.uv.source import Origin, read_origin

__all__ = ["read_uv_lock"]

_UPDATE = "uv lock"
_REMEDY = "lock again with uv 0.13, or use a newer pyproject2nix"
_LAST_REVISION = 5

_KEYS = (
    "conflicts",
    "manifest",
    "options",
    "package",
    "required-markers",
    "requires-python",
    "resolution-markers",
    "revision",
    "supported-markers",
    "version",
)
# How versions were chosen: what was chosen stands in the entries.
_OPTIONS = (
    "exclude-newer",
    "exclude-newer-package",
    "exclude-newer-span",
    "fork-strategy",
    "prerelease-mode",
    "prerelease-package",
    "resolution-mode",
)
# Inputs of uv that are not in the metadata: uv has applied them to the edges already.
_MANIFEST = (
    "build-constraints",
    "constraints",
    "dependency-groups",
    "dependency-metadata",
    "excludes",
    "members",
    "overrides",
    "requirements",
)
_PACKAGE = (
    "default-groups",
    "dependencies",
    "dev-dependencies",
    "metadata",
    "name",
    "optional-dependencies",
    "resolution-markers",
    "sdist",
    "source",
    "version",
    "wheels",
)


@dataclass(frozen=True)
class _Entry:
    """One [[package]], its edges not yet followed."""

    table: Table
    name: str
    version: str
    origin: Origin


def read_uv_lock(path: Path, project_name: str) -> Lock:
    """Read a lock whose entry of `project_name` becomes the root.

    uv leaves out of a marker what holds for all entries and edges: that is in `environments` and
    `python_versions`.
    """
    toml = read_toml(path, limits.LOCK_FILE)
    toml.allow(_KEYS, _REMEDY)
    toml.table("options").allow(_OPTIONS, _REMEDY)
    toml.table("manifest").allow(_MANIFEST, _REMEDY)
    revision = _revision(toml)
    tables = toml.tables("package")
    check_versions(((str(t.data.get("name")), t.place) for t in tables), _UPDATE)
    entries = [_entry(table, toml.place) for table in tables]
    own = _own(entries, checked_name(project_name, "project.name"), toml.place)
    reader = _Reader(entries, own)
    packages = tuple(
        reader.package(e) for e in entries if e is not own and e.origin.kind != "virtual"
    )
    check_distinct(packages, _UPDATE)
    root = reader.root()
    # Where wheels are promised: choosing the files shows whether that is so.
    _markers(toml, "required-markers")
    supported = _markers(toml, "supported-markers")
    return Lock(
        place=toml.place,
        format=f"uv.lock 1.{revision}",
        digest=sha256_of(path, limits.LOCK_FILE),
        packages=packages,
        tells_extras=False,
        root=root,
        environments=_markers(toml, "resolution-markers") or supported,
        python_versions=parse_constraint(
            toml.data.get("requires-python", "*"), toml.at("requires-python")
        ),
        conflicts=read_conflicts(toml, own.name, _asked(packages, root)),
        update=_UPDATE,
    )


def _revision(toml: Table) -> int:
    version, revision = toml.data.get("version"), toml.data.get("revision", 0)
    if type(version) is not int or version != 1:
        raise RefusedError(toml.at("version"), f"{version!r} is not 1", _REMEDY)
    if type(revision) is not int or not 0 <= revision <= _LAST_REVISION:
        raise RefusedError(
            toml.at("revision"), f"{revision!r} is not one of 0 to {_LAST_REVISION}", _REMEDY
        )
    return revision


def _entry(table: Table, lock_place: str) -> _Entry:
    name = checked_name(table.data.get("name"), table.at("name"))
    table = Table(f"{lock_place}: package.{name}", table.data)
    table.allow(_PACKAGE, _REMEDY)
    # Which groups uv installs unasked is not what is locked.
    table.texts("default-groups")
    origin = read_origin(table)
    version = ""
    # Absent where the project computes it while it is built.
    if "version" in table.data or not isinstance(origin.source, Directory):
        version = checked_version(table.data.get("version"), table.at("version"))
    return _Entry(table, name, version, origin)


def _own(entries: list[_Entry], name: str, place: str) -> _Entry:
    found = [
        entry
        for entry in entries
        if entry.name == name
        and isinstance(entry.origin.source, Directory)
        and entry.origin.source.path == "."
    ]
    if len(found) != 1:
        raise RefusedError(
            place,
            f"{len(found)} of its packages are {name!r} in this folder, and one has to be",
            f"run: {_UPDATE}",
        )
    return found[0]


def _markers(table: Table, key: str) -> tuple[Marker, ...]:
    return tuple(parse_marker(text, table.at(key)) for text in table.texts(key))


def _asked(packages: Iterable[LockedPackage], root: Root) -> dict[str, set[str]]:
    """Return the extras that edges ask for, by package."""
    edges = [*root.dependencies]
    for choices in (root.extras, root.groups):
        edges += [edge for some in choices.values() for edge in some]
    for package in packages:
        edges += package.dependencies
        edges += [edge for some in package.extras.values() for edge in some]
    asked: dict[str, set[str]] = {}
    for edge in edges:
        asked.setdefault(edge.name, set()).update(edge.extras)
    return asked


class _Reader:
    """Follows edges to entries."""

    def __init__(self, entries: list[_Entry], own: _Entry) -> None:
        self._own = own
        self._by_name: dict[str, list[_Entry]] = {}
        for entry in entries:
            self._by_name.setdefault(entry.name, []).append(entry)
        self._registries = {
            name: {entry.origin.registry for entry in some} - {""}
            for name, some in self._by_name.items()
        }

    def package(self, entry: _Entry) -> LockedPackage:
        table, origin = entry.table, entry.origin
        # Groups of another project of the workspace: nobody installs them with this one.
        self._edges_by_key(table.table("dev-dependencies"))
        return LockedPackage(
            place=table.place,
            name=entry.name,
            version=entry.version,
            files=origin.files,
            source=origin.source,
            condition=_markers(table, "resolution-markers"),
            dependencies=self._edges(table, "dependencies"),
            extras=self._edges_by_key(table.table("optional-dependencies")),
            index=self._index(entry),
        )

    def root(self) -> Root:
        table = self._own.table
        return read_root(
            table,
            name=self._own.name,
            version=self._own.version,
            dependencies=self._edges(table, "dependencies"),
            extras=self._edges_by_key(table.table("optional-dependencies")),
            groups=self._edges_by_key(table.table("dev-dependencies")),
        )

    def _index(self, entry: _Entry) -> str:
        return entry.origin.registry if len(self._registries[entry.name]) > 1 else ""

    def _edges_by_key(self, table: Table) -> Mapping[str, tuple[Dependency, ...]]:
        return {name: self._edges(table, key) for name, key in table.by_name().items()}

    def _edges(self, table: Table, key: str) -> tuple[Dependency, ...]:
        return tuple(self._edge(edge) for edge in table.tables(key))

    def _edge(self, table: Table) -> Dependency:
        table.allow(["extra", "marker", "name", "source", "version"], _REMEDY)
        name = checked_name(table.data.get("name"), table.at("name"))
        entries = self._by_name.get(name, [])
        spend(8 + len(entries) / 5, table.place)
        found = [
            entry
            for entry in entries
            if table.data.get("version", entry.version) == entry.version
            and table.data.get("source", entry.table.data["source"]) == entry.table.data["source"]
        ]
        if len(found) != 1:
            raise RefusedError(
                table.place,
                f"{dict(table.data)!r} is {len(found)} of the lock's packages, and one has to be",
                f"run: {_UPDATE}",
            )
        entry = found[0]
        # No package: a project of the workspace that only lists requirements.
        if entry.origin.kind == "virtual" and entry is not self._own:
            raise RefusedError(
                table.place,
                f"{name} is no package ([tool.uv] package = false): it only lists requirements",
                f"require them directly, or make it a package, and run: {_UPDATE}",
            )
        forked = len(entries) > 1
        exact = parse_constraint(f"==={entry.version}", table.place) if entry.version else None
        marker = table.text("marker", "")
        extras = {checked_name(extra, table.at("extra")) for extra in table.texts("extra")}
        return Dependency(
            place=f"{table.place} ({name})",
            name=name,
            constraint=exact if forked and exact is not None else Constraint.ANY,
            marker=parse_marker(marker, table.at("marker")) if marker else None,
            extras=tuple(sorted(extras)),
            source=entry.origin.source if forked else None,
            index=self._index(entry) if forked else "",
        )
