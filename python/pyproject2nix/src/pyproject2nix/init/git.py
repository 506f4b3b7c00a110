"""Git, as far as Nix needs it: a flake has the files that Git knows, and no others."""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyproject2nix.base.errors import RefusedError

__all__ = ["Repository"]


class Repository:
    """The Git repository that a folder is in, if it is in one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_there = self._try("rev-parse", "--is-inside-work-tree") == "true\n"

    @property
    def is_without_commits(self) -> bool:
        """True if no branch, tag or stash has a commit; HEAD alone may be a new, empty branch."""
        return self.is_there and self._try("rev-list", "--all", "-n", "1") == ""

    @property
    def prefix(self) -> str:
        """The path from the repository's root to the folder, with a slash; empty for the root."""
        return (self._try("rev-parse", "--show-prefix") or "").removesuffix("\n")

    def make(self) -> None:
        """Make a repository in the folder."""
        self._run("init", "-q")
        self.is_there = True

    def unknown(self) -> list[str]:
        """Return the files and folders that Git does not know and does not ignore."""
        # Not folders in which all is ignored, as tools write them: .venv, build.
        wanted = ("--others", "--directory", "--no-empty-directory", "--exclude-standard")
        lines = self._try("ls-files", "-z", *wanted)
        return [name for name in (lines or "").split("\0") if name]

    def known(self, names: Iterable[str]) -> set[str]:
        """Return those of the names that Git knows."""
        chosen = list(names)
        if not chosen or not self.is_there:
            return set()
        text = self._try("ls-files", "-z", "--", *map(_literal, chosen))
        return {name for name in (text or "").split("\0") if name}

    def ignored(self, names: Sequence[str]) -> set[str]:
        """Return those of the names that Git ignores."""
        text = self._try("check-ignore", "-z", "--stdin", text="\0".join(names))
        return {name for name in (text or "").split("\0") if name}

    def add(self, names: Sequence[str], also_ignored: bool = False) -> None:
        """Add files to the index."""
        if names:
            force = ["--force"] if also_ignored else []
            self._run("add", *force, "--", *map(_literal, names))

    def forget(self, names: Sequence[str]) -> None:
        """Take files out of the index; on the disk they stay."""
        if names and self.is_there:
            self._run("rm", "-q", "--cached", "--ignore-unmatch", "--", *map(_literal, names))

    def _try(self, *arguments: str, text: str = "") -> str | None:
        if shutil.which("git") is None:
            return None
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout if done.returncode == 0 else None

    def _run(self, *arguments: str) -> None:
        if shutil.which("git") is None:
            raise RefusedError("git", "not found on PATH", "install Git")
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = " ".join(done.stderr.split()) or f"status {done.returncode}"
            raise RefusedError(f"git {arguments[0]}", reason, "correct that, and run it again")


def _literal(name: str) -> str:
    return f":(literal){name}"
