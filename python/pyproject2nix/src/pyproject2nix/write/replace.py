"""Several files replaced together: all of them, or, whatever stops it, none.

New files are written into a folder of their own, and moved from there. A failure in between is
undone; signals wait until the files are moved. Only a kill or a power cut between two moves
leaves some of either kind, and then that folder, too, with what is not moved.
"""

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pyproject2nix.base.errors import RefusedError, by_system

__all__ = ["STAGED", "replace_files"]

STAGED = ".pyproject2nix.tmp"
"""The folder for what is about to be moved: `new`, and what was there before, `old`."""

_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def replace_files(files: Mapping[str, str], folder: Path) -> None:
    """Write files below `folder`, the last one last; links are replaced and not followed."""
    with _signals_wait():
        made: list[Path] = []
        try:
            _make(folder, made)
            with _locked(folder):
                _remove(folder / STAGED)
                try:
                    _replace(files, folder, made)
                finally:
                    _remove(folder / STAGED)
        except BaseException:
            for path in reversed(made):
                with suppress(OSError):
                    path.rmdir()
            raise


def _replace(files: Mapping[str, str], folder: Path, made: list[Path]) -> None:
    new, old = folder / STAGED / "new", folder / STAGED / "old"
    moved: list[str] = []
    name = STAGED
    try:
        for name, text in files.items():
            for place in (new, old):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
            _check_not_linked((folder / name).parent, folder)
            _make((folder / name).parent, made)
            (new / name).write_bytes(text.encode())
            (new / name).chmod(0o644)
            if os.path.lexists(folder / name):
                _keep(folder / name, old / name)
        for name in files:
            os.replace(new / name, folder / name)
            moved.append(name)
    except BaseException as error:
        for one in reversed(moved):
            if os.path.lexists(old / one):
                os.rename(old / one, folder / one)
            else:
                os.unlink(folder / one)
        if isinstance(error, OSError):
            raise by_system(str(folder / name), error, "make the folder writable") from None
        raise


def _check_not_linked(place: Path, folder: Path) -> None:
    """Refuse a folder below `folder` that leads elsewhere: a project may have it as a link."""
    if place != folder and place.is_symlink():
        raise RefusedError(
            str(place), "a link, and files are written below it", "replace it with a folder"
        )


def _keep(path: Path, copy: Path) -> None:
    # A link needs no room; some file systems have none.
    try:
        os.link(path, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, copy, follow_symlinks=False)


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and those around it, and note which ones."""
    lacking = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        for path in reversed(lacking):
            path.mkdir(exist_ok=True)
            made.append(path)
        if not folder.is_dir():
            raise NotADirectoryError(20, "Not a directory")
    except OSError as error:
        raise by_system(str(folder), error, "make the folder writable") from None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif os.path.lexists(path):
        path.unlink()


@contextmanager
def _signals_wait() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait for another one that writes into the folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Some network file systems have no locks.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
