"""The content of a lock file, whatever its format: frozen records that every reader produces.

A reader translates one format into these records, or refuses. It drops nothing: what a record
cannot hold is an error that names file, key, value and remedy.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from packaging.markers import Marker

from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.notes import Note

__all__ = [
    "Archive",
    "Dependency",
    "Directory",
    "File",
    "Git",
    "LocalFile",
    "Lock",
    "LockedPackage",
    "Root",
    "Source",
]


@dataclass(frozen=True)
class File:
    """A wheel or sdist with its hash."""

    name: str
    """File name alone."""
    sha256: str
    """Hexadecimal."""
    url: str = field(default="", compare=False)
    """Its address, without credentials, where the lock has it from another index than most."""
    index: str = field(default="", compare=False)
    """That index, for people."""
    path: str = field(default="", compare=False)
    """POSIX path from the project's folder, where the lock has it in a folder and on no index."""
    python: str = field(default="", compare=False)
    """Versions of Python that it is for, where an index alone tells them: a PEP 440 specifier."""
    problem: RefusedError | None = field(default=None, compare=False)
    """What could not be read of it: it counts only where a target takes the file."""

    @property
    def sri(self) -> str:
        """The hash as Nix writes it."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.sha256)).decode()


@dataclass(frozen=True)
class Git:
    """A commit of a repository."""

    url: str
    """As Git takes it, without `git+`, query or fragment."""
    commit: str
    """40 (or 64) hexadecimal digits."""
    subdirectory: str = ""
    """POSIX path within the repository, or empty."""


@dataclass(frozen=True)
class Archive:
    """A file at an address of its own, not on an index."""

    url: str
    file: File
    subdirectory: str = ""


@dataclass(frozen=True)
class LocalFile:
    """A wheel or sdist at a local path."""

    path: str
    """POSIX path relative to the project's folder; may start with `../`, never absolute."""
    file: File


@dataclass(frozen=True)
class Directory:
    """A Python project at a local path, with a pyproject.toml of its own."""

    path: str
    """POSIX path relative to the project's folder; may start with `../`, never absolute."""
    editable: bool = False
    """Whether the shell uses its files where they are; what is built is the same."""


Source = Git | Archive | LocalFile | Directory
"""Where a package comes from if not from an index, whose files are in `LockedPackage.files`."""


@dataclass(frozen=True)
class Dependency:
    """One requirement: an edge of the lock, or a line of the project's own metadata."""

    place: str
    """File and key, for messages."""
    name: str
    """Normalised (PEP 503)."""
    constraint: Constraint
    marker: Marker | None = None
    extras: tuple[str, ...] = ()
    """Normalised, sorted: extras of the required package."""
    source: Source | None = None
    """Where it has to come from, if the text says so: tells apart entries of one version."""
    addressed: bool = False
    """Whether the text names an address or path, which the lock then has to have, too."""
    index: str = ""
    """The index it has to come from, where entries of the same name come from several."""
    exact: bool = False
    """Whether the lock says which entry is meant, so that markers of that entry do not count."""


@dataclass(frozen=True)
class LockedPackage:
    """One version of one package."""

    place: str
    """`uv.lock: package.numpy`, for messages."""
    name: str
    """Normalised (PEP 503)."""
    version: str
    """As it is written; empty for a Directory whose version the lock does not tell."""
    files: tuple[File, ...]
    """Of an index; empty where `source` is set."""
    description: str = ""
    """On one line."""
    python_versions: Constraint = field(default_factory=lambda: Constraint.ANY)
    source: Source | None = None
    condition: tuple[Marker, ...] = ()
    """The entry is for targets where any of these holds; empty: for all."""
    groups: tuple[str, ...] = ()
    """Groups of the project that want it, `main` for none; empty where the lock does not tell."""
    markers: Mapping[str, Marker] = field(default_factory=dict)
    """By group, where it is wanted; a group without an entry wants it everywhere."""
    dependencies: tuple[Dependency, ...] = ()
    extras: Mapping[str, tuple[Dependency, ...]] = field(default_factory=dict)
    """What each extra adds; a key for each extra that the lock knows."""
    build_system: tuple[str, ...] | None = None
    """Normalised names of what builds its sdist, where the lock tells."""
    index: str = ""
    """What the lock calls its index, where entries of the same name come from several: a label
    that tells them apart, never an address to fetch from."""
    is_virtual: bool = False
    """Whether it is a project that only lists requirements: nothing of it is installed."""
    no_binary: str = ""
    """The setting that has it built from its sdist, wheels or not; empty where none does."""
    problem: RefusedError | None = None
    """What could not be read of it: it counts only where a target takes the entry."""

    def at(self, key: str) -> str:
        """Return the place of a key of it, for messages; a line of requirements.txt has none."""
        return self.place if ": line " in self.place else f"{self.place}.{key}"


