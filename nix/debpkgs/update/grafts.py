"""Fixes that images can have without a build: packages whose libraries keep their interface.

What was compiled with the older package runs with the newer one if each symbol of the old one's
symbols file is in the new one's (deb-symbols(5)).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .apt import PrivateApt
from .deb import members, tar_of

__all__ = ["Interface", "choose_grafts", "interface_of", "why_not"]

_LIBRARY = re.compile(r"(?:\./)?(?:usr/)?lib/(?:[^/]+-linux-gnu[^/]*/)?lib[^/]*\.so\.[^/]+")


@dataclass(frozen=True)
class Interface:
    """What a .deb offers to what is linked with it."""

    has_libraries: bool
    symbols: frozenset[tuple[str, str]]
    """Library and symbol, as its symbols file lists them."""


def interface_of(deb: Path) -> Interface:
    """Read a .deb."""
    found = members(deb)
    symbols = ""
    with tar_of(found, "control", deb) as control:
        for entry in control:
            if entry.name.removeprefix("./") == "symbols" and (
                stream := control.extractfile(entry)
            ):
                symbols = stream.read().decode(errors="replace")
    with tar_of(found, "data", deb) as data:
        has_libraries = any(_LIBRARY.fullmatch(entry.name) for entry in data)
    return Interface(has_libraries, frozenset(_symbols(symbols)))


def _symbols(text: str) -> set[tuple[str, str]]:
    library, found = "", set()
    for line in text.splitlines():
        if line[:1] == " ":
            found.add((library, line.split()[0]))
        elif line[:1] not in ("", "*", "|"):
            library = line.split()[0]
    return found


def why_not(old: Interface, new: Interface) -> str:
    """Return why what was linked with the old one cannot use the new one; empty if it can."""
    if not old.has_libraries:
        return ""
    if not old.symbols:
        return "its libraries have no symbols file"
    gone = sorted(old.symbols - new.symbols)
    return f"{gone[0][0]} no longer has {gone[0][1]}" if gone else ""


def choose_grafts(
    apt: PrivateApt, locked: Mapping[str, Any], newest: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the newer pins that can take the place of locked ones, and why others cannot.

    All packages of one source move together.
    """
    moved = {
        name: pin
        for name, pin in newest.items()
        if name in locked and locked[name]["version"] != pin["version"]
    }
    refused: dict[str, str] = {}
    for name, pin in moved.items():
        if name.endswith("-dev"):
            # Nothing that runs is in it.
            continue
        if pin["depends"] != locked[name]["depends"]:
            reason = "it depends on other packages"
        else:
            old, new = (interface_of(_file(apt, one)) for one in (locked[name], pin))
            reason = why_not(old, new)
        if reason:
            refused[name] = reason
    sources = {moved[name]["source"] for name in refused}
    return {
        name: pin
        for name, pin in moved.items()
        if pin["source"] not in sources and not name.endswith("-dev")
    }, refused


def _file(apt: PrivateApt, pin: Mapping[str, Any]) -> Path:
    file: Path = apt.directory / pin["sha256"]
    if not file.exists():
        apt.download(pin["path"], pin["sha256"], file)
    return file
