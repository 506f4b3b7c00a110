"""One file: resumed, checked, then given its name."""

import hashlib
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from .errors import FetchError, innermost
from .limits import LARGEST_FILE
from .pins import Pin
from .pip_internals import CONNECTION_ERRORS, Session

__all__ = ["Address", "Source", "download"]

_ATTEMPTS = 4
_CHUNK = 1 << 18


class _IncompleteError(Exception):
    """The connection ended early."""


_RETRIED: tuple[type[Exception], ...] = (*CONNECTION_ERRORS, _IncompleteError)


class Source(Protocol):
    """What is needed of a location."""

    url: str
    path: Path | None


class Address:
    """A file at an address of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.path: Path | None = None


def download(
    pin: Pin,
    source: Source,
    folder: Path,
    session: Session,
    received: Callable[[int], None],
    stop: threading.Event,
) -> None:
    """Fetch `pin` into `folder`; `received` is told of every piece.

    The partial file `<name>.part` stays when the connection fails, and is continued by the next
    attempt or the next run.
    """
    part = folder / f"{pin.file}.part"
    if source.path is not None:
        if not source.path.is_file():
            raise FetchError(f"{source.path} is no file")
        shutil.copyfile(source.path, part)
        received(part.stat().st_size)
    else:
        resumed = part.exists()
        _receive(source.url, part, session, received, stop)
        if resumed and _sha256(part) != pin.sha256:
            # The old piece may have been the wrong one.
            part.unlink()
            _receive(source.url, part, session, received, stop)
    if _sha256(part) != pin.sha256:
        part.unlink()
        raise FetchError(f"{source.url} does not have the pinned SHA-256 {pin.sha256}")
    part.replace(folder / pin.file)


def _receive(
    url: str, part: Path, session: Session, received: Callable[[int], None], stop: threading.Event
) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _receive_once(url, part, session, received, stop)
            return
        except _RETRIED as error:
            status = getattr(getattr(error, "response", None), "status_code", None)
            final = status is not None and 400 <= status < 500
            if final or attempt == _ATTEMPTS or stop.wait(attempt):
                raise FetchError(
                    f"{url}: {innermost(str(error)) or type(error).__name__}"
                ) from None


def _receive_once(
    url: str, part: Path, session: Session, received: Callable[[int], None], stop: threading.Event
) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with session.get(url, headers=headers, stream=True) as response:
        if response.status_code == 416:
            # Nothing beyond what is here: complete, or wrong; the digest tells.
            return
        response.raise_for_status()
        span = response.headers.get("Content-Range", "")
        resumed = response.status_code == 206 and f" {have}-" in span
        if not resumed:
            have = 0
        received(have)
        length = response.headers.get("Content-Length", "")
        expected = int(length) if re.fullmatch("[0-9]{1,18}", length) else 0
        _check_room(have + expected, expected, part.parent)
        count = 0
        with part.open("ab" if resumed else "wb") as file:
            for piece in response.iter_content(_CHUNK):
                if stop.is_set():
                    raise FetchError("stopped after an earlier error")
                file.write(piece)
                received(len(piece))
                count += len(piece)
                _check_room(have + count, 0, part.parent)
        if count < expected:
            raise _IncompleteError(f"connection closed after {count} of {expected} bytes")


def _check_room(size: int, further: int, folder: Path) -> None:
    """Refuse a file of more bytes than any has, or that the disk has no room for."""
    if size > LARGEST_FILE:
        raise FetchError(f"the server sends more than {LARGEST_FILE // 10**9} GB")
    if further and further > (free := shutil.disk_usage(folder).free):
        megabytes = f"{further / 1e6:.1f} MB needed, {free / 1e6:.1f} MB free"
        raise FetchError(f"No space left on device: {megabytes}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