@dataclass(frozen=True)
class Root:
    """The project's own entry in a lock."""

    place: str
    name: str
    """Normalised (PEP 503)."""
    version: str
    """As it is written, or empty."""
    dependencies: tuple[Dependency, ...]
    """The edges that the locker found: narrower than the requirements in the metadata."""
    extras: Mapping[str, tuple[Dependency, ...]]
    groups: Mapping[str, tuple[Dependency, ...]]
    requires: tuple[Dependency, ...] = ()
    """The metadata's requirements when it was locked; those of an extra have it as marker."""
    requires_groups: Mapping[str, tuple[Dependency, ...]] = field(default_factory=dict)
    provides_extras: tuple[str, ...] | None = None
    """Sorted; nothing where the lock does not tell."""
    addressed: frozenset[str] = frozenset()
    """Names in `requires` that come from a path or address: their versions are not recorded."""


@dataclass(frozen=True)
class Lock:
    """A whole lock file."""

    place: str
    """File name."""
    format: str
    """`poetry.lock 2.1`, for people."""
    digest: str
    """SHA-256 of the file."""
    packages: tuple[LockedPackage, ...]
    tells_groups: bool = False
    """Whether entries say which groups want them."""
    extras_are_groups: bool = False
    """Whether the groups of entries include the project's extras."""
    may_lack_groups: bool = False
    """Whether it may have been written for some of the project's groups and extras alone."""
    hashes_alone: bool = False
    """Whether the file names came from outside, since the lock has none."""
    highest_fits: bool = False
    """Whether the locker takes the highest version that fits, where nothing else decides."""
    tells_edges: bool = True
    """Whether entries say what they depend on; where not, the project needs every entry."""
    tells_extras: bool = True
    """Whether entries say which extras they have."""
    root: Root | None = None
    """The project's own entry: where it is there, its edges take the place of the metadata's."""
    roots: Mapping[str, Root] = field(default_factory=dict)
    """The entries of other local projects, by POSIX paths from the project's folder."""
    environments: tuple[Marker, ...] = ()
    """The lock is for targets where any of these holds; empty: for all."""
    python_versions: Constraint = field(default_factory=lambda: Constraint.ANY)
    """Versions of Python that the lock is for."""
    members: tuple[Dependency, ...] = ()
    """Local projects of the same workspace: packages, whether or not the project needs them."""
    default_groups: frozenset[str] | None = None
    """Groups that its locker installs unasked; None for all that are not optional."""
    conflicts: tuple[frozenset[str], ...] = ()
    """Sets of extras, as the lock's markers call them, of which at most one may be asked for."""
    stale: RefusedError | None = None
    """That the project was changed since: it counts if the lock does not fit it any more."""
    update: str = ""
    """The command that writes the file again: `poetry lock`."""
    notes: tuple[Note, ...] = ()
    """What was assumed when it was read."""
    includes: tuple[str, ...] = ()
    """Further files that it was read from: POSIX paths from the project's folder."""

    def named(self, name: str) -> list[LockedPackage]:
        """Return the entries of one name: more than one where markers split it."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[LockedPackage]]:
        by_name: dict[str, list[LockedPackage]] = {}
        for package in self.packages:
            by_name.setdefault(package.name, []).append(package)
        return by_name
