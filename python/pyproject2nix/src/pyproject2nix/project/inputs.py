"""What generated files are made from: recorded with them, so that Nix notices a change of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyproject2nix.project.digest import EXCEPT, TABLES

__all__ = ["Inputs"]


@dataclass(frozen=True)
class Inputs:
    """Digests (SHA-256, hexadecimal) by POSIX paths from the project's folder."""

    files: Mapping[str, str]
    """Locks: any change counts."""
    projects: Mapping[str, Mapping[str, str]]
    """pyproject.toml of the project and of local ones: the digest of the tables that count, as
    `tables`; where Nix cannot read the file, that of all of it, as `file`."""

    def document(self) -> dict[str, object]:
        """Return them as project.json has them."""
        return {
            "files": dict(sorted(self.files.items())),
            "projects": {path: dict(self.projects[path]) for path in sorted(self.projects)},
            "tables": list(TABLES),
            "except": {name: list(keys) for name, keys in sorted(EXCEPT.items())},
        }
