"""Pieces that several lock formats share: hashes, requirements, paths and addresses."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pyproject2nix.base.budget import spend
from pyproject2nix.base.constraint import Constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Dependency, File
from pyproject2nix.base.names import checked_file_name, checked_name
from pyproject2nix.base.pep508 import parse_requirement

__all__ = [
    "checked_commit",
    "checked_git_url",
    "checked_path",
    "checked_url",
    "dependency_of",
    "file_name_of",
    "file_of",
    "leading_name",
    "read_file",
    "without_credentials",
]

_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_SCP = re.compile(r"([A-Za-z0-9._-]+@[A-Za-z0-9.-]+):([^/:][^:]*)", re.ASCII)
_SCHEMES = ("https", "http", "ssh", "git", "file")
_USER = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)[^/?#]*@", re.ASCII)


def file_of(name: object, digest: object, place: str) -> File:
    """Return a distribution with its hash (`sha256:…`); a weaker hash is refused."""
    spend(8, place)
    checked = checked_file_name(name, place)
    match = _HASH.fullmatch(digest) if isinstance(digest, str) else None
    if match is None:
        raise RefusedError(
            place,
            f"{checked} has no hash"
            if digest is None
            else f"{digest!r} of {checked} is not a SHA-256",
            "lock again from an index that offers SHA-256",
        )
    return File(checked, match[1])


def read_file(read: Callable[[], File], name: object) -> File:
    """Return a distribution, or one that is refused where a target takes it: `name` tells which."""
    try:
        return read()
    except RefusedError as refusal:
        text = name if isinstance(name, str) else ""
        return File(text.rpartition("/")[2], "", problem=refusal)


def without_credentials(url: str) -> str:
    """Return an address without user name and password, which are not written anywhere."""
    # Not by urlsplit, which refuses some: this one is to be named in a message.
    return _USER.sub(r"\1", url)


def file_name_of(url: str, place: str) -> str:
    """Return the last component of an address or path."""
    try:
        path = urlsplit(url).path
    except ValueError:
        # A host in brackets that is no IPv6 address.
        raise RefusedError(place, f"{url!r} is not an address", "lock again") from None
    return checked_file_name(unquote(path).rpartition("/")[2], place)


def dependency_of(text: object, place: str) -> Dependency:
    """Return a requirement (PEP 508) that names no address."""
    requirement = parse_requirement(text, place)
    if requirement.url is not None:
        raise RefusedError(
            place,
            f"{text!r} comes from an address, not from an index",
            "require a released version",
        )
    return Dependency(
        place=f"{place} ({requirement})",
        name=checked_name(requirement.name, place),
        constraint=Constraint.of(requirement.specifier),
        marker=requirement.marker,
        extras=tuple(sorted(checked_name(extra, place) for extra in requirement.extras)),
    )


def checked_commit(commit: object, place: str) -> str:
    """Return a full commit, or refuse: a branch or tag is not pinned."""
    if not isinstance(commit, str) or _COMMIT.fullmatch(commit) is None:
        raise RefusedError(place, f"{commit!r} is not a full commit", "lock again")
    return commit


def checked_url(url: object, place: str) -> str:
    """Return an address that a fetcher takes: a known scheme, a host, no odd letter."""
    if isinstance(url, str) and url.isascii() and url.isprintable() and " " not in url:
        # ValueError: a host in brackets that is not an IPv6 address.
        with suppress(ValueError):
            parts = urlsplit(url)
            if parts.scheme in _SCHEMES and (parts.netloc or parts.scheme == "file"):
                return url
    raise RefusedError(place, f"{url!r} is not an address", f"use one of {', '.join(_SCHEMES)}")


def checked_git_url(url: object, place: str) -> str:
    """Return a repository's address; `git@host:path`, Git's own short form, is written out."""
    if isinstance(url, str) and (short := _SCP.fullmatch(url)):
        return checked_url(f"ssh://{short[1]}/{short[2]}", place)
    return checked_url(url, place)


def checked_path(path: object, place: str) -> str:
    """Return a relative POSIX path, `.` components removed; refuse an absolute or odd one."""
    if (
        not isinstance(path, str)
        or re.fullmatch(r"[A-Za-z0-9._+/ -]+", path, re.ASCII) is None
        or path.startswith("/")
    ):
        raise RefusedError(
            place,
            f"{path!r} is not a relative path of plain letters",
            "move it beside the project and lock again",
        )
    return str(PurePosixPath(path))


def leading_name(text: str, place: str) -> str:
    """Return the name that a requirement starts with; lockers write the rest their own way."""
    match = re.match(r"[A-Za-z0-9._-]+", text)
    return checked_name(match[0] if match else text, place)
