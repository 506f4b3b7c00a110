"""Every file that is read, is read here: a regular file, of a limited size, in UTF-8.

A project of somebody else may have a pipe, a device, a link to one, or 3 GB of zeros in the place
of any file.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from pyproject2nix.base import limits
from pyproject2nix.base.budget import spend
from pyproject2nix.base.errors import RefusedError, by_system

__all__ = ["is_file", "is_within", "read_bytes", "read_text", "real_path", "sha256_of"]


def read_text(path: Path, limit: int, place: str = "", name: str = "") -> str:
    """Return the text of a file.

    `place` is the key that names the file, `name` how it does so: for messages. Without a key,
    FileNotFoundError says that there is no file.
    """
    data = read_bytes(path, limit, place, name)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}"
        raise _refused(path, place, name, problem, "correct the file") from None


def read_bytes(path: Path, limit: int, place: str = "", name: str = "") -> bytes:
    """Return what is in a file, as `read_text` does."""
    with _opened(path, limit, place, name) as file:
        data = file.read(limit + 1)
    spend(20 + len(data) / 500, place or str(path))
    if len(data) > limit:
        raise _too_large(path, limit, place, name)
    return data


def sha256_of(path: Path, limit: int, place: str = "", name: str = "") -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with _opened(path, limit, place, name) as file:
        # 1 GB takes one to three seconds.
        spend(os.fstat(file.fileno()).st_size / 400, place or str(path))
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_file(path: Path) -> bool:
    """Tell whether there is a regular file by that name, however odd the name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_within(path: Path, folder: Path) -> bool:
    """Tell whether a path stays in a folder, links followed."""
    outer = real_path(folder)
    return os.path.commonpath([real_path(path), outer]) == outer


def real_path(path: Path) -> str:
    """Return a path, links followed as far as the operating system follows them."""
    # Path.resolve() fails where links lead to each other.
    try:
        return os.path.realpath(path)
    except RecursionError:
        # A chain of hundreds of links; opening it fails, since Linux follows at most 40.
        return os.path.abspath(path)


@contextmanager
def _opened(path: Path, limit: int, place: str, name: str) -> Iterator[BufferedReader]:
    try:
        # Opening a device may start something, so look first; opening a pipe would wait.
        _check(path, os.stat(path), limit, place, name)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            _check(path, os.fstat(descriptor), limit, place, name)
            yield file
    except OSError as error:
        if place:
            reason = error.strerror or str(error)
            raise _refused(path, place, name, reason, "correct the path or the file") from None
        if isinstance(error, FileNotFoundError):
            raise
        raise by_system(str(path), error, "make it readable") from None


def _check(path: Path, found: os.stat_result, limit: int, place: str, name: str) -> None:
    remedy = "put the file there, or correct the path"
    if stat.S_ISDIR(found.st_mode):
        raise _refused(path, place, name, "Is a directory", remedy)
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, place, name, "a pipe, socket or device, not a file", remedy)
    if found.st_size > limit:
        raise _too_large(path, limit, place, name)


def _too_large(path: Path, limit: int, place: str, name: str) -> RefusedError:
    size = f"{limit // limits.MIB} MiB" if limit >= limits.MIB else f"{limit // 1024} KiB"
    return _refused(path, place, name, f"larger than {size}", "put the right file there")


def _refused(path: Path, place: str, name: str, problem: str, remedy: str) -> RefusedError:
    if place:
        return RefusedError(place, f"{name or str(path)!r}: {problem}", remedy)
    return RefusedError(str(path), problem, remedy)
