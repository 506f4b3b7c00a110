"""The files that a command writes in a project: noted for `undo`, and added to Git."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.init.git import Repository
from pyproject2nix.init.locking import FROM_CONDA, PYTHON_VERSION
from pyproject2nix.init.snapshot import changes, contents, journal_of
from pyproject2nix.init.writing import write_bytes
from pyproject2nix.lock.find import LOCK_NAMES

__all__ = ["Recording"]

_BY_OTHERS = (
    *LOCK_NAMES,
    *(BUILD_LOCK, FROM_CONDA, PYTHON_VERSION),
    *("flake.lock", "pyproject.toml"),
)
"""Files that lockers and Nix write and read."""


class Recording:
    """Compares files before and after a command: those of `_BY_OTHERS`, and each that it names.

    `lock` is the project's lock, if that has a name of its own.
    """

    def __init__(self, folder: Path, lock: str = "") -> None:
        self.folder = folder
        self.repository = Repository(folder)
        self._had_repository = self.repository.is_there
        self._journal = journal_of(folder)
        self._before: dict[str, bytes | None] = {}
        self._locks = {*LOCK_NAMES, *([lock] if lock else [])}
        self.watch([*_BY_OTHERS, *self._locks])

    def watch(self, names: Iterable[str]) -> None:
        """Note the contents of files, by their names in the project, before they are written."""
        for name in names:
            if name not in self._before:
                self._before[name] = contents(self.folder / name)

    def write(self, files: Mapping[str, tuple[bytes, bool]]) -> None:
        """Write files as `write_bytes` does."""
        self.watch(files)
        write_bytes(self.folder, files)

    def __enter__(self) -> "Recording":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Note the changes, also where a step failed."""
        self._journal.record(self._before, self._after())
        there = Repository(self.folder).is_there
        self._journal.made_repository |= there and not self._had_repository
        self._journal.save()

    def make_known(self) -> list[str]:
        """Add the files to Git; return lock files that the project has Git ignore."""
        self.repository = Repository(self.folder)
        if not self.repository.is_there:
            return []
        if not self._had_repository:
            self.repository.add(["."])
        names = [name for name, data in self._after().items() if data is not None]
        unknown = sorted(set(names) - self.repository.known(names))
        ignored = self.repository.ignored(unknown)
        locks = ignored & self._locks
        self.repository.add([name for name in unknown if name not in locks], also_ignored=True)
        return sorted(locks)

    def summary(self) -> list[str]:
        """Return a line for each file that changed."""
        after = self._after()
        return [
            f"removed {name}" if after[name] is None else f"wrote {name}"
            for name in changes(self._before, after)
        ]

    def _after(self) -> dict[str, bytes | None]:
        return {name: contents(self.folder / name) for name in self._before}
