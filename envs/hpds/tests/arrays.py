"""Arrays to test with: every dtype, and the values and layouts that go wrong first."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hpds._checks import Array

DTYPES = [np.dtype(code) for code in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8")]
INTEGERS = [dtype for dtype in DTYPES if dtype.kind != "f"]
FLOATS = [dtype for dtype in DTYPES if dtype.kind == "f"]


def random(dtype: np.dtype[Any], size: int, seed: int = 1) -> Array:
    """Random values over the whole range of an integer dtype; normal ones of a float's."""
    generator = np.random.default_rng(seed)
    if dtype.kind == "f":
        return generator.standard_normal(size).astype(dtype)
    limits = np.iinfo(dtype)
    return generator.integers(limits.min, limits.max, size, dtype, endpoint=True)


def values(dtype: np.dtype[Any]) -> st.SearchStrategy[Array]:
    """1-d arrays of any values of a dtype, also equal ones, infinities and NaN."""
    return hnp.arrays(dtype, st.integers(0, 300))


def shaped(dtype: np.dtype[Any]) -> st.SearchStrategy[Array]:
    """Arrays of up to four dimensions, some of them empty."""
    return hnp.arrays(dtype, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=7))


def same(left: Array, right: Array) -> bool:
    """Equal in shape, dtype and values; NaN equals NaN."""
    return left.dtype == right.dtype and np.array_equal(
        left, right, equal_nan=left.dtype.kind == "f"
    )


def identical(left: Array, right: Array) -> bool:
    """Equal to the bit."""
    return left.dtype == right.dtype and left.tobytes() == right.tobytes()
