"""Folders that `--find-links` names: the wheels and sdists in them, by their hashes."""

from collections.abc import Collection, Iterable
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.fields import checked_path
from pyproject2nix.base.model import File
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import name_and_version
from pyproject2nix.files.reader import sha256_of

__all__ = ["files_in_folders"]

_MANY = 10_000


def files_in_folders(
    folder: Path, options: Iterable[str], names: Collection[str], place: str
) -> dict[str, File]:
    """Return the files of projects with these names, by SHA-256 (hexadecimal).

    `options` are those of a requirements file in `folder`; addresses, and folders that are not
    there or elsewhere, have no files: pip passes them over, too.
    """
    found: dict[str, File] = {}
    for option, _, value in (text.partition(" ") for text in options):
        if option != "--find-links" or "://" in value:
            continue
        try:
            path = checked_path(value.strip(), place)
            there = sorted(one.name for one in (folder / path).iterdir())
        except (OSError, RefusedError):
            continue
        for name in there[:_MANY]:
            release = name_and_version(name)
            if release is None or checked_name(release[0], place) not in names:
                continue
            digest = sha256_of(folder / path / name, limits.LOCAL_FILE, place, f"{path}/{name}")
            found.setdefault(digest, File(name, digest, path=f"{path}/{name}"))
    return found
