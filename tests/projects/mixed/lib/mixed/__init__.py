"""A point."""

import attrs

__all__ = ["Point"]


@attrs.frozen
class Point:
    """A point of the plane."""

    x: float
    y: float
