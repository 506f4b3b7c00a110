"""Data that no metadata has: how sdists are built, and what every package set offers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Sdist", "interpreters", "package_set", "sdists"]


@dataclass(frozen=True)
class Sdist:
    """What a package needs to be built from its sdist."""

    build_system: tuple[str, ...]
    """Names of Python packages."""
    build_inputs: tuple[str, ...]
    """Native libraries, by nixpkgs' names."""
    native_build_inputs: tuple[str, ...]
    """Programs that the build runs, by nixpkgs' names."""


def _read(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def sdists() -> Mapping[str, Sdist]:
    """Return sdists.toml, by normalised package name."""
    return {
        name: Sdist(
            tuple(sorted(entry["build-system"])),
            tuple(sorted(entry.get("build-inputs", ()))),
            tuple(sorted(entry.get("native-build-inputs", ()))),
        )
        for name, entry in _read("sdists.toml").items()
    }


@cache
def interpreters() -> tuple[str, ...]:
    """Return the releases of CPython that the package set has, the newest first."""
    releases = _read("package-set.toml")["python"]["interpreters"]
    return tuple(sorted(releases, key=lambda r: [int(n) for n in r.split(".")], reverse=True))


@cache
def package_set() -> frozenset[str]:
    """Return the Python packages that a build may take from the package set, unlocked."""
    return frozenset(_read("package-set.toml")["python"]["build-systems"])
