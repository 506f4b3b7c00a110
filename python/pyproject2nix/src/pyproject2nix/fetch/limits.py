"""Limits on what a server may do to us: how slow it may be, how much it may send.

pip's timeouts only notice silence: a server that sends a byte now and then would pass them for
ever. A limit on the speed belongs where bytes arrive, so that it holds for index pages, redirects
and files alike.
"""

import os
import re
import socket
import time
from typing import TYPE_CHECKING, Any

from .errors import innermost
from .pip_internals import CONNECTION_ERRORS, ConnectionFailed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["LARGEST_FILE", "bounded_pages", "limit_slowness"]

#: Bytes. pypi.json does not say how long a file is; the largest wheels have 3 GB.
LARGEST_FILE = 5_000_000_000
#: Bytes of an index page, after decompression. The longest have some 10 MB.
_LARGEST_PAGE = 200_000_000
#: Bytes a second; a connection that is slower for `_seconds` is given up.
_SLOWEST = 1000


def _seconds() -> int:
    """How long a connection may be slower; a setting of ./setup's, too."""
    given = os.environ.get("DEBPKGS_STALL", "60")
    return max(1, int(given)) if re.fullmatch("[0-9]{1,9}", given) else 60


class _Timed(socket.SocketIO):
    """What http.client reads an answer from; there is one for each answer."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._allowed = _seconds()
        self._since = time.monotonic()
        self._count = 0

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        count = super().readinto(buffer)
        self._count += count or 0
        now = time.monotonic()
        if now - self._since >= self._allowed:
            if count and self._count < _SLOWEST * self._allowed:
                raise OSError(f"less than 1 kB a second arrived for {self._allowed} seconds")
            self._since, self._count = now, 0
        return count


def limit_slowness() -> None:
    """Let every connection of this process fail that is too slow."""
    socket.SocketIO = _Timed  # type: ignore[assignment, misc]


def bounded_pages(response: Any, **keywords: Any) -> Any:
    """As a hook of a session: read what is wanted whole, but not more of it than any page has."""
    if not keywords.get("stream"):
        try:
            response._content = _bounded(response)
        except CONNECTION_ERRORS as error:
            # pip catches few of the errors that an answer can end in.
            raise ConnectionFailed(innermost(str(error))) from None
    return response


def _bounded(response: Any) -> bytes:
    pieces, count = [], 0
    for piece in response.iter_content(1 << 16):
        count += len(piece)
        if count > _LARGEST_PAGE:
            response.close()
            raise ConnectionFailed(f"the page has more than {_LARGEST_PAGE // 10**6} MB")
        pieces.append(piece)
    return b"".join(pieces)
