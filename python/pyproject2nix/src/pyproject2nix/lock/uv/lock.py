"""uv.lock, version 1: one lock for all targets, with the project as one of its entries."""

import posixpath
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint, parse_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency, Directory, Lock, LockedPackage, Root
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import parse_marker
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.distinct import check_distinct, check_versions
from pyproject2nix.lock.uv.conflicts import read_conflicts
from pyproject2nix.lock.uv.root import addressed, read_root, read_row
from pyproject2nix.lock.uv.source import Origin, main_index, read_origin

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
    "group-requires-python",
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
    problem: RefusedError | None = None
    """What could not be read: it counts only where a target takes the entry."""


def read_uv_lock(path: Path, project_name: str, here: str = ".", is_project: bool = True) -> Lock:
    """Read a lock whose entry of `project_name`, in the folder `here`, becomes the root.

    `here` is a path from the lock's folder. Without a project, the root of a workspace is meant,
    which has members alone. uv leaves out of a marker what holds for all entries and edges: that
    is in `environments` and `python_versions`.
    """
    whole = read_toml(path, limits.LOCK_FILE)
    toml = Table(whole.place if here == "." else posixpath.relpath(whole.place, here), whole.data)
    notes = Notes()
    toml.pass_over(_KEYS, notes)
    toml.table("options").pass_over(_OPTIONS, notes)
    toml.table("manifest").pass_over(_MANIFEST, notes)
    revision = _revision(toml, notes)
    tables = toml.tables("package")
    check_versions(((str(t.data.get("name")), t.place) for t in tables), _UPDATE)
    main = main_index(tables)
    entries = [_entry(table, toml.place, path.parent, here, main, notes) for table in tables]
    name = checked_name(project_name, "project.name")
    own = _own(entries, name, toml.place) if is_project else None
    reader = _Reader(entries, own)
    packages = tuple(reader.package(entry) for entry in entries if entry is not own)
    check_distinct(packages, _UPDATE)
    root = reader.root() if own is not None else reader.virtual_root(toml, name)
    # Where uv promises wheels, and forks, whose edges say which one is meant: read and not needed.
    _markers(toml, "required-markers")
    _markers(toml, "resolution-markers")
    return Lock(
        place=toml.place,
        format=f"uv.lock 1.{revision}",
        digest=sha256_of(path, limits.LOCK_FILE),
        packages=packages,
        tells_extras=False,
        root=root,
        roots=reader.roots(),
        environments=_markers(toml, "supported-markers"),
        python_versions=parse_constraint(
            toml.data.get("requires-python", "*"), toml.at("requires-python")
        ),
        members=reader.others(toml) if here == "." else (),
        conflicts=read_conflicts(toml),
        update=_UPDATE,
        notes=notes.found,
    )


def _revision(toml: Table, notes: Notes) -> int:
    version, revision = toml.data.get("version"), toml.data.get("revision", 0)
    if type(version) is not int or version != 1:
        raise RefusedError(toml.at("version"), f"{version!r} is not 1", _REMEDY)
    if type(revision) is not int or revision < 0:
        raise RefusedError(toml.at("revision"), f"{revision!r} is not a number from 0 on", _REMEDY)
    if revision > _LAST_REVISION:
        # A revision adds what an earlier uv may pass over.
        text = f"{revision} is newer than {_LAST_REVISION}, and read as that; or: {_REMEDY}"
        notes.add(toml.at("revision"), text)
    return revision


def _entry(
    table: Table, lock_place: str, folder: Path, here: str, main: str, notes: Notes
) -> _Entry:
    name = checked_name(table.data.get("name"), table.at("name"))
    table = Table(f"{lock_place}: package.{name}", table.data)
    table.pass_over(_PACKAGE, notes)
    try:
        # Which groups uv installs unasked is in pyproject.toml.
        table.texts("default-groups")
        origin = read_origin(table, folder, here, main, notes)
        version = ""
        # Absent where the project computes it while it is built.
        if "version" in table.data or not isinstance(origin.source, Directory):
            version = checked_version(table.data.get("version"), table.at("version"))
    except RefusedError as refusal:
        text = table.data.get("version")
        known = text if isinstance(text, str) else ""
        return _Entry(table, name, known, Origin("", None, "", ()), refusal)
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


