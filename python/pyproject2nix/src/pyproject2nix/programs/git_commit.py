"""Files of a commit, read from a copy of the repository in the user's cache folder."""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import Git
from pyproject2nix.base.text import printable
from pyproject2nix.programs.cache import cache_folder

__all__ = ["pack_commit", "read_commit"]

_SECONDS = 300


def read_commit(git: Git, wanted: Iterable[str], limit: int) -> dict[str, bytes]:
    """Return those files of a commit that are there, by their names in `git.subdirectory`."""
    at = _at(git)
    found = {}
    for name in wanted:
        path = f"{git.subdirectory}/{name}" if git.subdirectory else name
        size = _run([*at, "cat-file", "-s", f"{git.commit}:{path}"])
        if size.returncode == 0 and size.stdout.strip().isdigit() and int(size.stdout) <= limit:
            found[name] = _run([*at, "cat-file", "blob", f"{git.commit}:{path}"]).stdout
    return found


def pack_commit(git: Git) -> Path:
    """Return an archive (tar) of a whole commit, in one folder."""
    path = cache_folder("packed") / f"{git.commit}.tar"
    command = ["archive", "--prefix=source/", "-o", str(path), git.commit]
    # Nor does a filter (LFS) run, which only the user's configuration can name.
    _git([*_at(git), *command], git, {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})
    return path


def _at(git: Git) -> list[str]:
    """Return the options that name a repository which has the commit."""
    folder = cache_folder("git") / hashlib.sha256(git.url.encode()).hexdigest()
    if not (folder / "HEAD").exists():
        _git(["init", "--quiet", "--bare", str(folder)], git)
    at = ["--git-dir", str(folder)]
    if _run([*at, "cat-file", "-e", f"{git.commit}^{{commit}}"]).returncode:
        # A server may refuse to send a single commit; then all of its history is needed.
        shallow = ["fetch", "--quiet", "--depth=1", "--no-tags", "--", git.url, git.commit]
        whole = ["fetch", "--quiet", "--", git.url, "+refs/*:refs/*"]
        if _run([*at, *shallow]).returncode:
            _git([*at, *whole], git)
    return at


def _git(arguments: list[str], git: Git, variables: Mapping[str, str] | None = None) -> None:
    done = _run(arguments, variables)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise RefusedError(
            git.url,
            printable(lines[-1] if lines else f"git ended with status {done.returncode}"),
            "make the repository readable (git ls-remote), and run it again",
        )


def _run(
    arguments: list[str], variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    # Nothing is checked out, so no hook runs; no credential is asked for on a terminal.
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **(variables or {})}
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        environment.pop(name, None)
    try:
        return subprocess.run(
            ["git", "-c", "protocol.ext.allow=never", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise RefusedError("git", "not found on PATH", "install Git") from None
    except subprocess.TimeoutExpired:
        raise RefusedError("git", f"took more than {_SECONDS} s", "run it again") from None
