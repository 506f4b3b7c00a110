"""Kernels of hpds.accelerate beside NumPy. Run: pytest benchmarks/bench_accelerate.py"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hpds import accelerate


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("how", [np.matmul, accelerate.matmul], ids=["numpy", "hpds"])
def test_matmul(benchmark: Any, how: Any, dtype: str) -> None:
    a = np.random.default_rng(1).standard_normal((500, 500)).astype(dtype)
    benchmark(how, a, a)


@pytest.mark.parametrize("how", [np.histogram, accelerate.histogram], ids=["numpy", "hpds"])
def test_histogram(benchmark: Any, how: Any) -> None:
    benchmark(how, np.random.default_rng(1).standard_normal(1_000_000), 100)