class _Reader:
    """Follows edges to entries."""

    def __init__(self, entries: list[_Entry], own: _Entry | None) -> None:
        self._own = own
        self._by_name: dict[str, list[_Entry]] = {}
        for entry in entries:
            self._by_name.setdefault(entry.name, []).append(entry)
        self._registries = {
            name: {entry.origin.registry for entry in some} - {""}
            for name, some in self._by_name.items()
        }

    def package(self, entry: _Entry) -> LockedPackage:
        """Return an entry, with what could not be read of it."""
        if entry.problem is not None:
            return self._unreadable(entry, entry.problem)
        try:
            return self._package(entry)
        except RefusedError as refusal:
            return self._unreadable(entry, refusal)

    def _unreadable(self, entry: _Entry, problem: RefusedError) -> LockedPackage:
        return LockedPackage(
            place=entry.table.place,
            name=entry.name,
            version=entry.version,
            files=(),
            index=self._index(entry),
            problem=problem,
        )

    def _package(self, entry: _Entry) -> LockedPackage:
        table, origin = entry.table, entry.origin
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
            is_virtual=origin.kind == "virtual",
        )

    def root(self) -> Root:
        """Return the project's own entry."""
        assert self._own is not None
        return self._root(self._own)

    def roots(self) -> dict[str, Root]:
        """Return the entries of other local projects that say what they were locked from."""
        found = {}
        for entry in (one for some in self._by_name.values() for one in some):
            source = entry.origin.source
            if not isinstance(source, Directory) or entry is self._own:
                continue
            if "metadata" in entry.table.data:
                # What cannot be read of an entry counts where a target takes it.
                with suppress(RefusedError):
                    found[source.path] = self._root(entry)
        return found

    def _root(self, entry: _Entry) -> Root:
        table = entry.table
        return read_root(
            table,
            name=entry.name,
            version=entry.version,
            dependencies=self._edges(table, "dependencies"),
            extras=self._edges_by_key(table.table("optional-dependencies")),
            groups=self._edges_by_key(table.table("dev-dependencies")),
        )

    def virtual_root(self, toml: Table, name: str) -> Root:
        """Return the root of a workspace that is no project: it needs all members, as for uv.

        Its extras and groups are those of any member, and groups of its own.
        """
        manifest = toml.table("manifest")
        members = self._members(manifest)
        extras: dict[str, tuple[Dependency, ...]] = {}
        groups: dict[str, tuple[Dependency, ...]] = {}
        for member in members:
            for extra in member.table.table("optional-dependencies").by_name():
                extras[extra] = (*extras.get(extra, ()), self._to(member, (extra,)))
            table = member.table.table("dev-dependencies")
            for group, edges in self._edges_by_key(table).items():
                groups[group] = (*groups.get(group, ()), *edges)
        own = manifest.table("dependency-groups")
        rows = {group: own.tables(key) for group, key in own.by_name().items()}
        for group, some in rows.items():
            groups[group] = (*groups.get(group, ()), *map(read_row, some))
        return Root(
            place=manifest.place,
            name=name,
            version="",
            dependencies=tuple(self._to(member, ()) for member in members),
            extras=extras,
            groups=groups,
            requires_groups={group: tuple(map(read_row, some)) for group, some in rows.items()},
            addressed=addressed(row for some in rows.values() for row in some),
        )

    def _members(self, manifest: Table) -> list[_Entry]:
        return [
            entry
            for member in manifest.texts("members")
            for entry in self._by_name.get(checked_name(member, manifest.at("members")), ())
            if isinstance(entry.origin.source, Directory)
        ]

    def others(self, toml: Table) -> tuple[Dependency, ...]:
        """Return the other members of the workspace that are packages."""
        members = self._members(toml.table("manifest"))
        some = [one for one in members if one is not self._own and one.origin.kind != "virtual"]
        return tuple(self._to(member, ()) for member in some)

    def _to(self, member: _Entry, extras: tuple[str, ...]) -> Dependency:
        return Dependency(
            place=f"{member.table.place}",
            name=member.name,
            constraint=Constraint.ANY,
            extras=extras,
            source=member.origin.source,
            exact=True,
        )

    def _index(self, entry: _Entry) -> str:
        return entry.origin.registry if len(self._registries[entry.name]) > 1 else ""

    def _edges_by_key(self, table: Table) -> Mapping[str, tuple[Dependency, ...]]:
        return {name: self._edges(table, key) for name, key in table.by_name().items()}

    def _edges(self, table: Table, key: str) -> tuple[Dependency, ...]:
        return tuple(self._edge(edge) for edge in table.tables(key))

    def _edge(self, table: Table) -> Dependency:
        name = checked_name(table.data.get("name"), table.at("name"))
        entries = self._by_name.get(name, [])
        spend(8 + len(entries) / 5, table.place)
        found = [
            entry
            for entry in entries
            if table.data.get("version", entry.version) == entry.version
            and table.data.get("source", entry.table.data.get("source"))
            == entry.table.data.get("source")
        ]
        if len(found) != 1:
            raise RefusedError(
                table.place,
                f"{dict(table.data)!r} is {len(found)} of the lock's packages, and one has to be",
                f"run: {_UPDATE}",
            )
        entry = found[0]
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
            source=entry.origin.source,
            index=self._index(entry) if forked else "",
            exact=True,
        )
