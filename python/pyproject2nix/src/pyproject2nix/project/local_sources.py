"""Local projects, files and modules as values: a plan reads no disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.project.project import Project

__all__ = ["LocalSources", "value_of"]

Value = TypeVar("Value")


@dataclass(frozen=True)
class LocalSources:
    """The local sources of a lock, as they are on the disk.

    A refusal stands for what could not be read. It counts only if a target needs that source.
    """

    members: Mapping[str, Project | RefusedError | None]
    """Local projects, by their paths; None where a folder has no metadata."""
    digests: Mapping[str, str | RefusedError]
    """SHA-256 of local files, hexadecimal, by their paths."""

    def projects(self) -> dict[str, Project]:
        """Return the local projects that could be read."""
        return {path: one for path, one in self.members.items() if isinstance(one, Project)}


def value_of(read: Value | RefusedError) -> Value:
    """Return what was read, or refuse."""
    if isinstance(read, RefusedError):
        raise read
    return read
