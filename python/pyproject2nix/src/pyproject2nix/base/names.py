"""Names and versions from outside: checked before anything is made of them."""

import re

from packaging.utils import canonicalize_name, is_normalized_name
from packaging.version import InvalidVersion, Version

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError

__all__ = ["check_not_reserved", "checked_file_name", "checked_name", "checked_version", "is_name"]

_NAME = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]", re.ASCII)
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*", re.ASCII)

# Attributes of nixpkgs' Python scope that are not packages: replacing one breaks every package.
_RESERVED = frozenset(["bootstrap", "lib", "packages", "pkgs", "python", "stdenv"])


def checked_name(name: object, place: str) -> str:
    """Return the normalised form (PEP 503) of a package, group or extra, or refuse it."""
    if isinstance(name, str) and len(name) > limits.NAME:
        raise RefusedError(
            place, f"{name!r} is longer than {limits.NAME} characters", "choose a shorter name"
        )
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise RefusedError(
            place,
            f"{name!r} is not a package name",
            "use letters, digits, '.', '_' and '-' only (PEP 508)",
        )
    spend(2, place)
    normalised = canonicalize_name(name)
    assert is_normalized_name(normalised)
    return normalised


def is_name(text: str) -> bool:
    """Tell whether a text is the name of a package, group or extra."""
    return len(text) <= limits.NAME and _NAME.fullmatch(text) is not None


def check_not_reserved(name: str, place: str) -> None:
    """Refuse a package whose attribute would replace one that is not a package."""
    if name in _RESERVED:
        raise RefusedError(
            place,
            f"{name!r} is an attribute of nixpkgs' Python scope that is no package",
            "remove the dependency, or package it by hand under another name",
        )


def checked_version(version: object, place: str) -> str:
    """Return a version as it is written, after checking that PEP 440 knows it."""
    try:
        if not isinstance(version, str) or len(version) > limits.NAME:
            raise InvalidVersion
        Version(version)
    except InvalidVersion:
        raise RefusedError(
            place, f"{version!r} is not a version", "write it as in PEP 440"
        ) from None
    assert isinstance(version, str)
    if version != version.strip():
        raise RefusedError(place, f"{version!r} has spaces around it", "remove them")
    return version


def checked_file_name(name: object, place: str) -> str:
    """Return a distribution's file name, or refuse it: no folder, nothing hidden, no odd letter."""
    if isinstance(name, str) and "!" in name:
        raise RefusedError(
            place,
            f"{name!r}: the Nix store takes no '!' (an epoch, PEP 440) in a name",
            "lock a version without an epoch",
        )
    if isinstance(name, str) and len(name) > limits.FILE_NAME:
        raise RefusedError(
            place,
            f"{name!r}: the Nix store takes no name of more than {limits.FILE_NAME} characters",
            "lock a release with shorter file names",
        )
    if not isinstance(name, str) or _FILE_NAME.fullmatch(name) is None:
        raise RefusedError(
            place,
            f"{name!r} is not the file name of a wheel or sdist",
            "lock again; if it stays, report it to the package's authors",
        )
    return name
