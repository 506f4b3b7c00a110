"""How much the tests do: as `make check` wants them, or all, for `make check-all`."""

import os

__all__ = ["ALL", "examples"]

ALL = os.environ.get("PYPROJECT2NIX_TESTS") == "all"
"""Set the variable to `all` for ten thousand cases and half an hour of fuzzing."""


def examples(few: int) -> int:
    """Return how many cases of a property are tried."""
    return 10_000 if ALL else few
