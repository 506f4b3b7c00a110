"""The interface of hpds.accelerate._cuda played by NumPy: the way of a call there and back, without
a GPU. What is "in its memory" is a copy that nothing but this module looks into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hpds import concurrent
from hpds._checks import Array as HostArray

__all__ = ["SimulatedEngine"]


class Resident:
    """An array "in the memory" of device 0."""

    device = 0

    def __init__(self, values: HostArray, stream: int) -> None:
        self.values = values
        self.stream = stream
        self.shape = values.shape
        self.code = values.dtype.str[1:]
        self.address = values.ctypes.data

    def to_host(self, host: HostArray, stream: int) -> None:
        assert stream == self.stream
        host[...] = self.values


class SimulatedEngine:
    """One device; `calls` are the names of the functions that were called, and their streams."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []

    def why_no_device(self) -> str:
        return ""

    def devices(self) -> list[tuple[str, int, int, int]]:
        return [("Simulated", 9, 0, 132)]

    def device_of(self, address: int) -> int:
        assert address != 0
        return 0

    def to_device(self, host: HostArray, device: int, stream: int) -> Resident:
        assert device == 0
        return Resident(host.copy(), stream)

    def borrowed(self, *arguments: Any) -> Resident:
        *_, stream, owner = arguments
        return Resident(owner.array, stream)

    def _on(self, name: str, work: Callable[[], Any], stream: int) -> Any:
        self.calls.append((name, stream))
        results = work()
        if isinstance(results, tuple):
            return tuple(Resident(np.asarray(result), stream) for result in results)
        return Resident(np.asarray(results), stream)

    def saxpy(self, alpha: float, x: Resident, y: Resident, stream: int) -> Any:
        scale = x.values.dtype.type(alpha)
        return self._on("saxpy", lambda: scale * x.values + y.values, stream)

    def reduce(self, x: Resident, op: str, stream: int) -> Any:
        return self._on("reduce", lambda: concurrent.reduce(x.values.ravel(), op), stream)

    def inclusive_scan(self, x: Resident, op: str, stream: int) -> Any:
        return self._on("inclusive_scan", lambda: concurrent.inclusive_scan(x.values, op), stream)

    def sort(self, x: Resident, stream: int) -> Any:
        return self._on("sort", lambda: np.sort(x.values), stream)

    def argsort(self, x: Resident, stream: int) -> Any:
        return self._on("argsort", lambda: concurrent.argsort(x.values), stream)

    def top_k(self, x: Resident, k: int, largest: bool, stream: int) -> Any:
        return self._on("top_k", lambda: concurrent.top_k(x.values, k, largest=largest), stream)

    def histogram(self, x: Resident, edges: Resident, stream: int) -> Any:
        return self._on(
            "histogram",
            lambda: np.histogram(x.values.astype(np.float64), edges.values)[0],
            stream,
        )

    def matmul(self, a: Resident, b: Resident, stream: int) -> Any:
        return self._on("matmul", lambda: a.values @ b.values, stream)
