"""pdm.lock 4.x: an entry for each package, and one more for each extra of it.

Until 4.2 the files stand in a table of their own, [metadata.files].
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.markers import Marker

from pyproject2nix.base import limits
from pyproject2nix.base.constraint import Constraint, parse_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import dependency_of
from pyproject2nix.base.model import Archive, Dependency, Git, Lock, LockedPackage, Source
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.notes import Notes
from pyproject2nix.base.pep508 import parse_marker, parse_requirement
from pyproject2nix.base.tables import Table
from pyproject2nix.files.reader import sha256_of
from pyproject2nix.files.toml import read_toml
from pyproject2nix.lock.distinct import check_distinct, check_versions
from pyproject2nix.lock.indexes import from_other_indexes
from pyproject2nix.lock.pdm.source import SOURCE_KEYS, read_files, read_source
from pyproject2nix.lock.pdm.targets import read_targets

__all__ = ["read_pdm_lock"]

_UPDATE = "pdm lock"
_REMEDY = "lock again with PDM 2.29, or use a newer pyproject2nix"
_VERSION = re.compile(r"4\.(?P<minor>[0-9])(\.[0-9]{1,3})?", re.ASCII)
_NEWEST = 5
_METADATA = (
    "content_hash",
    "cross_platform",
    "files",
    "groups",
    "lock_inputs",
    "lock_version",
    "static_urls",
    "strategy",
    "targets",
)
_STRATEGIES = ("cross_platform", "direct_minimal_versions", "inherit_metadata", "static_urls")
_PACKAGE = (
    "dependencies",
    "extras",
    "files",
    "groups",
    "marker",
    "name",
    "requires_python",
    "summary",
    "version",
    *SOURCE_KEYS,
)
_Sources = Mapping[str, list[Source]]
_Key = tuple[str, str, Source | None]


@dataclass(frozen=True)
class _Entry:
    """One [[package]]: a package, or what some extras add to it."""

    table: Table
    package: LockedPackage
    extras: tuple[str, ...]


def read_pdm_lock(path: Path, content_hashes: frozenset[str] | None = None) -> Lock:
    """Read a lock, which has to be of the pyproject.toml with these content hashes, if given.

    The groups of its entries are dependency groups and extras of the project alike.
    """
    toml = read_toml(path, limits.LOCK_FILE)
    metadata = toml.table("metadata")
    version = metadata.text("lock_version")
    match, notes = _VERSION.fullmatch(version), Notes()
    toml.pass_over(["metadata", "package"], notes)
    if match is None or int(match["minor"]) > _NEWEST:
        raise RefusedError(
            metadata.at("lock_version"), f"{version!r} is not one of 4.0 to 4.{_NEWEST}", _REMEDY
        )
    stale = _check_metadata(metadata, content_hashes, notes)
    strategy = _strategy(metadata)
    for one in strategy:
        if one not in _STRATEGIES:
            raise RefusedError(metadata.at("strategy"), f"{one!r} is not understood", _REMEDY)
    tells_groups = "inherit_metadata" in strategy
    tables = toml.tables("package")
    check_versions(((str(t.data.get("name")), t.place) for t in tables), _UPDATE)
    files = metadata.table("files")
    entries = [_entry(table, toml.place, tells_groups, files, notes) for table in tables]
    check_distinct([entry.package for entry in entries if not entry.extras], _UPDATE)
    packages = from_other_indexes(_merged(entries))
    return Lock(
        place=toml.place,
        format=f"pdm.lock {version}",
        digest=sha256_of(path, limits.LOCK_FILE),
        packages=packages,
        tells_groups=tells_groups,
        extras_are_groups=True,
        may_lack_groups=True,
        highest_fits=not tells_groups,
        environments=read_targets(metadata, strategy, notes),
        stale=stale,
        update=_UPDATE,
        notes=notes.found,
    )


def _strategy(metadata: Table) -> tuple[str, ...]:
    """Return what was asked of the locker; until 4.3, flags say it."""
    strategy = metadata.texts("strategy", ("cross_platform",))
    if not metadata.flag("cross_platform", True):
        strategy = tuple(one for one in strategy if one != "cross_platform")
    if metadata.flag("static_urls", False):
        strategy = (*strategy, "static_urls")
    return strategy


def _check_metadata(
    metadata: Table, content_hashes: frozenset[str] | None, notes: Notes
) -> RefusedError | None:
    """Check the keys; return what is wrong if the lock is older than pyproject.toml."""
    metadata.pass_over(_METADATA, notes)
    for group in metadata.texts("groups"):
        _group(group, metadata.at("groups"))
    if "lock_inputs" in metadata.data:
        # They take the place of the content hash, and hold hashes that PDM alone can compute.
        notes.add(
            metadata.at("lock_inputs"),
            "not compared with pyproject.toml; if that was changed since, run: pdm lock",
        )
        return None
    content_hash = metadata.text("content_hash")
    if content_hashes is None or content_hash in content_hashes:
        return None
    return RefusedError(
        metadata.at("content_hash"),
        "pyproject.toml was changed after the lock was written",
        f"run: {_UPDATE}",
    )


def _group(name: str, place: str) -> str:
    if name == "main":
        raise RefusedError(place, "'main' is a group", "give it another name: main is the project")
    return "main" if name == "default" else checked_name(name, place)


def _entry(
    table: Table, lock_place: str, tells_groups: bool, all_files: Table, notes: Notes
) -> _Entry:
    name = checked_name(table.data.get("name"), table.at("name"))
    table = Table(f"{lock_place}: package.{name}", table.data)
    table.pass_over(_PACKAGE, notes)
    key = f"{table.data['name']} {table.data.get('version')}"
    if key in all_files.data and "files" not in table.data:
        table = Table(table.place, {**table.data, "files": all_files.data[key]})
    source = read_source(table, notes)
    groups = tuple(sorted({_group(group, table.at("groups")) for group in table.texts("groups")}))
    if tells_groups and not groups:
        raise RefusedError(table.at("groups"), "missing or empty", f"run: {_UPDATE}")
    marker = table.text("marker", "")
    extras = {checked_name(extra, table.at("extras")) for extra in table.texts("extras")}
    package = LockedPackage(
        place=table.place,
        name=name,
        version=checked_version(table.data.get("version"), table.at("version")),
        files=() if source is not None else read_files(table, notes),
        description=" ".join(table.text("summary", "").split()),
        python_versions=parse_constraint(
            table.data.get("requires_python", "*"), table.at("requires_python")
        ),
        source=source,
        condition=(parse_marker(marker, table.at("marker")),) if marker else (),
        groups=groups if tells_groups else (),
    )
    return _Entry(table, package, tuple(sorted(extras)))


def _merged(entries: list[_Entry]) -> tuple[LockedPackage, ...]:
    """Make one package of an entry and those of its extras."""
    sources: dict[str, list[Source]] = {}
    for entry in entries:
        known = sources.setdefault(entry.package.name, [])
        if entry.package.source is not None and entry.package.source not in known:
            known.append(entry.package.source)
    additions: dict[_Key, list[_Entry]] = {}
    for entry in entries:
        if entry.extras:
            additions.setdefault(_key(entry), []).append(entry)
    packages = []
    for entry in entries:
        if not entry.extras:
            some = additions.get(_key(entry), [])
            packages.append(_with_extras(entry, some, sources))
    whole = {_key(entry) for entry in entries if not entry.extras}
    for key, some in additions.items():
        if key not in whole:
            place = some[0].table.place
            raise RefusedError(place, "an extra is in it without its package", f"run: {_UPDATE}")
    return tuple(packages)


def _key(entry: _Entry) -> _Key:
    return (entry.package.name, entry.package.version, entry.package.source)


def _with_extras(entry: _Entry, additions: list[_Entry], sources: _Sources) -> LockedPackage:
    added: dict[str, list[tuple[Dependency, ...]]] = {}
    seen: set[tuple[str, ...]] = set()
    for one in additions:
        if one.extras in seen:
            raise RefusedError(one.table.at("extras"), f"{one.extras} twice", f"run: {_UPDATE}")
        seen.add(one.extras)
        if one.package.files != entry.package.files:
            raise RefusedError(
                one.table.at("files"), f"differ from those without {one.extras}", f"run: {_UPDATE}"
            )
        edges = _edges(one, sources)
        for extra in one.extras:
            added.setdefault(extra, []).append(edges)
    return replace(
        entry.package,
        dependencies=_edges(entry, sources),
        extras={extra: _common(added[extra]) for extra in sorted(added)},
    )


def _common(choices: list[tuple[Dependency, ...]]) -> tuple[Dependency, ...]:
    # x[a,b] has an entry of its own, of what both add: what a adds is in every entry that has a.
    others = [frozenset(other) for other in choices[1:]]
    return tuple(edge for edge in choices[0] if all(edge in other for other in others))


def _edges(entry: _Entry, sources: _Sources) -> tuple[Dependency, ...]:
    place = entry.table.at("dependencies")
    edges = [_edge(text, place, sources) for text in entry.table.texts("dependencies")]
    # The entry of an extra depends on its package, which is merged with it.
    own = entry.package.name if entry.extras else None
    return tuple(edge for edge in edges if edge.name != own or edge.extras)


def _edge(text: str, place: str, sources: _Sources) -> Dependency:
    requirement = parse_requirement(text, place, "write it as in PEP 508, and lock again")
    if requirement.url is None:
        return dependency_of(text, place)
    name = checked_name(requirement.name, place)
    found = [s for s in sources.get(name, []) if _is_at(s, requirement.url)]
    if len(found) != 1:
        raise RefusedError(
            place, f"{text!r} is {len(found)} of the lock's packages", f"run: {_UPDATE}"
        )
    marker: Marker | None = requirement.marker
    extras = sorted(checked_name(extra, place) for extra in requirement.extras)
    return Dependency(
        f"{place} ({name})", name, Constraint.ANY, marker, tuple(extras), source=found[0]
    )


def _is_at(source: Source, url: str) -> bool:
    if isinstance(source, Git):
        return url.startswith(f"git+{source.url}")
    if isinstance(source, Archive):
        return url.partition("#")[0] == source.url
    return url.startswith(("file:", "."))
