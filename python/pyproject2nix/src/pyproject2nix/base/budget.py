"""What one run may cost in all.

Each limit in `limits.py` is for one thing, and a hostile project has many things below theirs: 64
targets times 5,000 packages, 400 markers of 14,000 characters. Code whose work grows with the input
therefore counts it here first, in units of about one microsecond.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pyproject2nix.base import limits
from pyproject2nix.base.errors import RefusedError

__all__ = ["ExhaustedError", "limited", "spend"]


class ExhaustedError(Exception):
    """The work of a run is used up.

    It is not a RefusedError: code that catches one tries something else, which takes more work.
    """

    def __init__(self, refusal: RefusedError) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class _Budget:
    """What is left of it; nothing is counted outside of a run."""

    left: float | None = None


@contextmanager
def limited(units: float = limits.WORK) -> Iterator[None]:
    """Limit the work inside this context."""
    before = _Budget.left
    _Budget.left = units
    try:
        yield
    finally:
        _Budget.left = before


def spend(units: float, place: str) -> None:
    """Count work that is about to be done for the input at `place`, or refuse it."""
    if _Budget.left is None:
        return
    _Budget.left -= units
    if _Budget.left < 0:
        raise ExhaustedError(
            RefusedError(
                place,
                f"up to here, it takes more than {limits.WORK:,} steps to read and plan the "
                "project",
                "shorten the file, lock fewer packages, or choose fewer targets, groups or extras",
            )
        )
