from collections.abc import Sequence

def exact_sum(values: Sequence[float]) -> float:
    """Return the sum of numbers."""
