"""Debian control data: stanzas of `Field: value`, and the dependency fields in them.

Debian Policy, chapters 5 (control files) and 7 (relationships).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .errors import UpdateError

__all__ = [
    "Package",
    "SourceFile",
    "parse_relation",
    "read_packages",
    "read_source_files",
    "stanzas",
]


#: `name:any (>= 1)`: the name and the constraint.
_RELATION = re.compile(
    r"([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?\s*(?:\(\s*((?:<<|<=|=|>=|>>)\s*[^)\s]+)\s*\))?"
)


class Package(NamedTuple):
    """One binary package of one architecture."""

    name: str
    version: str
    #: Path below the archive's root.
    path: str
    size: int
    sha256: str
    #: Pre-Depends and Depends: each inner tuple lists alternatives.
    depends: tuple[tuple[str, ...], ...]
    #: Names of virtual packages.
    provides: tuple[str, ...]
    #: Name of the source package.
    source: str = ""
    section: str = ""
    #: One line.
    description: str = ""
    #: What it takes on a disk, in bytes.
    installed: int = 0
    #: For each name in `depends` its version constraint, such as ">= 2"; read on request.
    constraints: tuple[tuple[str, ...], ...] = ()
    #: Which of the archives of a debpkgs.toml has the file; empty for that of its suite.
    archive: str = ""


@dataclass(frozen=True)
class SourceFile:
    """One file of a source package."""

    package: str
    version: str
    name: str
    path: str
    size: int
    sha256: str


def stanzas(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Split control data; continuation lines are joined with newlines."""
    fields: dict[str, str] = {}
    last = ""
    for raw in lines:
        line = raw.rstrip("\n")
        if not line:
            if fields:
                yield fields
            fields = {}
        elif line[0] in " \t":
            fields[last] += "\n" + line.strip()
        else:
            last, _, value = line.partition(":")
            fields[last] = value.strip()
    if fields:
        yield fields


def parse_relation(text: str) -> tuple[tuple[str, ...], ...]:
    """``a (>= 1) | b:any, c`` -> ``(("a", "b"), ("c",))``.

    Versions are left out on purpose: within one suite the archive keeps them satisfied.
    """
    return tuple(tuple(name for name, _ in group) for group in _relations(text))


def _relations(text: str) -> list[list[tuple[str, str]]]:
    """Return names with their version constraints, which may be empty."""
    groups = []
    for group in text.split(","):
        found = [_RELATION.match(alternative.strip()) for alternative in group.split("|")]
        if names := [(one[1], one[2] or "") for one in found if one]:
            groups.append(names)
    return groups


def read_packages(
    lines: Iterable[str], architecture: str = "", *, with_constraints: bool = False
) -> Iterator[Package]:
    """Read a Packages file: all, or what runs on an architecture."""
    for fields in stanzas(lines):
        if architecture and fields.get("Architecture") not in (architecture, "all"):
            continue
        depends = _relations(f"{fields.get('Pre-Depends', '')}, {fields.get('Depends', '')}")
        try:
            yield Package(
                name=fields["Package"],
                version=fields["Version"],
                path=fields["Filename"].removeprefix("./"),
                size=int(fields["Size"]),
                sha256=fields["SHA256"],
                depends=tuple(tuple(name for name, _ in group) for group in depends),
                provides=tuple(name for (name, *_) in parse_relation(fields.get("Provides", ""))),
                # With a version where that is another one: `gcc-defaults (1.203)`.
                source=fields.get("Source", fields["Package"]).partition(" ")[0],
                section=fields.get("Section", "").rpartition("/")[2],
                description=fields.get("Description", "").partition("\n")[0],
                installed=int(fields.get("Installed-Size", "0")) * 1024,
                constraints=tuple(tuple(one for _, one in group) for group in depends)
                if with_constraints
                else (),
            )
        except KeyError as error:
            name = fields.get("Package", "(no name)")
            raise UpdateError(
                f"Packages: {name}: field {error} is missing; this is not a Debian index"
            ) from None


def read_source_files(lines: Iterable[str]) -> Iterator[SourceFile]:
    """Read a Sources file: every file of every source package."""
    for fields in stanzas(lines):
        for entry in fields.get("Checksums-Sha256", "").splitlines():
            parts = entry.split()
            if len(parts) == 3:
                sha256, size, name = parts
                yield SourceFile(
                    package=fields["Package"],
                    version=fields["Version"],
                    name=name,
                    path=f"{fields['Directory']}/{name}",
                    size=int(size),
                    sha256=sha256,
                )
