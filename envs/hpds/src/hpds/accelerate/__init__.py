"""Compute kernels on a device. This release has one engine, the host's CPU.

Each function takes `device`, the name of one of `devices()`, and `threads` for a CPU (as in
`hpds.concurrent`). Arrays are C-contiguous ndarrays in native byte order; results are new arrays,
the same for every thread count.

Raises everywhere: `TypeError` for a dtype that the operation does not take, `ValueError` for arrays
that are not C-contiguous or whose shapes do not fit, and for a device that is not there. Messages
print the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hpds import concurrent
from hpds._checks import Array, array, integer
from hpds.accelerate import _core
from hpds.concurrent._threads import count

__all__ = ["Device", "devices", "histogram", "matmul", "reduce", "saxpy", "sort"]

FLOATS = frozenset({"f4", "f8"})


@dataclass(frozen=True)
class Device:
    """A device that kernels can run on."""

    name: str
    """What the functions take as `device`."""
    kind: str
    """The engine: "cpu"."""
    cores: int
    """How many cores this process may use."""
    features: tuple[str, ...]
    """Instruction sets that the engine chooses from at run time."""


def devices() -> list[Device]:
    """The devices of this machine, in the order of preference."""
    return [Device("cpu:0", "cpu", _core.cores(), tuple(_core.features()))]


def _on(function: str, device: str) -> None:
    names = [known.name for known in devices()]
    if device not in names:
        raise ValueError(f"{function}: device is {device!r}, this machine has {', '.join(names)}")


def _dense(function: str, name: str, value: Array, dtypes: frozenset[str] | None = None) -> Array:
    checked = array(function, name, value)
    if dtypes is not None and checked.dtype.str[1:] not in dtypes:
        raise TypeError(
            f"{function}: {name} has dtype {checked.dtype}, must be float32 or float64;"
            " convert it with a.astype"
        )
    if not checked.flags.c_contiguous:
        raise ValueError(
            f"{function}: {name} of shape {checked.shape} and strides {checked.strides} is not"
            " C-contiguous; copy it: numpy.ascontiguousarray(a)"
        )
    return checked


def _same_dtype(function: str, names: str, left: Array, right: Array) -> None:
    if left.dtype != right.dtype:
        raise TypeError(
            f"{function}: {names} have dtypes {left.dtype} and {right.dtype}, must have one;"
            " convert either with a.astype"
        )


def saxpy(
    a: float, x: Array, y: Array, *, device: str = "cpu:0", threads: int | None = None
) -> Array:
    """`a * x + y`, element by element, rounded after each operation.

    `x` and `y` are float32 or float64, both of one dtype and any one shape, which the result has.
    Source: BLAS level 1, ?AXPY.
    """
    _on("saxpy", device)
    n_threads = count("saxpy", threads)
    xs = _dense("saxpy", "x", x, FLOATS)
    ys = _dense("saxpy", "y", y, FLOATS)
    _same_dtype("saxpy", "x and y", xs, ys)
    if xs.shape != ys.shape:
        raise ValueError(f"saxpy: x has shape {xs.shape} and y {ys.shape}, must be equal")
    out = np.empty(xs.shape, xs.dtype)
    _core.saxpy(float(a), xs, ys, out, n_threads)
    return out


def reduce(x: Array, op: str = "sum", *, device: str = "cpu:0", threads: int | None = None) -> Any:
    """All elements of `x`, of any shape, folded by "sum", "prod", "min" or "max": a scalar.

    Dtypes and errors are those of `hpds.concurrent.reduce`.
    """
    _on("reduce", device)
    flat = _dense("reduce", "x", x).reshape(-1)
    return concurrent.reduce(flat, op, threads=threads)[()]


def sort(x: Array, *, device: str = "cpu:0", threads: int | None = None) -> Array:
    """A sorted copy of the 1-d array `x`, ordered as by `hpds.concurrent.sort`."""
    _on("sort", device)
    values = _dense("sort", "x", x)
    if values.ndim != 1:
        raise ValueError(
            f"sort: x has shape {values.shape}, must be 1-d; hpds.concurrent.sort takes an axis"
        )
    return concurrent.sort(values, threads=threads)


def histogram(
    x: Array,
    bins: int = 10,
    range: tuple[float, float] | None = None,
    *,
    device: str = "cpu:0",
    threads: int | None = None,
) -> tuple[Array, Array]:
    """How many elements of `x`, of any shape, fall into each of `bins` equal bins.

    Returns the counts (int64, shape (bins,)) and the edges (float64, shape (bins + 1,)). `range` is
    the outer edges, by default the least and greatest element. A bin includes its lower edge, the
    last one both; elements outside and NaN are not counted. As `numpy.histogram`.

    Raises `ValueError` for bins < 1, for a range that is not finite and ascending (as when `x`
    contains NaN and no range is given), and for one with fewer numbers than bins.
    """
    _on("histogram", device)
    n_threads = count("histogram", threads)
    values = _dense("histogram", "x", x)
    n_bins = integer("histogram", "bins", bins)
    if n_bins < 1:
        raise ValueError(f"histogram: bins is {n_bins}, must be at least 1")
    low, high = _range(values, range, threads)
    edges = np.linspace(low, high, n_bins + 1, dtype=np.float64)
    if not np.all(edges[:-1] < edges[1:]):
        raise ValueError(
            f"histogram: between {low} and {high} there are too few numbers for {n_bins} bins;"
            " pass fewer bins or a wider range"
        )
    return _core.histogram(values, edges, n_threads), edges


def _range(
    values: Array, given: tuple[float, float] | None, threads: int | None
) -> tuple[float, float]:
    """The outer edges, chosen as NumPy chooses them."""
    if given is not None:
        low, high = (float(edge) for edge in given)
    elif values.size == 0:
        low, high = 0.0, 1.0
    else:
        flat = values.reshape(-1)
        low, high = (float(concurrent.reduce(flat, op, threads=threads)) for op in ("min", "max"))
    if not (np.isfinite(low) and np.isfinite(high)) or low > high:
        whose = "range" if given is not None else "the range of x"
        raise ValueError(
            f"histogram: {whose} is ({low}, {high}), must be finite and ascending; pass"
            " range=(low, high) to leave out values outside it"
        )
    return (low - 0.5, high + 0.5) if low == high else (low, high)


def matmul(a: Array, b: Array, *, device: str = "cpu:0", threads: int | None = None) -> Array:
    """The matrix product of `a` (m, k) and `b` (k, n), both float32 or both float64: (m, n).

    Sums are made in the dtype of the factors, with fused multiply-add where the CPU has it.
    """
    _on("matmul", device)
    n_threads = count("matmul", threads)
    left = _dense("matmul", "a", a, FLOATS)
    right = _dense("matmul", "b", b, FLOATS)
    _same_dtype("matmul", "a and b", left, right)
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
        raise ValueError(
            f"matmul: a has shape {left.shape} and b {right.shape}, must be (m, k) and (k, n)"
        )
    out = np.empty((left.shape[0], right.shape[1]), left.dtype)
    _core.matmul(left, right, out, n_threads)
    return out
