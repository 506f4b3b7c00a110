"""Parallel algorithms on NumPy arrays, with the GIL released.

All functions take an `numpy.ndarray` `a` of int8 to int64, uint8 to uint64, float32 or float64 in
native byte order, and work along one `axis` (by default the last), along which the elements must
lie next to each other; the other axes may be strided in any way. Empty axes are fine where the
result is defined. NaN counts as the largest value, -0.0 equals 0.0. Of a subclass (memmap,
recarray, matrix), the functions see the plain array; results are plain arrays, too.

Every result is the same for every thread count, to the bit: sums of floats are made in blocks of a
fixed size, and NaN in a sum, product, minimum or maximum is NumPy's `numpy.nan`. `threads` says how
many threads this call uses, by default `get_num_threads()`. A call that gets fewer threads from the
system does its work with those.

Ctrl-C ends a call within a fraction of a second, as does any exception that a signal's handler
raises; what `out` then holds is undefined. A process may fork at any time: the child starts threads
of its own.

Raises everywhere: `TypeError` for another dtype (float16, longdouble and bool among them), byte
order, a masked array or no array; `ValueError` for 0-d arrays, an axis that `a` does not have or
along which it is not contiguous, misaligned memory, and `threads` not in [1, 1024]; `MemoryError`
where there is no memory for intermediate results.

Source: Highway's vectorised quicksort (J. Wassenberg et al., 2022, "Vectorized and
performance-portable quicksort").
"""

from __future__ import annotations

import numpy as np

from hpds._checks import Array, array, axis_last, integer, output
from hpds.concurrent import _core
from hpds.concurrent._threads import count, get_num_threads, set_num_threads

__all__ = [
    "argsort",
    "get_num_threads",
    "inclusive_scan",
    "nth_element",
    "reduce",
    "set_num_threads",
    "sort",
    "top_k",
    "unique",
]

OPERATIONS = ("sum", "prod", "min", "max")


def _operation(function: str, op: object) -> str:
    if not isinstance(op, str) or op not in OPERATIONS:
        raise ValueError(f"{function}: op is {op!r}, must be one of {', '.join(OPERATIONS)}")
    return op


def _folded_dtype(op: str, dtype: np.dtype[np.generic]) -> np.dtype[np.generic]:
    """The dtype of a sum or product is that of NumPy: 64 bits for integers."""
    if op in {"min", "max"} or dtype.kind == "f":
        return dtype
    return np.dtype(np.int64 if dtype.kind == "i" else np.uint64)


def _empty(rows: Array, length: int, dtype: np.dtype[np.generic]) -> Array:
    """An array of as many rows, each of `length` elements."""
    return np.empty((*rows.shape[:-1], length), dtype)


def sort(
    a: Array, *, axis: int = -1, out: Array | None = None, threads: int | None = None
) -> Array:
    """A sorted copy of `a` along `axis`; or `out`, written to, which may be `a` itself.

    Shape and dtype are those of `a`. NaNs come last, in the order they had; -0.0 comes before 0.0.

    Raises `ValueError` for an `out` that is read-only, of another shape or dtype, that overlaps `a`
    without being the same array, or whose own elements overlap (`numpy.lib.stride_tricks`).
    """
    n_threads = count("sort", threads)
    rows = axis_last("sort", "a", array("sort", "a", a), axis)
    if out is None:
        target = _empty(rows, rows.shape[-1], rows.dtype)
        _core.sort(rows, target, n_threads)
        return np.moveaxis(target, -1, axis)
    target = axis_last("sort", "out", output("sort", out, a, may_be=a), axis)
    _core.sort(rows, target, n_threads)
    return out


def argsort(a: Array, *, axis: int = -1, threads: int | None = None) -> Array:
    """Indices (int64, shape of `a`) that sort `a` along `axis`.

    The order is always stable: equal values, and all NaNs, keep theirs, as in
    `numpy.argsort(a, axis, stable=True)`.
    """
    n_threads = count("argsort", threads)
    rows = axis_last("argsort", "a", array("argsort", "a", a), axis)
    indices = _empty(rows, rows.shape[-1], np.dtype(np.int64))
    _core.argsort(rows, indices, n_threads)
    return np.moveaxis(indices, -1, axis)


