"""Operations of CuPy, and of hpds where it has a CUDA engine, timed on a GPU; prints JSON.

    python3 gpu.py [--count 10485760] [--runs 5]

Two times of each, in seconds, the least of the runs: `device`, from arrays in the GPU's memory to
arrays there, between two events of the stream; `end_to_end`, from ndarrays to ndarrays by the
clock. What is compared runs in turns. CuPy folds and scans by CUB, and sorts by Thrust, which is
CUB's; for top_k it has a partition alone. Times of CUB itself are cuda-bench's.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

__all__ = ["Case", "Gpu", "Times", "cases", "compare", "main"]

Operation = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """One operation, as each library has it."""

    name: str
    arrays: tuple[Any, ...]
    """Its arguments: ndarrays."""
    libraries: dict[str, Operation]


@dataclass(frozen=True)
class Times:
    """What was measured, in seconds."""

    name: str
    library: str
    device: float
    end_to_end: float


class Gpu(Protocol):
    """Where arrays are put and calls are timed."""

    def put(self, array: Any) -> Any:
        """A copy in the GPU's memory."""

    def get(self, result: Any) -> Any:
        """A result as ndarrays."""

    def seconds(self, call: Callable[[], object]) -> float:
        """What the device needs for a call."""


class CupyGpu:
    """The first GPU, by CuPy."""

    def __init__(self) -> None:
        """Fails with CUDA's words where there is none."""
        import cupy

        self.cupy = cupy
        cupy.cuda.Device(0).use()

    def put(self, array: Any) -> Any:
        """A copy in the GPU's memory."""
        return self.cupy.asarray(array)

    def get(self, result: Any) -> Any:
        """A result as ndarrays."""
        if isinstance(result, tuple):
            return tuple(self.get(part) for part in result)
        return self.cupy.asnumpy(result)

    def seconds(self, call: Callable[[], object]) -> float:
        """The time between two events of the current stream."""
        begin, end = self.cupy.cuda.Event(), self.cupy.cuda.Event()
        begin.record()
        call()
        end.record()
        end.synchronize()
        return float(self.cupy.cuda.get_elapsed_time(begin, end)) * 1e-3


def cases(count: int, xp: Any, accelerate: Any) -> list[Case]:
    """The operations; `xp` is CuPy, `accelerate` hpds.accelerate or None."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal(count, dtype=np.float32)
    y = rng.standard_normal(count, dtype=np.float32)
    side = min(4096, max(1, int(count**0.5)))
    square = rng.standard_normal((side, side), dtype=np.float32)
    some = min(100, count)
    table: list[tuple[str, tuple[Any, ...], Operation, tuple[Any, ...]]] = [
        ("saxpy", (x, y), lambda a, b: xp.float32(2) * a + b, (2.0,)),
        ("reduce", (x,), lambda a: a.sum(), ()),
        ("inclusive_scan", (x,), lambda a: xp.cumsum(a), ()),
        ("sort", (x,), lambda a: xp.sort(a), ()),
        ("argsort", (x,), lambda a: xp.argsort(a), ()),
        ("histogram", (x,), lambda a: xp.histogram(a, 100, (-4.0, 4.0)), (100, (-4.0, 4.0))),
        ("top_k", (x,), lambda a: xp.partition(a, a.size - some)[a.size - some :], (some,)),
        ("matmul", (square, square), lambda a, b: xp.matmul(a, b), ()),
    ]
    found = []
    for name, arrays, of_cupy, settings in table:
        libraries = {"CuPy": of_cupy}
        if accelerate is not None:
            libraries["hpds"] = _of_hpds(getattr(accelerate, name), name, settings)
        found.append(Case(name, arrays, libraries))
    return found


def _of_hpds(function: Operation, name: str, settings: tuple[Any, ...]) -> Operation:
    if name == "saxpy":
        return lambda *arrays: function(*settings, *arrays)
    return lambda *arrays: function(*arrays, *settings)


def compare(case: Case, gpu: Gpu, runs: int) -> Iterable[Times]:
    """The times of each library, taken in turns after one turn that does not count."""
    there = [gpu.put(array) for array in case.arrays]
    device: dict[str, list[float]] = {name: [] for name in case.libraries}
    whole: dict[str, list[float]] = {name: [] for name in case.libraries}
    for _ in range(runs + 1):
        for name, operation in case.libraries.items():
            device[name].append(gpu.seconds(partial(operation, *there)))
            start = time.perf_counter()
            if name == "hpds":
                operation(*case.arrays)
            else:
                gpu.get(operation(*(gpu.put(array) for array in case.arrays)))
            whole[name].append(time.perf_counter() - start)
    for name in case.libraries:
        yield Times(case.name, name, min(device[name][1:]), min(whole[name][1:]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=10 << 20, help="elements of an array")
    parser.add_argument("--runs", type=int, default=5, help="counted runs, the fastest is taken")
    options = parser.parse_args(arguments)
    # Read when CuPy is imported.
    os.environ["CUPY_ACCELERATORS"] = "cub"
    gpu = CupyGpu()
    try:
        from hpds import accelerate

        reason = getattr(accelerate, "why_no_cuda", lambda: "this hpds has no CUDA engine")()
    except ImportError:
        accelerate, reason = None, "no hpds"
    found = cases(options.count, gpu.cupy, None if reason else accelerate)
    times = [asdict(times) for case in found for times in compare(case, gpu, options.runs)]
    print(json.dumps({"version": 1, "count": options.count, "times": times}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
