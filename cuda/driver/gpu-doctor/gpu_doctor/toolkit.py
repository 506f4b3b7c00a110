"""Which driver a CUDA toolkit runs on.

Programs of a toolkit M.x run on every driver that knows CUDA M.0 or newer ("minor version
compatibility"); with a driver of an older M.y, PTX of the newer toolkit cannot be compiled. Drivers
run programs of all older toolkits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["Drivers", "Version", "needed_release", "parse", "read_drivers", "words"]

Version = tuple[int, int]

Drivers = Mapping[int, str]
"""The release of the first Linux driver for each major version of CUDA."""


def read_drivers(text: str) -> Drivers:
    """`{"13": "580.65.06"}`; ValueError for anything else."""
    data = json.loads(text)
    if not isinstance(data, dict) or not all(isinstance(release, str) for release in data.values()):
        raise ValueError('not a table like {"13": "580.65.06"}')
    return {int(major): release for major, release in data.items()}


def parse(text: str) -> Version:
    """ "13.0" as numbers; ValueError for anything else."""
    major, _, minor = text.partition(".")
    if not (major.isdecimal() and minor.isdecimal()):
        raise ValueError(f"{text!r}: not a version of CUDA; give one like 13.0")
    return int(major), int(minor)


def words(version: Version) -> str:
    """The numbers as text."""
    return f"{version[0]}.{version[1]}"


def needed_release(toolkit: Version, drivers: Drivers) -> str:
    """The driver to install, in words."""
    release = drivers.get(toolkit[0])
    if release is None:
        return f"a driver for CUDA {words(toolkit)}"
    return f"driver {release} or newer"
