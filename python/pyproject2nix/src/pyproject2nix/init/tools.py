"""What the commands of this folder have other commands do, whose modules stand above."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyproject2nix.project.project import Project

__all__ = ["Tools"]


@dataclass(frozen=True)
class Tools:
    """Functions of the other commands."""

    generate: Callable[[Path, Sequence[str], Callable[[Iterable[str]], None]], int]
    """Writes the Nix files of a project, with options of `generate`; prints what it wrote.

    Before that it calls the function with their names in the project's folder.
    """
    check: Callable[[Path, Sequence[str]], int]
    """Tells whether they are up to date."""
    fetch: Callable[[Path], tuple[int, int]]
    """Returns the number of files that the store has now, and how many of them were fetched."""
    read: Callable[[Path], Project]
    ask: Callable[[str], str] | None
    """Asks a person and returns the answer; None where nobody can answer."""
