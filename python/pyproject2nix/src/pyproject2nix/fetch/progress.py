"""What a person sees: a bar on a terminal, a plain line now and then elsewhere."""

import sys
import threading
import time

__all__ = ["Progress"]


class Progress:
    """Counts files and bytes; safe to call from several threads."""

    def __init__(self, files: int, label: str) -> None:
        self._label = label
        self._files = files
        self._done = 0
        self._bytes = 0
        self._lock = threading.Lock()
        self._terminal = sys.stdout.isatty()
        self._interval = 0.2 if self._terminal else 10.0
        self._last = time.monotonic()

    def received(self, count: int) -> None:
        """Note that some bytes have arrived."""
        with self._lock:
            self._bytes += count
            self._show()

    def finished(self) -> None:
        """Note that a file is complete."""
        with self._lock:
            self._done += 1
            self._show()

    def close(self) -> None:
        """Clear the terminal's line."""
        if self._terminal:
            print("\r\033[K", end="", flush=True)

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._last < self._interval:
            return
        self._last = now
        text = f"{self._label}: {self._done} of {self._files} files, {self._bytes / 1e6:.1f} MB"
        if self._terminal:
            width = 20
            full = width * self._done // max(self._files, 1)
            print(f"\r{text} [{'#' * full}{' ' * (width - full)}] ", end="", flush=True)
        else:
            print(text, flush=True)
