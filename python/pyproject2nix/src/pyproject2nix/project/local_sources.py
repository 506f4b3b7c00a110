"""What is in the project's folder and beside it, as values: a plan reads no disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.project.project import Project

__all__ = ["LocalSources", "value_of"]

Value = TypeVar("Value")


@dataclass(frozen=True)
class LocalSources:
    """The local sources of a lock, read.

    What could not be read is the refusal: it counts only where a target needs the source.
    """

    members: Mapping[str, Project | RefusedError | None]
    """Projects beside this one, by their paths; None where a folder has no pyproject.toml."""
    digests: Mapping[str, str | RefusedError]
    """SHA-256 of the files beside the project, hexadecimal, by their paths."""
    modules: Mapping[str, str | RefusedError | None]
    """The module to import, as far as convention tells it: by the paths of members, and `.`."""


def value_of(read: Value | RefusedError) -> Value:
    """Return what was read, or refuse."""
    if isinstance(read, RefusedError):
        raise read
    return read
