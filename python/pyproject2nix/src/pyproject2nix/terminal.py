"""Text where a person reads it: colour unless NO_COLOR or a dumb terminal says otherwise."""

import os
from typing import TextIO

__all__ = ["printable", "styled"]

_CODES = {"bad": "1;31", "good": "32", "quiet": "2", "title": "1"}


def styled(text: str, style: str, stream: TextIO) -> str:
    """Return `text` in one of the styles bad, good, quiet and title."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return text
    return f"\033[{_CODES[style]}m{text}\033[0m"


def printable(text: str) -> str:
    """Return text from outside without line breaks and terminal codes: those are escaped."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
