"""The list of files to fetch: lines as nix/setup/plan.nix writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

__all__ = ["Pin", "by_project", "read_pins"]


@dataclass(frozen=True, order=True)
class Pin:
    """One file of a project."""

    project: str
    file: str
    #: Hex digest.
    sha256: str
    #: Its own address, where the lock has it from another index than most; else empty.
    url: str = ""
    #: That index, else empty.
    index: str = ""


def read_pins(lines: Iterable[str]) -> list[Pin]:
    """Read ``kind, sha256, size, file, store path, project`` parted by tabs.

    ``url`` and ``index`` may follow: either may be empty.
    """
    pins = []
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) not in (6, 8):
            raise ValueError(f"expected 6 or 8 fields, got {len(fields)}: {line.strip()!r}")
        _, sha256, _, file, _, project, url, index = [*fields, "", ""][:8]
        if "/" in file or file in ("", ".", ".."):
            raise ValueError(f"not a file name: {file!r}")
        pins.append(Pin(project=project, file=file, sha256=sha256, url=url, index=index))
    return sorted(pins)


def by_project(pins: Iterable[Pin]) -> list[tuple[str, list[Pin]]]:
    """Group by project, so that an index page is read once."""
    return [(name, list(group)) for name, group in groupby(sorted(pins), lambda pin: pin.project)]
