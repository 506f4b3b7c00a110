"""Compute kernels on a device: the host's CPU, or a CUDA GPU where hpds was built with that engine.

Each function takes

- `device`, the name of one of `devices()`. If not told, arrays in a GPU's memory stay there, and
  those of the host go to the first of `devices()`. A build with the CUDA engine where there is no
  driver or no GPU says so once, in a `RuntimeWarning`, and works on the CPU.
- `threads`, for a CPU (as in `hpds.concurrent`).
- `stream`, for a GPU: a stream of CuPy or PyTorch, an object with `__cuda_stream__`, or CUDA's
  handle. If not told, that of the first array.

Arrays are C-contiguous and in native byte order: ndarrays, DLPack's arrays of the host, and arrays
in a GPU's memory that offer `__cuda_array_interface__` or DLPack (CuPy, PyTorch, …), which are
neither copied nor waited for. Results are new arrays: ndarrays, or of `DeviceArray` where the
arguments were in a GPU's memory; there, also what a CPU returns as a scalar is one, 0-d.

On a CPU, results are the same for every thread count, and Ctrl-C ends a call within a fraction of a
second. Work of a GPU is not interrupted.

Raises everywhere: `TypeError` for a dtype that the operation does not take, for masked arrays and
for arrays of which some are on a device and some are not, `ValueError` for arrays that are not
C-contiguous or whose shapes do not fit, and for a device that is not there, `CudaError` where CUDA
fails. Messages print the values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hpds import concurrent
from hpds._checks import integer
from hpds.accelerate import _core
from hpds.accelerate._call import Call, start, upload
from hpds.accelerate._device import AnyArray, CudaError, DeviceArray, engine, why_no_cuda

__all__ = [
    "CudaError",
    "Device",
    "DeviceArray",
    "argsort",
    "devices",
    "histogram",
    "inclusive_scan",
    "matmul",
    "reduce",
    "saxpy",
    "sort",
    "to_device",
    "top_k",
    "why_no_cuda",
]

OPERATIONS = ("sum", "prod", "min", "max")


@dataclass(frozen=True)
class Device:
    """A device that kernels can run on."""

    name: str
    """What the functions take as `device`."""
    kind: str
    """The engine: "cpu" or "cuda"."""
    cores: int
    """How many cores this process may use; of a GPU, its multiprocessors."""
    features: tuple[str, ...]
    """Instruction sets that the engine chooses from at run time; of a GPU, its architecture."""
    model: str = ""
    """What a GPU calls itself."""


def devices() -> list[Device]:
    """The devices of this machine, in the order of preference."""
    gpus = [] if why_no_cuda() else engine().devices()
    found = [
        Device(f"cuda:{number}", "cuda", processors, (f"sm_{major}{minor}",), model)
        for number, (model, major, minor, processors) in enumerate(gpus)
    ]
    return [*found, Device("cpu:0", "cpu", _core.cores(), tuple(_core.features()))]


def to_device(a: AnyArray, *, device: str | None = None, stream: object = None) -> DeviceArray:
    """A copy of the ndarray `a` in a GPU's memory, the first's if not told.

    An array that is there already is not copied. Raises `ValueError` where there is no GPU.
    """
    return upload("to_device", a, device, stream)


def saxpy(  # noqa: PLR0913 - what to do, and where
    a: float,
    x: AnyArray,
    y: AnyArray,
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> Any:
    """`a * x + y`, element by element, rounded after each operation.

    `x` and `y` are float32 or float64, both of one dtype and any one shape, which the result has.
    Source: BLAS level 1, ?AXPY.
    """
    call = start("saxpy", device, threads, stream, x=x, y=y)
    call.floats_of_one_dtype()
    xs, ys = call.arrays.values()
    if xs.shape != ys.shape:
        raise ValueError(f"saxpy: x has shape {xs.shape} and y {ys.shape}, must be equal")
    if call.cuda is not None:
        return call.on_cuda(lambda cuda, *arguments: cuda.saxpy(float(a), *arguments))
    out = np.empty(xs.shape, xs.dtype)
    _core.saxpy(float(a), xs, ys, out, call.threads)
    return out


def reduce(
    x: AnyArray,
    op: str = "sum",
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> Any:
    """All elements of `x`, of any shape, folded by "sum", "prod", "min" or "max": a scalar.

    Dtypes and errors are those of `hpds.concurrent.reduce`.
    """
    call = start("reduce", device, threads, stream, x=x)
    _operation("reduce", op)
    values = call.arrays["x"]
    if values.size == 0 and op in {"min", "max"}:
        raise ValueError(
            f"reduce: x of shape {values.shape} has no elements, and {op} of nothing is undefined"
        )
    result = _as_concurrent(call, op)
    return result[()] if isinstance(result, np.ndarray) else result


def inclusive_scan(
    x: AnyArray,
    op: str = "sum",
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> Any:
    """The running `reduce` of the 1-d array `x`: element i is that of elements 0 to i.

    Dtypes and errors are those of `hpds.concurrent.inclusive_scan`. On a GPU, sums and products of
    floats may differ in the last bits from call to call.
    """
    call = start("inclusive_scan", device, threads, stream, x=x)
    _line(call)
    _operation("inclusive_scan", op)
    return _as_concurrent(call, op)


def sort(
    x: AnyArray,
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> Any:
    """A sorted copy of the 1-d array `x`, ordered as by `hpds.concurrent.sort`.

    On a GPU, NaNs lose their sign and come in the order of what else they carry.
    """
    call = start("sort", device, threads, stream, x=x)
    _line(call)
    return _as_concurrent(call)


def argsort(
    x: AnyArray,
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> Any:
    """Indices (int64) that sort the 1-d array `x`, always stable, as `hpds.concurrent.argsort`."""
    call = start("argsort", device, threads, stream, x=x)
    _line(call)
    return _as_concurrent(call)


def top_k(  # noqa: PLR0913 - what to do, and where
    x: AnyArray,
    k: int,
    *,
    largest: bool = True,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> tuple[Any, Any]:
    """The `k` largest values of the 1-d array `x`, best first, and their indices (int64).

    With `largest=False`, the smallest. Equal values come in the order of their indices; NaN counts
    as largest. Raises `ValueError` unless 0 <= k <= length of `x`.
    """
    call = start("top_k", device, threads, stream, x=x)
    values = _line(call)
    if call.cuda is None:
        return concurrent.top_k(values, k, largest=largest, threads=call.threads)
    wanted = integer("top_k", "k", k)
    if not 0 <= wanted <= values.size:
        raise ValueError(f"top_k: k is {wanted}, must be in [0, {values.size}] for this x")
    best: tuple[Any, Any] = call.on_cuda(
        lambda cuda, xs, stream: cuda.top_k(xs, wanted, bool(largest), stream)
    )
    return best


def histogram(  # noqa: PLR0913 - what to do, and where
    x: AnyArray,
    bins: int = 10,
    range: tuple[float, float] | None = None,
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> tuple[Any, Any]:
    """How many elements of `x`, of any shape, fall into each of `bins` equal bins.

    Returns the counts (int64, shape (bins,)) and the edges (float64, shape (bins + 1,)). `range` is
    the outer edges, by default the least and greatest element. A bin includes its lower edge, the
    last one both; elements outside and NaN are not counted. As `numpy.histogram`. Without a range,
    the host waits for the least and greatest element of a GPU's array.

    Raises `ValueError` for bins < 1, for a range that is not finite and ascending (as when `x`
    contains NaN and no range is given), and for one with fewer numbers than bins.
    """
    call = start("histogram", device, threads, stream, x=x)
    values = call.arrays["x"]
    n_bins = integer("histogram", "bins", bins)
    if n_bins < 1:
        raise ValueError(f"histogram: bins is {n_bins}, must be at least 1")
    low, high = _range(values.size, range, lambda op: _folded(call, op))
    edges = np.linspace(low, high, n_bins + 1, dtype=np.float64)
    if not np.all(edges[:-1] < edges[1:]):
        raise ValueError(
            f"histogram: between {low} and {high} there are too few numbers for {n_bins} bins;"
            " pass fewer bins or a wider range"
        )
    if call.cuda is None:
        return _core.histogram(values, edges, call.threads), edges
    resident = upload("histogram", edges, f"cuda:{call.cuda}", call.stream)
    counts = call.on_cuda(lambda cuda, xs, stream: cuda.histogram(xs, resident._array, stream))
    return counts, edges if isinstance(counts, np.ndarray) else resident


def matmul(
    a: AnyArray,
    b: AnyArray,
    *,
    device: str | None = None,
    threads: int | None = None,
    stream: object = None,
) -> Any:
    """The matrix product of `a` (m, k) and `b` (k, n), both float32 or both float64: (m, n).

    Sums are made in the dtype of the factors, with fused multiply-add where the CPU has it; on a
    GPU, by cuBLAS.
    """
    call = start("matmul", device, threads, stream, a=a, b=b)
    call.floats_of_one_dtype()
    left, right = call.arrays.values()
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
        raise ValueError(
            f"matmul: a has shape {left.shape} and b {right.shape}, must be (m, k) and (k, n)"
        )
    if call.cuda is not None:
        return call.on_cuda(lambda cuda, *arguments: cuda.matmul(*arguments))
    out = np.empty((left.shape[0], right.shape[1]), left.dtype)
    _core.matmul(left, right, out, call.threads)
    return out


def _as_concurrent(call: Call, *settings: object) -> Any:
    """What `hpds.concurrent` and the CUDA engine have by the call's name, of all elements of x."""
    if call.cuda is None:
        function = getattr(concurrent, call.function)
        return function(call.arrays["x"].reshape(-1), *settings, threads=call.threads)
    return call.on_cuda(lambda cuda, x, stream: getattr(cuda, call.function)(x, *settings, stream))


