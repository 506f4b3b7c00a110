"""Which driver a CUDA toolkit runs on.

Programs of a toolkit M.x run on every driver that knows CUDA M.0 or newer ("minor version
compatibility"); with a driver of an older M.y, PTX of the newer toolkit cannot be compiled. Drivers
run programs of all older toolkits.
"""

from __future__ import annotations

__all__ = ["FIRST_RELEASE", "needed_release", "parse", "words"]

Version = tuple[int, int]

FIRST_RELEASE = {11: "450.80.02", 12: "525.60.13", 13: "580.65.06"}
"""The first Linux driver for each major version, from the toolkits' release notes."""


def parse(text: str) -> Version:
    """ "13.0" as numbers; ValueError for anything else."""
    major, _, minor = text.partition(".")
    if not (major.isdecimal() and minor.isdecimal()):
        raise ValueError(f"{text!r}: not a version of CUDA; give one like 13.0")
    return int(major), int(minor)


def words(version: Version) -> str:
    """The numbers as text."""
    return f"{version[0]}.{version[1]}"


def needed_release(toolkit: Version) -> str:
    """The driver to install, in words."""
    release = FIRST_RELEASE.get(toolkit[0])
    if release is None:
        return f"a driver for CUDA {words(toolkit)}"
    return f"driver {release} or newer"
