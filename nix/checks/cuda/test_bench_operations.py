"""tests/bench/gpu.py without a GPU: NumPy stands for both libraries, the host for the device."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import cupy
import gpu
import numpy as np


class Library:
    """Stands for hpds.accelerate, on ndarrays."""

    @staticmethod
    def saxpy(a: float, x: Any, y: Any) -> Any:
        return a * x + y

    @staticmethod
    def top_k(x: Any, k: int) -> tuple[Any, Any]:
        order = np.argsort(-x, kind="stable")[:k]
        return x[order], order

    reduce = staticmethod(np.sum)
    inclusive_scan = staticmethod(np.cumsum)
    sort = staticmethod(np.sort)
    argsort = staticmethod(np.argsort)
    histogram = staticmethod(np.histogram)
    matmul = staticmethod(np.matmul)


class Host:
    """Stands for a GPU, in the host's memory."""

    def __init__(self) -> None:
        self.calls = 0

    def put(self, array: Any) -> Any:
        return array.copy()

    def get(self, result: Any) -> Any:
        return result

    def seconds(self, call: Callable[[], object]) -> float:
        self.calls += 1
        start = time.perf_counter()
        call()
        # The first one, which does not count, would be the fastest.
        return time.perf_counter() - start if self.calls > 1 else 0.0


def test_the_libraries_compute_the_same() -> None:
    for case in gpu.cases(1000, np, Library):
        cupy, hpds = (operation(*case.arrays) for operation in case.libraries.values())
        if case.name == "top_k":
            cupy, hpds = np.sort(cupy), np.sort(hpds[0])
        first, second = (part[0] if isinstance(part, tuple) else part for part in (cupy, hpds))
        np.testing.assert_allclose(first, second, rtol=1e-5, err_msg=case.name)


def test_without_hpds_cupy_alone_is_measured() -> None:
    assert {tuple(case.libraries) for case in gpu.cases(10, np, None)} == {("CuPy",)}


def test_each_is_measured_on_the_device_and_end_to_end() -> None:
    host = Host()
    case = gpu.cases(1000, np, Library)[0]
    times = list(gpu.compare(case, host, 3))
    assert [one.library for one in times] == ["CuPy", "hpds"]
    assert host.calls == 8
    assert all(one.device > 0 and one.end_to_end > 0 for one in times)


def test_cupy_has_what_is_called() -> None:
    for name in ("cumsum", "sort", "argsort", "histogram", "partition", "matmul", "float32"):
        assert callable(getattr(cupy, name))
    for name in ("Event", "get_elapsed_time", "Device"):
        assert callable(getattr(cupy.cuda, name))
