"""Counts words."""

import attrs

__all__ = ["Count"]


@attrs.frozen
class Count:
    """How many words a text has."""

    text: str

    @property
    def words(self) -> int:
        """Return the number."""
        return len(self.text.split())
