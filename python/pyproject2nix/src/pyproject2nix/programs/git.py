"""What Git says of a project's repository; nothing that the repository's configuration names runs.

Git starts programs that a repository's own configuration names: file system monitors, hooks,
programs that fetch the objects of a partial clone. All of them are switched off here.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["Described", "Repository", "find_repository", "list_files"]

_SECONDS = 20
_OPTIONS = (
    *("--no-pager", "--no-optional-locks"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
    *("-c", "core.abbrev=auto"),
)
# An empty list of protocols: nothing is fetched.
_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@dataclass(frozen=True)
class Described:
    """The tag that `git describe` counts from."""

    tag: str
    distance: int
    """Commits since the tag."""


@dataclass(frozen=True)
class Repository:
    """The repository that a folder is checked in to, at the commit that is checked out."""

    program: str
    folder: Path
    commit: str
    """All its hexadecimal digits."""
    short: str
    """As many of them as Git shows."""
    is_shallow: bool
    """Whether commits, and so perhaps the tags, are missing."""

    def describe(
        self, matches: Sequence[str] = (), excludes: Sequence[str] = ()
    ) -> Described | None:
        """Return the nearest tag that matches one of the patterns of `git describe`."""
        options = [f"--match={pattern}" for pattern in matches]
        options += [f"--exclude={pattern}" for pattern in excludes]
        text = self._run("describe", "--tags", "--long", "--abbrev=40", *options)
        tag, _, rest = (text or "").rpartition("-g")[0].rpartition("-")
        return Described(tag, int(rest)) if tag and rest.isdecimal() else None

    def commits_since(self, tag: str = "") -> int:
        """Return the number of commits since a tag, or of all."""
        revision = f"refs/tags/{tag}..{self.commit}" if tag else self.commit
        text = self._run("rev-list", "--count", revision, "--") or ""
        return int(text) if text.isdecimal() else 0

    def tags(self) -> list[tuple[str, ...]]:
        """Return the tags of each tagged commit that leads here, the nearest commit first."""
        text = self._run(
            *("log", "--simplify-by-decoration", "--topo-order", "--decorate=full"),
            *("--decorate-refs=refs/tags/", "--format=%D", self.commit, "--"),
        )
        rows = []
        for line in (text or "").splitlines():
            names = [name.strip().removeprefix("tag: ") for name in line.split(", ")]
            tags = [name.removeprefix("refs/tags/") for name in names if "refs/tags/" in name]
            if tags:
                rows.append(tuple(tags))
        return rows

    def tags_by_date(self) -> list[str]:
        """Return the tags that lead here, the last one created first."""
        text = self._run("tag", "--sort=-creatordate", f"--merged={self.commit}")
        return (text or "").splitlines()

    def messages_since(self, tag: str) -> str:
        """Return the messages of the commits since a tag, or of all."""
        revision = f"refs/tags/{tag}..{self.commit}" if tag else self.commit
        return self._run("log", "--format=%B", revision, "--") or ""

    def branch(self) -> str:
        """Return the name of the branch, or nothing where none is checked out."""
        return self._run("symbolic-ref", "--short", "-q", "HEAD") or ""

    def date(self) -> datetime:
        """Return when the commit was made, in UTC."""
        text = self._run("show", "--no-patch", "--format=%ct", self.commit, "--") or ""
        return datetime.fromtimestamp(int(text) if text.isdecimal() else 0, UTC)

    def _run(self, *arguments: str) -> str | None:
        return _run(self.program, self.folder, *arguments)


def find_repository(folder: Path, file: str) -> Repository | None:
    """Return the repository that has `folder`/`file`; None without one, a commit, or Git.

    A folder may lie in a repository of something else, which ignores it or does not know it.
    """
    program = shutil.which("git")
    if program is None:
        return None
    commit = _run(program, folder, "rev-parse", "--verify", "-q", "HEAD^{commit}")
    if not commit or _run(program, folder, "ls-files", "--error-unmatch", "--", file) is None:
        return None
    shallow = _run(program, folder, "rev-parse", "--is-shallow-repository")
    return Repository(
        program=program,
        folder=folder,
        commit=commit,
        short=_run(program, folder, "rev-parse", "--short", commit) or commit[:7],
        is_shallow=shallow == "true",
    )


def list_files(folder: Path) -> list[str] | None:
    """Return the files below `folder` that Git knows or would take; None where it cannot tell."""
    program = shutil.which("git")
    wanted = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    text = None if program is None else _run(program, folder, *wanted)
    return None if text is None else [name for name in text.split("\0") if name]


def _run(program: str, folder: Path, *arguments: str) -> str | None:
    """Return what Git prints, or None where it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        done = subprocess.run(
            [program, *_OPTIONS, "-C", str(folder), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_SECONDS,
            env={**environment, **_ENVIRONMENT},
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
