"""What an index answered before: a hash belongs to one file for ever."""

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File
from pyproject2nix.files.reader import read_text
from pyproject2nix.programs.cache import cache_folder

__all__ = ["Remembered"]

_AGAIN = 24 * 3600
"""Seconds after which the index is asked again for a hash that it did not have."""


class Remembered:
    """File names by hash in the user's cache folder, a file for each project.

    A cache that cannot be read or written is no cache: nothing is refused.
    """

    def __init__(self) -> None:
        self._folder: Path | None
        try:
            self._folder = cache_folder("names-1")
        except RefusedError:
            self._folder = None

    def files(self, project: str, wanted: Iterable[frozenset[str]]) -> list[File] | None:
        """Return the files of a project's releases by their hashes; None if the index has to tell.

        It is asked again for a release of which it had nothing: another one may be configured.
        """
        names, absent = self._read(project)
        recent = {one for one, asked in absent.items() if 0 <= time.time() - asked < _AGAIN}
        releases = list(wanted)
        if not all(release & names.keys() for release in releases):
            return None
        hashes = sorted(frozenset[str]().union(*releases))
        if not all(one in names or one in recent for one in hashes):
            return None
        return [
            File(name, one, index=index, python=python)
            for one in hashes
            for name, index, python in ([names[one]] if one in names else [])
        ]

    def keep(self, project: str, files: Sequence[File], wanted: Iterable[str]) -> None:
        """Keep what the index has for these hashes, and which it does not have."""
        if self._folder is None:
            return
        names, absent = self._read(project)
        hashes, now = set(wanted), int(time.time())
        names.update(
            (file.sha256, (file.name, file.index, file.python))
            for file in files
            if file.sha256 in hashes
        )
        absent.update((one, now) for one in hashes if one not in names)
        absent = {one: asked for one, asked in absent.items() if one not in names}
        text = json.dumps({"files": names, "absent": absent}, sort_keys=True)
        path = self._folder / f"{project}.json"
        other = path.with_suffix(f".{time.time_ns()}")
        try:
            other.write_text(text, encoding="utf-8")
            other.replace(path)
        except OSError:
            other.unlink(missing_ok=True)

    def _read(self, project: str) -> tuple[dict[str, tuple[str, str, str]], dict[str, int]]:
        """Return name, index and Python by hash; and when a hash was asked for in vain."""
        if self._folder is None:
            return {}, {}
        try:
            data = json.loads(read_text(self._folder / f"{project}.json", limits.LOCK_FILE))
            names, absent = data["files"], data["absent"]
            return (
                {
                    str(digest): (str(name), str(index), str(python))
                    for digest, (name, index, python) in names.items()
                },
                {str(digest): int(asked) for digest, asked in absent.items()},
            )
        except (AttributeError, LookupError, OSError, RefusedError, TypeError, ValueError):
            return {}, {}
