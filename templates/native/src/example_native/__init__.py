"""Sums arrays in C++: `exact_sum` through Cython, `energy` through pybind11."""

from example_native._cython import exact_sum
from example_native._pybind import energy

__all__ = ["energy", "exact_sum"]
