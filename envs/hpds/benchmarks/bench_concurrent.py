"""hpds.concurrent beside NumPy. Not collected by default; run

    pytest benchmarks/bench_concurrent.py --benchmark-group-by=param:dtype,param:size

On CPUs of the Zen 4 family NumPy's own choice of instructions sorts slowly; an honest comparison
sets NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hpds import concurrent
from hpds._checks import Array

sizes = pytest.mark.parametrize("size", [1_000_000, 10_000_000])
dtypes = pytest.mark.parametrize(
    "dtype", ["int8", "int16", "int32", "int64", "uint32", "uint64", "float32", "float64"]
)

SORTS = {
    "numpy": np.sort,
    "numpy-stable": lambda a: np.sort(a, kind="stable"),
    "hpds-1": lambda a: concurrent.sort(a, threads=1),
    "hpds-2": lambda a: concurrent.sort(a, threads=2),
}
ARGSORTS = {
    "numpy": np.argsort,
    "numpy-stable": lambda a: np.argsort(a, kind="stable"),
    "hpds-1": lambda a: concurrent.argsort(a, threads=1),
    "hpds-2": lambda a: concurrent.argsort(a, threads=2),
}


def data(dtype: str, size: int) -> Array:
    generator = np.random.default_rng(1)
    if dtype.startswith("float"):
        return generator.standard_normal(size).astype(dtype)
    limits = np.iinfo(dtype)
    return generator.integers(limits.min, limits.max, size, dtype, endpoint=True)


@sizes
@dtypes
@pytest.mark.parametrize("how", SORTS)
def test_sort(benchmark: Any, how: str, dtype: str, size: int) -> None:
    benchmark(SORTS[how], data(dtype, size))


@dtypes
@pytest.mark.parametrize("how", ARGSORTS)
def test_argsort(benchmark: Any, how: str, dtype: str) -> None:
    benchmark(ARGSORTS[how], data(dtype, 1_000_000))


@dtypes
@pytest.mark.parametrize("op", ["sum", "max"])
@pytest.mark.parametrize("how", ["numpy", "hpds"])
def test_reduce(benchmark: Any, how: str, op: str, dtype: str) -> None:
    array = data(dtype, 10_000_000)
    benchmark(getattr(array, op) if how == "numpy" else lambda: concurrent.reduce(array, op))
