"""Sums numbers in Rust."""

from example_rust._core import exact_sum

__all__ = ["exact_sum"]
