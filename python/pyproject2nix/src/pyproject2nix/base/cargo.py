"""Cargo.lock: the crates that a source in Rust is built from."""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.base.tables import Table, parse_toml

__all__ = ["CARGO_LOCK", "CargoLock", "Crate", "Rust", "crates_of", "has_git", "vendored"]

CARGO_LOCK = "Cargo.lock"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+-]{0,100}", re.ASCII)
_CHECKSUM = re.compile(r"[0-9a-f]{64}", re.ASCII)
_VENDORED = "vendored-sources"
"""As `cargo vendor` calls them, and so does nixpkgs' cargoSetupHook."""
_LOCK_AGAIN = "lock again: cargo generate-lockfile"


@dataclass(frozen=True)
class CargoLock:
    """The Cargo.lock of a source."""

    root: str
    """Its folder, as a POSIX path in the source; empty for the source's own."""
    sha256: str
    text: str = field(compare=False, repr=False)

    @classmethod
    def of(cls, path: str, data: bytes, place: str) -> "CargoLock":
        """Return the lock with this content, at a path in its source; refuse what is none."""
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise RefusedError(place, f"not UTF-8 at byte {error.start}", _LOCK_AGAIN) from None
        crates_of(text, place)
        return cls(posixpath.dirname(path), hashlib.sha256(data).hexdigest(), text)


@dataclass(frozen=True)
class Rust:
    """How a source in Rust gets its crates."""

    lock: CargoLock | None
    """None if the source has its crates itself."""
    vendor: str = ""
    """Then, their folder in the source (POSIX), where `cargo vendor` named it."""
    problem: RefusedError | None = field(default=None, compare=False)
    """Why nothing pins them; it counts only where the source is built."""


@dataclass(frozen=True)
class Crate:
    """One version of a crate of the registry."""

    name: str
    version: str
    sha256: str
    source: str = field(default="", compare=False)
    """As the lock names the registry."""

    @property
    def file(self) -> File:
        """The file as the Nix store has it, under nixpkgs' name."""
        return File(f"crate-{self.name}-{self.version}.tar.gz", self.sha256)


def crates_of(text: str, place: str) -> tuple[Crate, ...]:
    """Return the crates of the registry that a Cargo.lock pins, or refuse it.

    Crates of Git are pinned by their commits, and Nix fetches them itself.
    """
    table = _read(text, place)
    old = table.table("metadata").data
    found = []
    for package in table.tables("package"):
        name, version = package.text("name"), package.text("version")
        source = package.text("source", "")
        if _NAME.fullmatch(name) is None or _VERSION.fullmatch(version) is None:
            raise RefusedError(package.place, f"{name!r} {version!r} is no crate", _LOCK_AGAIN)
        if not source or source.startswith("git+"):
            continue
        if not source.startswith(("registry+", "sparse+")) or "crates.io" not in source:
            raise RefusedError(
                package.at("source"),
                f"{name} is of another registry ({source})",
                "take it from crates.io, or what Cargo's configuration replaces that by, or Git",
            )
        # The first version of the format has them in a table of their own.
        checksum = package.data.get("checksum", old.get(f"checksum {name} {version} ({source})"))
        if not isinstance(checksum, str) or _CHECKSUM.fullmatch(checksum) is None:
            raise RefusedError(package.place, f"{name} {version} has no checksum", _LOCK_AGAIN)
        found.append(Crate(name, version, checksum, source))
    return tuple(found)


def has_git(text: str) -> bool:
    """Tell whether a Cargo.lock that was read has crates of Git."""
    packages = _read(text, CARGO_LOCK).tables("package")
    return any(package.text("source", "").startswith("git+") for package in packages)


def vendored(texts: Iterable[str]) -> Rust | None:
    """Return how a source with these configurations of Cargo gets its crates, if from a folder."""
    for text in texts:
        try:
            sources = parse_toml(text, ".cargo/config.toml").table("source")
            name = sources.table("crates-io").text("replace-with", "")
            folder = sources.table(name).text("directory", "") if name else ""
        except (RefusedError, ValueError, RecursionError):
            # Cargo says what is wrong with it.
            continue
        if folder:
            is_inside = not folder.startswith("/") and ".." not in folder.split("/")
            return Rust(None, folder if is_inside and name == _VENDORED else "")
    return None


def _read(text: str, place: str) -> Table:
    try:
        return parse_toml(text, place)
    except (ValueError, RecursionError) as error:
        raise RefusedError(place, f"not a TOML file ({error})", _LOCK_AGAIN) from None
