"""The archives that a debpkgs.toml names, and all that a list takes packages from."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyproject2nix.programs.cache import cache_folder
from update.apt import SECURITY, AptError, PrivateApt, machine_archive
from update.apt import Archive as Places
from update.config import ARCHITECTURES
from update.deb822 import Package
from update.errors import UpdateError
from update.resolve import Universe

from .archive import Archive
from .listing import Listing
from .sources import Source

__all__ = ["Archives", "NamedArchive"]

#: Suites of Debian that have no archive of fixes: what is not a release, and parts of one.
_WITHOUT_FIXES = re.compile(r"sid|unstable|experimental|.*[^a-z].*")
#: What apt prints of signatures and Release files -> what that means here.
_FAULTS = (
    (r"NO_PUBKEY (\w+)|key (\w{16,})[^\n]*missing", "is signed by the key {}, which {keys} lacks"),
    (
        r"EXPKEYSIG (\w+)",
        "is signed by the key {}, which has expired; {keys} needs the renewed one",
    ),
    (r"REVKEYSIG (\w+)", "is signed by the key {}, which is revoked"),
    (r"BADSIG (\w+)", "its Release file is not the one that the key {} signed"),
    (r"Release file for \S+ is expired", "its Release file is expired"),
    (r"is not signed|NODATA|no signature|unsupported filetype", "is not signed by a key of {keys}"),
    (r"does not have a Release file", "has no Release file of the suite {suite} at {url}"),
    (
        r"unexpected size|[Hh]ash [Ss]um mismatch|Hashes of (?:expected|received)",
        "an index is not the one that its Release file names",
    ),
    (r"doesn't have the component '([^']+)'", "the suite {suite} has no component {}"),
)


@dataclass(frozen=True)
class _OnePlace(Places):
    """All suites and files of an archive that is not Debian's are below one address."""

    def of_suite(self, _suite: str) -> str:
        return self.uri

    def of_path(self, _path: str) -> str:
        return self.uri


class NamedArchive(Archive):
    """An archive of a debpkgs.toml: believed by its own keyring alone."""

    with_constraints = True

    def others(self, pin: Mapping[str, Any]) -> Iterator[Places]:
        """Yield nothing for an archive that is not Debian's: nobody else has its files."""
        if not self.source.url:
            yield from super().others(pin)

    def date(self, pin: Mapping[str, Any]) -> str:
        """Return an empty text for an archive that is not Debian's."""
        return "" if self.source.url else super().date(pin)

    def __init__(
        self,
        source: Source,
        refresh: bool = False,
        asks: bool = True,
        base: "NamedArchive | None" = None,
    ) -> None:
        self.source, self.base = source, base
        self.suite = source.suite
        places = _OnePlace(source.url) if source.url else machine_archive()
        has_fixes = not source.url and places.security and not _WITHOUT_FIXES.fullmatch(self.suite)
        self.suites = [self.suite, *([f"{self.suite}{SECURITY}"] if has_fixes else [])]
        key = repr((source.locked(), places, self.suites))
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        folder = cache_folder(f"debian/archive-{source.name}-{name}")
        keyring = source.keyring and _copied(source.keyring, folder)
        try:
            self.apt = PrivateApt(
                folder,
                places,
                self.suites,
                ARCHITECTURES,
                keyring=keyring,
                components=source.components,
                remedy=f"correct `suite` of archive.{source.name} in debpkgs.toml"
                if source.url
                else "name another mirror in apt's sources",
            )
            if asks:
                self._ask(f"{key} {_digest(keyring)}", refresh)
        except AptError as error:
            raise UpdateError(f"{source.place}: {self._fault(error)}") from None

    def _fault(self, error: AptError) -> str:
        """Return what is wrong with the archive, in words of its table in debpkgs.toml."""
        keys = self.source.keyring or "Debian's keyring"
        url = self.source.url or "the machine's mirror"
        for pattern, message in _FAULTS:
            if found := re.search(pattern, error.output):
                groups = [one for one in found.groups() if one] or [""]
                return f"{url}: {message.format(*groups, keys=keys, suite=self.suite, url=url)}"
        return str(error)

    def _read(self, suite: str, architecture: str) -> Sequence[Package]:
        if architecture not in self.architectures:
            return []
        packages = super()._read(suite, architecture)
        return [package._replace(archive=self.source.name) for package in packages]

    def universe(self, architecture: str) -> Universe:
        """Return what there is, with what the archive has that this one was made for."""
        own = super().universe(architecture)
        if self.base is None:
            return own
        every = (own, self.base.universe(architecture))
        return Universe(package for one in every for package in one.by_name.values())

    @property
    def architectures(self) -> frozenset[str]:
        """Debian's names of those that the archive has: not every one is for all."""
        if self.suite.endswith("/"):
            return frozenset(ARCHITECTURES)
        return frozenset(self.apt.architectures(self.suite))


class Archives:
    """What a list takes packages from: its suite, and the archives that its entries name.

    With `asks` false there are no indexes: what is pinned needs none.
    """

    def __init__(
        self, listing: Listing, suite: str, refresh: bool = False, asks: bool = True
    ) -> None:
        self.listing = listing
        self.main = Archive(suite, refresh, asks)
        self._refresh, self._asks = refresh, asks
        self._named: dict[str, NamedArchive] = {}

    def named(self, name: str) -> NamedArchive:
        """Return one of the archives of the list, by its name."""
        if name not in self._named:
            source = self.listing.source(name)
            base = self.named(source.base) if source.base else None
            self._named[name] = NamedArchive(source, self._refresh, self._asks, base)
        return self._named[name]

    def with_bases(self, name: str) -> Iterator[str]:
        """Yield an archive's name, and those of the archives that it was made for."""
        archive: NamedArchive | None = self.named(name)
        while archive is not None:
            yield archive.source.name
            archive = archive.base

    def date(self, pins: Mapping[str, dict[str, Any]]) -> None:
        """Note in new pins of Debian's own archives when the snapshot archive has their files."""
        for pin in pins.values():
            name = pin.get("archive", "")
            archive = self.named(name) if name else self.main
            if "snapshot" not in pin and (date := archive.date(pin)):
                pin["snapshot"] = date

    def download(self, pin: Mapping[str, Any], target: Path) -> None:
        """Fetch the file of a pin from the archive that has it."""
        name = pin.get("archive", "")
        archive = self.named(name) if name else self.main
        try:
            archive.download(pin, target)
        except AptError as error:
            reason = _reason(error)
            place = f"{self.listing.path}: archive.{name}" if name else str(self.listing.lock_path)
            raise UpdateError(f"{place}: {pin['path']}: {reason}; run: debpkgs update") from None


def _reason(error: AptError) -> str:
    if re.search(r"[Hh]ash [Ss]um mismatch|unexpected size", error.output):
        return "the file there is not the one that the signed index names"
    return str(error)


def _copied(keyring: Path, folder: Path) -> Path:
    """Return a copy that apt knows the kind of by its name, below a path that apt can read."""
    content = keyring.read_bytes()
    copy = folder / ("keyring.asc" if content.startswith(b"-----") else "keyring.gpg")
    if not copy.exists() or copy.read_bytes() != content:
        copy.write_bytes(content)
    return copy


def _digest(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""
