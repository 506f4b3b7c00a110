"""Kernels of hpds.accelerate beside NumPy on the CPU; `make bench` has those of a GPU."""

from __future__ import annotations

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
