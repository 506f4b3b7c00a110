"""What a project's files were before a command changed them, so that it can be taken back."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.files.reader import is_file, is_within
from pyproject2nix.init.writing import write_bytes

__all__ = ["Journal", "changes", "contents", "journal_of", "take_back"]

Snapshot = Mapping[str, bytes | None]
"""What is in files, by name; None where there is none."""


def contents(path: Path) -> bytes | None:
    """Return what is in a file, if it is there."""
    return path.read_bytes() if is_file(path) else None


def changes(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the names whose contents differ, sorted."""
    return sorted(name for name in before if before[name] != after[name])


@dataclass
class Journal:
    """What commands changed in one project; kept outside of it, in the user's state folder."""

    path: Path
    files: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """By name: what was there `before`, in Base64, and the SHA-256 of what came `after`."""
    made_repository: bool = False

    def record(self, before: Snapshot, after: Snapshot) -> None:
        """Add what changed; an earlier `before` stays, unless a person edited the file since."""
        for name in changes(before, after):
            entry = self.files.get(name)
            if entry is None or entry["after"] != _digest(before[name]):
                entry = {"before": _encoded(before[name])}
            self.files[name] = {"before": entry["before"], "after": _digest(after[name])}
            if entry["before"] == _encoded(after[name]):
                del self.files[name]

    def is_of(self, folder: Path) -> bool:
        """Tell whether a file that a command wrote is still there."""
        return any(
            entry["after"] is not None and entry["after"] == _digest(contents(folder / name))
            for name, entry in self.files.items()
        )

    @property
    def made(self) -> list[str]:
        """The files that were not there before."""
        return [name for name, entry in self.files.items() if entry["before"] is None]

    def save(self) -> None:
        """Write the journal, or remove it where nothing is left in it."""
        if not self.files and not self.made_repository:
            self.path.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        document = {"files": self.files, "made_repository": self.made_repository}
        self.path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def journal_of(folder: Path) -> Journal:
    """Return the journal of a project, which is empty at first.

    A journal none of whose files is there as it was written belongs to an earlier project of this
    path: it is ignored.
    """
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    place = os.path.realpath(folder)
    name = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    path = Path(state) / "pyproject2nix" / f"{name}.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        journal = Journal(path, document["files"], bool(document["made_repository"]))
    except FileNotFoundError:
        return Journal(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(str(path), f"not readable ({error})", "remove it") from None
    return journal if journal.is_of(folder) else Journal(path)


def take_back(folder: Path, journal: Journal) -> tuple[list[str], list[str]]:
    """Take back what the journal has; return the names taken back, and those changed since."""
    done, kept = [], []
    for name, entry in sorted(journal.files.items()):
        path = folder / name
        if _digest(contents(path)) != entry["after"] or not is_within(path.parent, folder):
            kept.append(name)
            continue
        before = entry["before"]
        if before is None:
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, folder)
        else:
            data = base64.b64decode(before)
            write_bytes(folder, {name: (data, os.access(path, os.X_OK))})
        done.append(name)
    return done, kept


def _remove_empty(path: Path, top: Path) -> None:
    while path != top and path.is_dir() and not any(path.iterdir()):
        path.rmdir()
        path = path.parent


def _encoded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
