"""`[archive.NAME]` of a debpkgs.toml: another suite of Debian, or another archive with its keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from update.errors import UpdateError

__all__ = ["Source", "read_source"]

_NAME = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_SUITE = re.compile(r"[A-Za-z0-9.][A-Za-z0-9._/+-]*", re.ASCII)
_COMPONENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]*", re.ASCII)
#: No blank and nothing that apt's file format or a shell knows.
_URL = re.compile(r"(https?://|file:/)[A-Za-z0-9._~:/?@!&()*+,;=%\[\]-]+", re.ASCII)
_KEYS = ("base", "components", "keyring", "suite", "url")
_EXAMPLE = 'url = "https://…", suite = "stable", keyring = "keys/NAME.asc"'


@dataclass(frozen=True)
class Source:
    """Where packages come from besides the suite of debpkgs.toml."""

    name: str
    suite: str
    """A flat archive's ends with a slash."""
    url: str = ""
    """Empty for the mirror that the machine has for Debian."""
    components: tuple[str, ...] = ("main",)
    keyring: Path | None = None
    """None for Debian's."""
    place: str = ""
    """What messages name."""
    base: str = ""
    """Another archive of the list, which this one was made for."""

    def locked(self) -> dict[str, Any]:
        """Return what debpkgs.lock says of it."""
        url = {"url": self.url} if self.url else {}
        base = {"base": self.base} if self.base else {}
        return {"suite": self.suite, "components": list(self.components), **url, **base}


def read_source(path: Path, name: str, tables: object) -> Source:
    """Return an archive of a debpkgs.toml by its name, or raise; the others are not looked at."""
    if not isinstance(tables, dict):
        raise UpdateError(f"{path}: archive: expected tables, as [archive.NAME]")
    if name not in tables:
        known = f"it has {', '.join(tables)}" if tables else "it has none"
        raise UpdateError(
            f"{path}: archive.{name}: missing ({known}); add it, as [archive.{name}] with "
            'suite = "…" and, for an archive that is not Debian\'s, url and keyring'
        )
    table = tables[name]
    place = f"{path}: archive.{name}"
    if _NAME.fullmatch(name) is None:
        raise UpdateError(f"{place}: the name may have a-z, 0-9 and hyphens")
    if not isinstance(table, dict):
        raise UpdateError(f"{place}: expected a table with {_EXAMPLE}")
    for key in table:
        if key not in _KEYS:
            raise UpdateError(f"{place}.{key}: unknown; the keys are {', '.join(_KEYS)}")
    url = _text(place, table, "url", _URL, "an address as https://…, http://… or file:/…")
    suite = _text(place, table, "suite", _SUITE, 'a suite\'s name, or "./" of a flat archive')
    if not suite:
        raise UpdateError(f'{place}: suite is missing; add it, as suite = "bookworm-backports"')
    if ".." in suite.split("/"):
        raise UpdateError(f"{place}.suite: {suite!r}: it may not have ..")
    base = _text(place, table, "base", _NAME, "the name of another archive of this file")
    _require_end(path, name, tables)
    keyring = table.get("keyring")
    if url and keyring is None:
        raise UpdateError(
            f"{place}: keyring is missing: a file with the keys that sign the archive, beside "
            'debpkgs.toml, as keyring = "keys/NAME.asc"'
        )
    if keyring is not None and not url:
        raise UpdateError(f"{place}: has a keyring and no url; a suite of Debian has Debian's keys")
    return Source(
        name,
        suite,
        url.rstrip("/"),
        _components(place, table, suite),
        None if keyring is None else _keyring(place, path.parent, keyring),
        place,
        base,
    )


def _require_end(path: Path, name: str, tables: Mapping[str, Any]) -> None:
    """Raise if an archive is based on itself."""
    chain = [name]
    while isinstance(table := tables.get(chain[-1]), dict) and (base := table.get("base")):
        if base in chain:
            raise UpdateError(
                f"{path}: archive.{name}.base: {' -> '.join([*chain, base])}: an archive cannot be "
                "based on itself; remove one of these keys"
            )
        chain.append(base)


def _text(
    place: str, table: Mapping[str, Any], key: str, pattern: re.Pattern[str], what: str
) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or (key in table and pattern.fullmatch(value) is None):
        raise UpdateError(f"{place}.{key}: {value!r} is not {what}")
    return value


def _components(place: str, table: Mapping[str, Any], suite: str) -> tuple[str, ...]:
    value = table.get("components", [] if suite.endswith("/") else ["main"])
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not is_list or not all(_COMPONENT.fullmatch(one) for one in value):
        raise UpdateError(f'{place}.components: {value!r} is not a list of names, as ["main"]')
    if bool(value) == suite.endswith("/"):
        raise UpdateError(
            f"{place}.components: a flat archive, whose suite ends with a slash, has none, and "
            "every other has one at least"
        )
    return tuple(value)


def _keyring(place: str, folder: Path, value: object) -> Path:
    if not isinstance(value, str):
        raise UpdateError(f"{place}.keyring: {value!r} is not the name of a file")
    path = folder / value
    try:
        start = path.read_bytes()[:64]
    except OSError as error:
        raise UpdateError(
            f"{place}.keyring: {path}: {error.strerror}; put the public keys of the archive there"
        ) from None
    if not (start.startswith(b"-----BEGIN PGP PUBLIC KEY BLOCK") or start[:1] >= b"\x80"):
        raise UpdateError(
            f"{place}.keyring: {path}: has no public OpenPGP key; write it with "
            "gpg --export --armor KEY"
        )
    return path
