"""What driver-candidates finds: the audit library's own search, with its reasons."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Candidate", "Library", "Search", "ToolError", "search"]


class ToolError(Exception):
    """A program of gpu-doctor's that does not do its work; the text names it and the remedy."""


@dataclass(frozen=True)
class Candidate:
    """One file that has the name of a driver's library."""

    place: str
    """The entry of the list of places that led to it."""
    path: str
    file: str | None
    """The path with links resolved."""
    release: str | None
    """The driver's release, "580.95.05", where the file's name has it."""
    of_other_release: bool
    """The kernel's module has another release: taken only where there is no better one."""
    refusal: str | None
    """Why it is of no use."""


@dataclass(frozen=True)
class Library:
    """One library of the driver and the files that could be it."""

    name: str
    candidates: tuple[Candidate, ...]
    chosen: str | None
    """The path that the dynamic linker is given."""

    @property
    def choice(self) -> Candidate | None:
        """The candidate that is chosen."""
        return next(
            (found for found in self.candidates if found.path == self.chosen and not found.refusal),
            None,
        )


@dataclass(frozen=True)
class Search:
    """Everything that the search tells."""

    setting: str | None
    """The value of HPDS_DRIVER_PATH."""
    kernel: str | None
    """The release of the kernel's module."""
    places: tuple[str, ...]
    libraries: tuple[Library, ...]

    def library(self, name: str) -> Library:
        """One of the libraries; one that was not looked for has no candidates."""
        found = (library for library in self.libraries if library.name == name)
        return next(found, Library(name, (), None))


def search(root: str, environment: Mapping[str, str]) -> Search:
    """Run the search below a root folder."""
    program = "driver-candidates"
    try:
        done = subprocess.run(
            [program, "--root", root], env=environment, capture_output=True, check=False
        )
        found = json.loads(done.stdout.decode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        raise ToolError(f"{program}: {error}; run gpu-doctor by `nix run .#gpu-doctor`") from error
    libraries = (
        Library(
            name=library["name"],
            candidates=tuple(Candidate(**candidate) for candidate in library["candidates"]),
            chosen=library["chosen"],
        )
        for library in found["libraries"]
    )
    return Search(found["setting"], found["kernel"], tuple(found["places"]), tuple(libraries))
