"""Data that no metadata has: how sdists are built, and what every package set offers."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "BackEnd",
    "Sdist",
    "back_ends",
    "interpreters",
    "package_set",
    "rust_back_end",
    "sdists",
]


@dataclass(frozen=True)
class Sdist:
    """What a package needs of the package set to be built from its sdist."""

    build_inputs: tuple[str, ...]
    """Native libraries, by nixpkgs' names."""
    native_build_inputs: tuple[str, ...]
    """Programs that the build runs, by nixpkgs' names."""


@dataclass(frozen=True)
class BackEnd:
    """What a build back end asks for beside [build-system] (PEP 517, PEP 660)."""

    wheel: tuple[str, ...]
    """What `get_requires_for_build_wheel` returns on Linux."""
    editable: tuple[str, ...]
    """What `get_requires_for_build_editable` returns beside that."""
    rust: bool
    """Whether what it builds needs cargo, rustc and the crates of a Cargo.lock."""


def _read(name: str) -> Any:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def sdists() -> Mapping[str, Sdist]:
    """Return sdists.toml, by normalised package name."""
    return {
        name: Sdist(
            tuple(sorted(entry.get("build-inputs", ()))),
            tuple(sorted(entry.get("native-build-inputs", ()))),
        )
        for name, entry in _read("sdists.toml").items()
    }


@cache
def back_ends() -> Mapping[str, BackEnd]:
    """Return back-ends.toml, by the normalised name of what [build-system] requires."""
    return {
        name: BackEnd(
            tuple(entry.get("wheel", ())),
            tuple(entry.get("editable", ())),
            entry.get("rust", False),
        )
        for name, entry in _read("back-ends.toml").items()
    }


def rust_back_end(names: Iterable[str]) -> str:
    """Return the first of some back ends that builds Rust; empty if none does."""
    known = back_ends()
    return next((name for name in sorted(names) if name in known and known[name].rust), "")


@cache
def interpreters() -> tuple[str, ...]:
    """Return the releases of CPython that the package set has, the newest first."""
    releases = _read("package-set.toml")["python"]["interpreters"]
    return tuple(sorted(releases, key=lambda r: [int(n) for n in r.split(".")], reverse=True))


@cache
def package_set() -> Mapping[str, str]:
    """Return the Python packages that a project's build may take from the package set, unlocked.

    By normalised name, with the version that debpkgs has.
    """
    versions: dict[str, str] = _read("package-set.toml")["python"]["build-systems"]
    return versions
