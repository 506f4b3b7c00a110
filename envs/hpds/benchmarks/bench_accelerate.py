"""Kernels of hpds.accelerate beside NumPy and, on a GPU, beside CuPy.

    pytest benchmarks/bench_accelerate.py     the CPU
    python benchmarks/bench_accelerate.py     a GPU, as a table; where there is none, it says so

On a GPU, "device" is the time between two events around a call whose arrays are in the GPU's
memory, "end to end" that of a call with ndarrays: copied there, worked on, copied back. CuPy's
reduce, scan and sort are CUB's and Thrust's, its matmul is cuBLAS.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from hpds import accelerate


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("how", ["numpy", "hpds"])
def test_matmul(benchmark: Any, how: str, dtype: str) -> None:
    a = np.random.default_rng(1).standard_normal((500, 500)).astype(dtype)
    if how == "numpy":
        benchmark(np.matmul, a, a)
    else:
        benchmark(accelerate.matmul, a, a, device="cpu:0")


@pytest.mark.parametrize("how", ["numpy", "hpds"])
def test_histogram(benchmark: Any, how: str) -> None:
    values = np.random.default_rng(1).standard_normal(1_000_000)
    if how == "numpy":
        benchmark(np.histogram, values, 100)
    else:
        benchmark(accelerate.histogram, values, 100, device="cpu:0")


def operations(cupy: Any) -> dict[str, tuple[Callable[..., Any], Callable[..., Any], int]]:
    """Of each: hpds' call and CuPy's, and how many arguments they have."""
    return {
        "saxpy": (lambda x, y: accelerate.saxpy(2, x, y), lambda x, y: 2 * x + y, 2),
        "reduce": (accelerate.reduce, lambda x: x.sum(), 1),
        "inclusive_scan": (accelerate.inclusive_scan, cupy.cumsum, 1),
        "sort": (accelerate.sort, cupy.sort, 1),
        "argsort": (accelerate.argsort, cupy.argsort, 1),
        "histogram": (
            lambda x: accelerate.histogram(x, 100, (-4, 4)),
            lambda x: cupy.histogram(x, 100, (-4, 4)),
            1,
        ),
        "top_k": (
            lambda x: accelerate.top_k(x, 100),
            lambda x: cupy.sort(cupy.partition(x, x.size - 100)[-100:]),
            1,
        ),
        "matmul": (accelerate.matmul, cupy.matmul, 2),
    }


def on_device(cupy: Any, call: Callable[[], Any], repeats: int = 20) -> float:
    """The fastest of several calls, in milliseconds between two events."""
    begin, end = cupy.cuda.Event(), cupy.cuda.Event()
    times = []
    for _ in range(repeats + 1):
        begin.record()
        call()
        end.record()
        end.synchronize()
        times.append(float(cupy.cuda.get_elapsed_time(begin, end)))
    return min(times[1:])


def end_to_end(call: Callable[[], Any], repeats: int = 5) -> float:
    """The fastest of several calls, in milliseconds of the host's clock."""
    times = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        call()
        times.append((time.perf_counter() - begin) * 1e3)
    return min(times[1:])


def main() -> int:
    """Print the table."""
    if reason := accelerate.why_no_cuda():
        print(f"GPU: skipped, {reason}")
        return 0
    try:
        import cupy  # noqa: PLC0415 - of no use where there is no GPU
    except ImportError:
        print("GPU: skipped, CuPy, which it is compared with, is not installed", file=sys.stderr)
        return 1
    gpu = accelerate.devices()[0]
    print(f"{gpu.model}, {gpu.features[0]}; milliseconds, the fastest of several calls, float32")
    print(
        f"{'operation':<16}{'elements':>12}{'device':>10}{'CuPy':>10}{'end to end':>12}{'CuPy':>10}"
    )
    for name, (ours, theirs, count) in operations(cupy).items():
        shape = (4096, 4096) if name == "matmul" else (1 << 26,)
        host = [
            np.random.default_rng(seed).standard_normal(shape, np.float32) for seed in range(count)
        ]
        there = [cupy.asarray(array) for array in host]
        figures = [
            on_device(cupy, lambda ours=ours, there=there: ours(*there)),
            on_device(cupy, lambda theirs=theirs, there=there: theirs(*there)),
            end_to_end(lambda ours=ours, host=host: ours(*host)),
            end_to_end(
                lambda theirs=theirs, host=host: back(cupy, theirs(*map(cupy.asarray, host)))
            ),
        ]
        text = "".join(f"{figure:>{10 if i != 2 else 12}.3f}" for i, figure in enumerate(figures))
        print(f"{name:<16}{there[0].size:>12}{text}")
    return 0


def back(cupy: Any, results: Any) -> None:
    """Copy CuPy's results to the host."""
    for result in results if isinstance(results, tuple) else (results,):
        cupy.asnumpy(result)


if __name__ == "__main__":
    sys.exit(main())
