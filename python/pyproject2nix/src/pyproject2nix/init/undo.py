"""`undo`: takes back what init, sync and upgrade changed."""

import shutil
from pathlib import Path

from pyproject2nix.init.git import Repository
from pyproject2nix.init.report import Report
from pyproject2nix.init.snapshot import journal_of, take_back

__all__ = ["undo"]


def undo(folder: Path) -> int:
    """Take back what these commands changed in a project; return the exit status."""
    report, journal = Report("undo"), journal_of(folder)
    if not journal.files and not journal.made_repository:
        print("nothing to take back")
        return 0
    repository = Repository(folder)
    done, kept = take_back(folder, journal)
    repository.forget([name for name in journal.made if not (folder / name).exists()])
    if journal.made_repository and repository.is_without_commits and not kept:
        shutil.rmtree(folder / ".git")
        done.append(".git")
    report.list("done", (f"took back {name}" for name in done))
    report.list("left, since it changed afterwards", kept)
    journal.path.unlink(missing_ok=True)
    return 0
