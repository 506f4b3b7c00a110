"""The one exception a user sees."""

__all__ = ["UpdateError"]


class UpdateError(Exception):
    """Its text is one line that names the thing, the value and what to do."""
