"""Colour where a person reads: on a terminal, unless NO_COLOR or a dumb terminal says otherwise."""

import os
from typing import TextIO

__all__ = ["styled"]

_CODES = {"bad": "1;31", "good": "32", "quiet": "2", "title": "1"}


def styled(text: str, style: str, stream: TextIO) -> str:
    """Return `text` in one of the styles bad, good, quiet and title."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return text
    return f"\033[{_CODES[style]}m{text}\033[0m"
