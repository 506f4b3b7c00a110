"""What a command changes in a project: noted for `undo`, made known to Git, and told."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from pyproject2nix.base.builds import BUILD_LOCK
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_within
from pyproject2nix.init.extras import EXTRAS
from pyproject2nix.init.git import Repository
from pyproject2nix.init.locking import FROM_CONDA
from pyproject2nix.init.snapshot import changes, journal_of, snapshot
from pyproject2nix.lock.find import LOCK_NAMES
from pyproject2nix.write.place import FOLDERS, chosen_folder

__all__ = ["Recording", "write_bytes"]

_OWN_FOLDERS = tuple(name for name in FOLDERS if name != ".")
_NAMES = (
    *LOCK_NAMES,
    *_OWN_FOLDERS,
    *(file for file, _ in EXTRAS.values()),
    ".gitignore",
    "build-sets.nix",
    "flake.lock",
    "flake.nix",
    "overlay.nix",
    "package.nix",
    "packages",
    "project.json",
    "pypi.json",
    "pyproject.toml",
    BUILD_LOCK,
    FROM_CONDA,
)
"""Files, and folders with all their files, that a command may write."""


class Recording:
    """Compares a project's files before and after; `further` are names of more files."""

    def __init__(self, folder: Path, further: Sequence[str] = ()) -> None:
        self.folder = folder
        self.repository = Repository(folder)
        chosen = chosen_folder(folder)
        own = {chosen} - {"", "."}
        self._names = sorted({*_NAMES, *own, *further})
        self._journal = journal_of(folder)
        self._had_repository = self.repository.is_there
        self._before = snapshot(folder, self._names)

    def __enter__(self) -> "Recording":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Note the changes, also where a step failed."""
        self._journal.record(self._before, snapshot(self.folder, self._names))
        there = Repository(self.folder).is_there
        self._journal.made_repository |= there and not self._had_repository
        self._journal.save()

    def make_known(self) -> list[str]:
        """Add what Git does not know yet; return lock files that the project has it ignore."""
        self.repository = Repository(self.folder)
        if not self.repository.is_there:
            return []
        if not self._had_repository:
            self.repository.add(["."])
            return []
        names = list(snapshot(self.folder, self._names))
        unknown = sorted(set(names) - self.repository.known(names))
        ignored = self.repository.ignored(unknown)
        added = [name for name in unknown if name not in ignored or name not in LOCK_NAMES]
        self.repository.add(added, also_ignored=True)
        return sorted(ignored & set(LOCK_NAMES))

    def summary(self) -> list[str]:
        """Return a line for each file that changed."""
        after = snapshot(self.folder, self._names)
        changed = changes(self._before, after)
        return [
            *(f"wrote {name}" for name in changed if name in after),
            *(f"removed {name}" for name in changed if name not in after),
        ]


def write_bytes(folder: Path, files: dict[str, tuple[bytes, bool]]) -> None:
    """Write files, of which some are programs; those that are as they should be stay."""
    for name, (data, is_program) in files.items():
        path = folder / name
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            continue
        if not is_within(path.parent, folder):
            raise RefusedError(
                str(path.parent), "leads out of the project's folder", "remove the link"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if is_program else 0o644)