def _operation(function: str, op: object) -> None:
    if op not in OPERATIONS:
        raise ValueError(f"{function}: op is {op!r}, must be one of {', '.join(OPERATIONS)}")


def _line(call: Call) -> Any:
    values = call.arrays["x"]
    if values.ndim != 1:
        raise ValueError(
            f"{call.function}: x has shape {values.shape}, must be 1-d;"
            f" hpds.concurrent.{call.function} takes an axis"
        )
    return values


def _folded(call: Call, op: str) -> float:
    """The least or greatest element, found where the array is."""
    values = call.arrays["x"]
    if isinstance(values, np.ndarray):
        return float(concurrent.reduce(values.reshape(-1), op, threads=call.threads))
    result = call.on_cuda(lambda cuda, xs, stream: cuda.reduce(xs, op, stream))
    return float(result.to_numpy())


def _range(
    size: int, given: tuple[float, float] | None, folded: Callable[[str], float]
) -> tuple[float, float]:
    """The outer edges, chosen as NumPy chooses them."""
    if given is not None:
        low, high = (float(edge) for edge in given)
    elif size == 0:
        low, high = 0.0, 1.0
    else:
        low, high = folded("min"), folded("max")
    if not (np.isfinite(low) and np.isfinite(high)) or low > high:
        whose = "range" if given is not None else "the range of x"
        raise ValueError(
            f"histogram: {whose} is ({low}, {high}), must be finite and ascending; pass"
            " range=(low, high) to leave out values outside it"
        )
    return (low - 0.5, high + 0.5) if low == high else (low, high)
