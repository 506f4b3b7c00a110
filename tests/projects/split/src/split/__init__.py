"""Tells which attrs it has."""

from importlib.metadata import version

__all__ = ["attrs_version"]


def attrs_version() -> tuple[int, ...]:
    """Return the version of attrs, as numbers."""
    return tuple(int(part) for part in version("attrs").split("."))
