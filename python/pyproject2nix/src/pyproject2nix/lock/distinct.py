"""Refuses duplicates in a lock: an entry twice, a file with two hashes, too many versions."""

from collections.abc import Iterable

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File, LockedPackage

__all__ = ["check_distinct", "check_versions", "distinct_files"]


def distinct_files(files: Iterable[File], place: str) -> tuple[File, ...]:
    """Return files without repetitions; refuse two hashes for one name."""
    by_name: dict[str, File] = {}
    for file in files:
        if by_name.setdefault(file.name, file) != file:
            raise RefusedError(place, f"{file.name} is there with two hashes", "lock again")
    return tuple(by_name.values())


def check_distinct(packages: Iterable[LockedPackage], update: str) -> None:
    """Refuse two entries that nothing tells apart."""
    seen = set()
    for package in packages:
        key = (package.name, package.version, package.source, package.index)
        if key in seen:
            raise RefusedError(
                package.place,
                f"{package.name} {package.version} is in it twice",
                f"run: {update}",
            )
        seen.add(key)


def check_versions(entries: Iterable[tuple[str, str]], update: str) -> None:
    """Refuse more entries, in all or of one name, than any lock has.

    `entries` are names and places.
    """
    count: dict[str, int] = {}
    for number, (name, place) in enumerate(entries):
        if number >= limits.PACKAGES:
            raise RefusedError(place, f"more than {limits.PACKAGES} entries", "lock fewer packages")
        count[name] = count.get(name, 0) + 1
        if count[name] > limits.ENTRIES_OF_A_NAME:
            raise RefusedError(
                place,
                f"more than {limits.ENTRIES_OF_A_NAME} entries of {name}",
                f"run: {update}" if update else "lock again",
            )