def reduce(a: Array, op: str = "sum", *, axis: int = -1, threads: int | None = None) -> Array:
    """`a` folded along `axis` by `op`: "sum", "prod", "min" or "max".

    The shape is that of `a` without `axis`; 0-d for a 1-d array. For sum and prod the dtype is
    int64 or uint64 for integers, which wrap, and that of `a` for floats, which are folded in
    double; for min and max it is that of `a`. One NaN makes the result NaN.

    Raises `ValueError` for another `op`, and for min or max along an empty axis.
    """
    n_threads = count("reduce", threads)
    operation = _operation("reduce", op)
    rows = axis_last("reduce", "a", array("reduce", "a", a), axis)
    if rows.shape[-1] == 0 and operation in {"min", "max"}:
        raise ValueError(
            f"reduce: a of shape {a.shape} has no elements along axis {axis}, and {operation} of"
            " nothing is undefined"
        )
    result = _empty(rows, 1, _folded_dtype(operation, rows.dtype))
    _core.reduce(operation, rows, result, n_threads)
    scalar_or_array: Array = result[..., 0]
    return scalar_or_array


def inclusive_scan(
    a: Array, op: str = "sum", *, axis: int = -1, threads: int | None = None
) -> Array:
    """The running `reduce` along `axis`: element i is that of elements 0 to i.

    The shape is that of `a`, the dtype as for `reduce`.

    Raises `ValueError` for an `op` other than "sum", "prod", "min" and "max".
    """
    n_threads = count("inclusive_scan", threads)
    operation = _operation("inclusive_scan", op)
    rows = axis_last("inclusive_scan", "a", array("inclusive_scan", "a", a), axis)
    result = _empty(rows, rows.shape[-1], _folded_dtype(operation, rows.dtype))
    _core.inclusive_scan(operation, rows, result, n_threads)
    return np.moveaxis(result, -1, axis)


def unique(a: Array, *, threads: int | None = None) -> Array:
    """The different values of `a`, ascending, in a 1-d array of the dtype of `a`.

    All NaNs count as one value, and 0.0 as -0.0, which stands for both where both are.

    Raises `ValueError` unless `a` is contiguous, in C or Fortran order.
    """
    n_threads = count("unique", threads)
    values = array("unique", "a", a)
    if values.flags.c_contiguous or values.flags.f_contiguous:
        flat = values.ravel(order="K")
    else:
        raise ValueError(
            f"unique: a of shape {values.shape} is not contiguous; copy it:"
            " numpy.ascontiguousarray(a)"
        )
    result = np.empty_like(flat, subok=False)
    kept = _core.unique(flat, result, n_threads)
    return result[:kept].copy()


def nth_element(a: Array, n: int, *, axis: int = -1, threads: int | None = None) -> Array:
    """The value at index `n` of `a` sorted along `axis`, without sorting all of it.

    The shape is that of `a` without `axis`, 0-d for a 1-d array; the dtype is that of `a`. Like
    `numpy.partition(a, n)[n]`.

    Raises `ValueError` unless 0 <= n < length of the axis.
    """
    n_threads = count("nth_element", threads)
    rows = axis_last("nth_element", "a", array("nth_element", "a", a), axis)
    place = integer("nth_element", "n", n)
    if not 0 <= place < rows.shape[-1]:
        raise ValueError(
            f"nth_element: n is {place}, must be in [0, {rows.shape[-1]}) for a of shape"
            f" {a.shape} along axis {axis}"
        )
    result = _empty(rows, 1, rows.dtype)
    _core.nth_element(rows, place, result, n_threads)
    scalar_or_array: Array = result[..., 0]
    return scalar_or_array


def top_k(
    a: Array, k: int, *, axis: int = -1, largest: bool = True, threads: int | None = None
) -> tuple[Array, Array]:
    """The `k` largest values along `axis`, best first, and their indices (int64).

    With `largest=False`, the smallest. Equal values come in the order of their indices. Both arrays
    have the shape of `a` with `k` in place of the length of the axis.

    Raises `ValueError` unless 0 <= k <= length of the axis.
    """
    n_threads = count("top_k", threads)
    rows = axis_last("top_k", "a", array("top_k", "a", a), axis)
    wanted = integer("top_k", "k", k)
    if not 0 <= wanted <= rows.shape[-1]:
        raise ValueError(
            f"top_k: k is {wanted}, must be in [0, {rows.shape[-1]}] for a of shape {a.shape}"
            f" along axis {axis}"
        )
    values = _empty(rows, wanted, rows.dtype)
    indices = _empty(rows, wanted, np.dtype(np.int64))
    _core.top_k(rows, bool(largest), values, indices, n_threads)
    return np.moveaxis(values, -1, axis), np.moveaxis(indices, -1, axis)
