"""Escapes."""

from markupsafe import escape

__all__ = ["escaped"]


def escaped(text: str) -> str:
    """Return `text` for HTML."""
    return str(escape(text))
