"""The table [tool.pyproject2nix]: what a packager must know and no standard has a key for."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name, checked_version
from pyproject2nix.base.nix_syntax import is_identifier
from pyproject2nix.base.pep508 import parse_requirement
from pyproject2nix.base.tables import Table

__all__ = ["Settings", "read_settings"]


@dataclass(frozen=True)
class Settings:
    """Defaults of the command line, and what cannot be read from metadata."""

    place: str
    pythons: tuple[str, ...]
    """Empty for the newest of the package set that the project and its lock allow."""
    platforms: tuple[str, ...]
    groups: tuple[str, ...] | None
    """Dependency groups whose packages the overlay has; None for all that are not optional."""
    extras: tuple[str, ...] | None
    """Optional dependencies that the overlay has; None for all."""
    check_groups: tuple[str, ...] | None
    """Those of `groups` that the package's own tests need; None for those that want pytest."""
    build_inputs: tuple[str, ...]
    """Native libraries, by nixpkgs' names."""
    native_build_inputs: tuple[str, ...]
    """Programs that the build runs, by nixpkgs' names."""
    native_check_inputs: tuple[str, ...]
    """Programs that the tests run, by nixpkgs' names: the shells have them, too."""
    imports: tuple[str, ...] | None
    """Modules whose import is tried after the build; None for those that the backend installs."""
    source_exclude: tuple[str, ...]
    """Further files and folders in the project's folder that are no source of the package."""
    build_systems: Mapping[str, tuple[str, ...]]
    """For what is built from source: requirements (PEP 508) of its build, in place of its own."""
    libraries: Mapping[str, tuple[str, ...]]
    """For a dependency: native libraries that it links, by nixpkgs' names."""
    lock: str
    """Name of the lock file, where there are several; else empty."""
    version: str
    """Of the project, where it cannot be read without running code; else empty."""
    out: str
    """Folder of the generated files, from the project's; empty where that is left to us."""


def read_settings(table: Table) -> Settings:
    """Read the table; an unknown key is a slip of the pen."""
    table.allow(
        [
            "build-inputs",
            "build-systems",
            "check-groups",
            "extras",
            "groups",
            "imports",
            "libraries",
            "lock",
            "native-build-inputs",
            "native-check-inputs",
            "out",
            "platforms",
            "pythons",
            "source-exclude",
            "version",
        ],
        "see `pyproject2nix --help` for the keys of [tool.pyproject2nix]",
    )
    build_systems, libraries = table.table("build-systems"), table.table("libraries")
    version = table.text("version", "")
    return Settings(
        place=table.place,
        pythons=table.texts("pythons"),
        platforms=table.texts("platforms", ("x86_64-linux",)),
        groups=_optional_names(table, "groups"),
        extras=_optional_names(table, "extras"),
        check_groups=_optional_names(table, "check-groups"),
        build_inputs=_identifiers(table, "build-inputs"),
        native_build_inputs=_identifiers(table, "native-build-inputs"),
        native_check_inputs=_identifiers(table, "native-check-inputs"),
        imports=table.texts("imports") if "imports" in table.data else None,
        source_exclude=table.texts("source-exclude"),
        build_systems={
            name: _requirements(build_systems, key) for name, key in build_systems.by_name().items()
        },
        libraries={name: _identifiers(libraries, key) for name, key in libraries.by_name().items()},
        lock=table.text("lock", ""),
        version=checked_version(version, table.at("version")) if version else "",
        out=_out(table),
    )


def _out(table: Table) -> str:
    out = table.text("out", "")
    path = posixpath.normpath(out) if out else ""
    if path == ".." or path.startswith(("/", "../")):
        raise RefusedError(
            table.at("out"), f"{out!r} leaves the project's folder", 'write out = "nix"'
        )
    return path


def _names(table: Table, key: str) -> tuple[str, ...]:
    return tuple(sorted({checked_name(name, table.at(key)) for name in table.texts(key)}))


def _requirements(table: Table, key: str) -> tuple[str, ...]:
    texts = {str(parse_requirement(text, table.at(key))) for text in table.texts(key)}
    return tuple(sorted(texts))


def _optional_names(table: Table, key: str) -> tuple[str, ...] | None:
    return _names(table, key) if key in table.data else None


def _identifiers(table: Table, key: str) -> tuple[str, ...]:
    for name in table.texts(key):
        if not is_identifier(name):
            raise RefusedError(
                table.at(key), f"{name!r} is not a name in nixpkgs", "write it as nixpkgs does"
            )
    return tuple(sorted(set(table.texts(key))))
