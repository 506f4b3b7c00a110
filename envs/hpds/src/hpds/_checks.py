"""Checks of arguments, shared by the subpackages: each error names function, value and remedy."""

from __future__ import annotations

import operator
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "array", "axis_last", "integer", "is_masked", "output"]

Array = NDArray[Any]

SUPPORTED = frozenset(["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"])
REMEDIES = {
    "b": "view it as bytes: a.view(numpy.uint8)",
    "e": "convert it: a.astype(numpy.float32)",
    "g": "convert it: a.astype(numpy.float64)",
}


def array(function: str, name: str, value: object) -> Array:
    """`value` if it is an aligned array of a supported dtype in native byte order.

    An object of a subclass (memmap, recarray, matrix) is taken as the plain ndarray of its memory;
    a masked array has a meaning that the plain one lacks.
    """
    if not isinstance(value, np.ndarray):
        raise TypeError(
            f"{function}: {name} is a {type(value).__name__}, must be a numpy.ndarray;"
            " make one with numpy.asarray"
        )
    if is_masked(value):
        raise TypeError(
            f"{function}: {name} is a masked array, and its mask would be ignored; fill it:"
            " a.filled(value), or drop what is masked: a.compressed()"
        )
    if type(value) is not np.ndarray:
        value = value.view(np.ndarray)
    dtype = value.dtype
    if not dtype.isnative:
        raise TypeError(
            f"{function}: {name} has dtype {dtype.str}, not this machine's byte order;"
            " convert it: a.astype(a.dtype.newbyteorder('='))"
        )
    if dtype.str[1:] not in SUPPORTED:
        remedy = REMEDIES.get("b" if dtype.kind == "b" else dtype.char, "convert it with a.astype")
        raise TypeError(
            f"{function}: {name} has dtype {dtype}, must be int8 to int64, uint8 to uint64,"
            f" float32 or float64; {remedy}"
        )
    if not value.flags.aligned:
        raise ValueError(
            f"{function}: {name} is not aligned to its {dtype} elements; copy it: a.copy()"
        )
    return value


def axis_last(function: str, name: str, value: Array, axis: object) -> Array:
    """A view of `value` with `axis` last; its elements along that axis lie next to each other."""
    if value.ndim == 0:
        raise ValueError(
            f"{function}: {name} is 0-d, so it has no axis; make it 1-d: numpy.atleast_1d(a)"
        )
    number = integer(function, "axis", axis)
    if not -value.ndim <= number < value.ndim:
        raise ValueError(
            f"{function}: axis is {number}, must be in [{-value.ndim}, {value.ndim})"
            f" for {name} of shape {value.shape}"
        )
    rows = np.moveaxis(value, number, -1)
    if rows.size > 0 and rows.shape[-1] > 1 and rows.strides[-1] != value.itemsize:
        raise ValueError(
            f"{function}: {name} is not contiguous along axis {number}: its stride is"
            f" {rows.strides[-1]} bytes, must be {value.itemsize}; copy it so that it is:"
            f" numpy.moveaxis(numpy.ascontiguousarray(numpy.moveaxis(a, {number}, -1)), -1,"
            f" {number})"
        )
    return rows


def integer(function: str, name: str, value: object) -> int:
    """`value` as an int; bools and floats are refused."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{function}: {name} is {value!r}, must be an int")
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{function}: {name} is {value!r}, must be an int") from None


def is_masked(value: object) -> bool:
    """Whether `value` is a masked array.

    numpy.ma takes long to import; in a process that has not done so, there is none.
    """
    return isinstance(value, getattr(sys.modules.get("numpy.ma"), "MaskedArray", ()))


def output(function: str, out: object, like: Array, *, may_be: Array | None = None) -> Array:
    """`out` if results with the shape and dtype of `like` can be written there.

    It may overlap the input `may_be` only by being the same memory in the same layout.
    """
    target = array(function, "out", out)
    if target.dtype != like.dtype or target.shape != like.shape:
        raise ValueError(
            f"{function}: out has shape {target.shape} and dtype {target.dtype}, must have"
            f" {like.shape} and {like.dtype}; make one with numpy.empty"
        )
    if not target.flags.writeable:
        raise ValueError(f"{function}: out is read-only; pass a writable array, or none")
    if may_be is not None and np.may_share_memory(target, may_be):
        same = target.ctypes.data == may_be.ctypes.data and target.strides == may_be.strides
        if not same:
            raise ValueError(
                f"{function}: out overlaps the input without being the same array; pass the"
                " input itself to work in place, or a separate array"
            )
    if _repeats(target):
        raise ValueError(
            f"{function}: elements of out overlap: its shape is {target.shape} and its strides"
            f" {target.strides}; pass an array of its own memory: numpy.empty"
        )
    return target


def _repeats(value: Array) -> bool:
    """Whether some memory belongs to several elements."""
    if value.size < 2:
        return False
    axes = sorted(
        (abs(stride), length)
        for stride, length in zip(value.strides, value.shape, strict=True)
        if length > 1
    )
    end = value.itemsize
    for number, (stride, length) in enumerate(axes):
        if stride < end:
            return _lines_overlap(axes[number:], end)
        end += stride * (length - 1)
    return False


def _lines_overlap(axes: list[tuple[int, int]], size: int) -> bool:
    """Whether lines of `size` bytes overlap, one for each place on axes of (stride, length)."""
    starts = np.zeros(1, np.intp)
    for stride, length in axes:
        starts = np.add.outer(starts, np.arange(length) * stride).ravel()
    return bool((np.diff(np.sort(starts)) < size).any())
