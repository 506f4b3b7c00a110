# distutils: language = c++
"""Cython's half."""

cdef extern from "sum.hpp" namespace "core" nogil:
    double sum(const double *values, size_t count) noexcept


def exact_sum(const double[::1] values not None) -> float:
    """Return the sum of contiguous float64 numbers, with rounding errors compensated."""
    cdef double total = 0.0
    if values.shape[0]:
        with nogil:
            total = sum(&values[0], values.shape[0])
    return total
