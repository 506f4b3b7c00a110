"""hpds.accelerate against NumPy, on each device that there is.

The same tests for each engine; results of a GPU are compared with NumPy's, not with the CPU's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from arrays import DTYPES, FLOATS, identical, random, same, values
from hypothesis import assume, given
from hypothesis import strategies as st
from places import Place, on_each_place

from hpds import accelerate

dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
floats = pytest.mark.parametrize("dtype", FLOATS, ids=str)


def test_the_cpu_is_a_device() -> None:
    cpu = accelerate.devices()[-1]
    assert (cpu.name, cpu.kind) == ("cpu:0", "cpu")
    assert cpu.cores >= 1


@pytest.mark.parametrize(
    "call",
    [
        lambda device: accelerate.saxpy(1, np.ones(2), np.ones(2), device=device),
        lambda device: accelerate.reduce(np.ones(2), device=device),
        lambda device: accelerate.inclusive_scan(np.ones(2), device=device),
        lambda device: accelerate.sort(np.ones(2), device=device),
        lambda device: accelerate.argsort(np.ones(2), device=device),
        lambda device: accelerate.top_k(np.ones(2), 1, device=device),
        lambda device: accelerate.histogram(np.ones(2), device=device),
        lambda device: accelerate.matmul(np.eye(2), np.eye(2), device=device),
    ],
)
def test_a_device_that_is_not_there_is_named_with_those_that_are(call: Any) -> None:
    with pytest.raises(ValueError, match=r"device is 'abacus:7', this machine has .*cpu:0"):
        call("abacus:7")


@on_each_place
@floats
@pytest.mark.parametrize("shape", [(), (0,), (5,), (100_003,), (3, 4, 5)])
def test_saxpy_rounds_twice_as_numpy_does(
    place: Place, dtype: np.dtype[Any], shape: tuple[int, ...]
) -> None:
    x = random(dtype, int(np.prod(shape))).reshape(shape)
    y = random(dtype, int(np.prod(shape)), seed=2).reshape(shape)
    expected = np.asarray(dtype.type(2.5) * x + y)
    for threads in (1, 2):
        assert same(place(accelerate.saxpy, 2.5, x, y, threads=threads), expected)


def test_saxpy_refuses_what_does_not_fit() -> None:
    ones = np.ones(3)
    with pytest.raises(ValueError, match=r"x has shape \(3,\) and y \(4,\), must be equal"):
        accelerate.saxpy(1, ones, np.ones(4))
    with pytest.raises(TypeError, match=r"dtypes float64 and float32, must have one"):
        accelerate.saxpy(1, ones, np.ones(3, "f4"))
    with pytest.raises(TypeError, match=r"x has dtype int64, must be float32 or float64"):
        accelerate.saxpy(1, np.ones(3, "i8"), np.ones(3, "i8"))
    with pytest.raises(ValueError, match=r"y of shape \(3,\) and strides \(16,\) is not C-contig"):
        accelerate.saxpy(1, ones, np.ones(6)[::2])
    with pytest.raises(TypeError, match=r"x is a list"):
        accelerate.saxpy(1, [1.0], ones)  # type: ignore[arg-type]


@on_each_place
@dtypes
def test_reduce_folds_all_axes(place: Place, dtype: np.dtype[Any]) -> None:
    array = random(dtype, 60).reshape(3, 4, 5)
    assert place(accelerate.reduce, array, "max") == array.max()
    assert np.isclose(place(accelerate.reduce, array, "sum"), array.sum(), rtol=1e-5)
    with pytest.raises(ValueError, match="min of nothing"):
        place(accelerate.reduce, np.empty((0, 3), dtype), "min")
    with pytest.raises(ValueError, match=r"op is 'mean', must be one of sum, prod, min, max"):
        place(accelerate.reduce, array, "mean")


@on_each_place
@dtypes
@pytest.mark.parametrize("op", ["sum", "prod", "min", "max"])
def test_reduce_of_long_arrays_and_of_nan(place: Place, dtype: np.dtype[Any], op: str) -> None:
    array = random(dtype, 100_003)
    array[array == 0] = 1
    if op == "prod":
        array = (array / np.abs(array)).astype(dtype)
    expected = getattr(np, op)(array)
    result = place(accelerate.reduce, array, op)
    assert result.dtype == expected.dtype
    assert result == expected or (
        dtype.kind == "f" and np.isclose(result, expected, rtol=1e-3, atol=1e-3)
    )
    if dtype.kind == "f":
        array[77] = np.nan
        assert np.isnan(place(accelerate.reduce, array, op))
    if op in {"sum", "prod"}:
        assert place(accelerate.reduce, array[:0], op) == getattr(np, op)(array[:0])


@on_each_place
@dtypes
@pytest.mark.parametrize("size", [0, 1, 100_003])
def test_inclusive_scan_is_a_running_reduce(place: Place, dtype: np.dtype[Any], size: int) -> None:
    array = random(dtype, size)
    sums = place(accelerate.inclusive_scan, array)
    expected = np.cumsum(array, dtype=np.float64 if dtype.kind == "f" else None)
    assert sums.dtype == (dtype if dtype.kind == "f" else expected.dtype)
    assert np.allclose(sums, expected, rtol=1e-5, atol=1e-3)
    assert same(place(accelerate.inclusive_scan, array, "max"), np.maximum.accumulate(array))
    assert same(place(accelerate.inclusive_scan, array, "min"), np.minimum.accumulate(array))
    with pytest.raises(ValueError, match=r"op is 'mean', must be one of sum, prod, min, max"):
        place(accelerate.inclusive_scan, array, "mean")


@on_each_place
@dtypes
def test_sort_orders_as_numpy_does(place: Place, dtype: np.dtype[Any]) -> None:
    array = random(dtype, 10_000)
    assert same(place(accelerate.sort, array), np.sort(array))
    assert same(place(accelerate.sort, array[:0]), array[:0])


@on_each_place
@floats
def test_sort_puts_nans_last_and_negative_zeros_first(place: Place, dtype: np.dtype[Any]) -> None:
    nan = np.array(np.nan, dtype)
    array = np.array([0.0, nan, -0.0, -np.inf, -nan, np.inf, 0.0, -0.0, 1], dtype)
    result = place(accelerate.sort, array)
    assert same(result, np.sort(array))
    assert np.signbit(result[1:5]).tolist() == [True, True, False, False]


@on_each_place
@dtypes
@given(st.data())
def test_argsort_is_numpys_stable_one(
    place: Place, dtype: np.dtype[Any], data: st.DataObject
) -> None:
    array = data.draw(values(dtype))
    assert same(place(accelerate.argsort, array), np.argsort(array, stable=True))


@on_each_place
@dtypes
@given(st.data())
def test_top_k_is_the_beginning_of_a_stable_order(
    place: Place, dtype: np.dtype[Any], data: st.DataObject
) -> None:
    array = data.draw(values(dtype))
    k = data.draw(st.integers(0, array.size))
    rank = np.unique(array, return_inverse=True)[1].astype(np.int64)
    for largest, order in ((True, -rank), (False, rank)):
        best, indices = place(accelerate.top_k, array, k, largest=largest)
        assert same(indices, np.argsort(order, stable=True)[:k])
        assert same(best, array[indices])


@on_each_place
@pytest.mark.parametrize("k", [-1, 4])
def test_top_k_refuses_counts_that_are_not_there(place: Place, k: int) -> None:
    with pytest.raises(ValueError, match=rf"top_k: k is {k}, must be in \[0, 3\]"):
        place(accelerate.top_k, np.ones(3), k)


@pytest.mark.parametrize(
    "function",
    [
        accelerate.sort,
        accelerate.argsort,
        accelerate.inclusive_scan,
        lambda x: accelerate.top_k(x, 1),
    ],
)
def test_operations_on_lines_refuse_other_shapes(function: Any) -> None:
    for shape in ((), (2, 3)):
        with pytest.raises(ValueError, match=r"must be 1-d; hpds.concurrent.\w+ takes an axis"):
            function(np.ones(shape))


@on_each_place
@dtypes
@given(st.data())
def test_histogram_is_numpys(place: Place, dtype: np.dtype[Any], data: st.DataObject) -> None:
    array = data.draw(values(dtype))
    bins = data.draw(st.integers(1, 40))
    edges = st.integers(-100, 100)
    low, high = sorted((data.draw(edges), data.draw(edges)))
    counts, edge = place(accelerate.histogram, array, bins, (low, high))
    expected, expected_edge = np.histogram(array.astype(np.float64), bins, (low, high))
    assert same(edge, expected_edge)
    assert same(counts, expected)


@on_each_place
@dtypes
@pytest.mark.parametrize("bins", [1, 10, 1000, 200_000])
def test_histogram_of_long_arrays(place: Place, dtype: np.dtype[Any], bins: int) -> None:
    array = random(dtype, 300_001)
    expected, edges = np.histogram(array.astype(np.float64), bins)
    for threads in (1, 2, 3):
        counts, edge = place(accelerate.histogram, array, bins, threads=threads)
        assert same(edge, edges)
        assert same(counts, expected)


def test_histogram_of_nothing_and_of_equal_values() -> None:
    for array in (np.empty(0), np.full(5, 2.0)):
        for mine, numpys in zip(
            accelerate.histogram(array, 4), np.histogram(array, 4), strict=True
        ):
            assert same(mine, numpys)


def test_histogram_refuses_ranges_and_bins_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="bins is 0, must be at least 1"):
        accelerate.histogram(np.ones(3), 0)
    with pytest.raises(ValueError, match="bins is -2, must be at least 1"):
        accelerate.histogram(np.ones(3), -2)
    for limits in ((2, 1), (0, np.inf), (np.nan, 1)):
        with pytest.raises(ValueError, match=r"range is \(.*must be finite and ascending"):
            accelerate.histogram(np.ones(3), 2, limits)
    with pytest.raises(ValueError, match=r"the range of x is \(nan, nan\)"):
        accelerate.histogram(np.array([1.0, np.nan]))
    with pytest.raises(ValueError, match="too few numbers for 17 bins"):
        accelerate.histogram(np.array([2**62, 2**62 + 1]), 17)


@on_each_place
@floats
@given(st.tuples(*[st.integers(0, 70)] * 3))
def test_matmul_is_close_to_the_exact_product(
    place: Place, dtype: np.dtype[Any], sizes: tuple[int, int, int]
) -> None:
    m, k, n = sizes
    a, b = random(dtype, m * k).reshape(m, k), random(dtype, k * n, seed=2).reshape(k, n)
    exact = a.astype(np.longdouble) @ b.astype(np.longdouble)
    product = place(accelerate.matmul, a, b)
    assert product.dtype == dtype
    assert product.shape == (m, n)
    np.testing.assert_allclose(product, exact, atol=np.finfo(dtype).eps * 10 * max(k, 1))


@on_each_place
@floats
@pytest.mark.parametrize("sizes", [(1, 1000, 1), (97, 257, 33), (500, 3, 500), (300, 600, 200)])
def test_matmul_of_large_factors_is_the_same_for_every_thread_count(
    place: Place, dtype: np.dtype[Any], sizes: tuple[int, int, int]
) -> None:
    m, k, n = sizes
    a, b = random(dtype, m * k).reshape(m, k), random(dtype, k * n, seed=2).reshape(k, n)
    products = [place(accelerate.matmul, a, b, threads=t) for t in (1, 2, 3)]
    assert all(identical(product, products[0]) for product in products)
    exact = a.astype(np.longdouble) @ b.astype(np.longdouble)
    np.testing.assert_allclose(products[0], exact, atol=np.finfo(dtype).eps * 10 * k)


def test_matmul_refuses_what_does_not_fit() -> None:
    for left, right in [((2, 3), (2, 3)), ((3,), (3, 2)), ((2, 2, 2), (2, 2)), ((), ())]:
        with pytest.raises(ValueError, match=r"a has shape .* and b .*, must be \(m, k\) and"):
            accelerate.matmul(np.ones(left), np.ones(right))
    with pytest.raises(TypeError, match="dtypes float32 and float64"):
        accelerate.matmul(np.ones((2, 2), "f4"), np.ones((2, 2)))
    with pytest.raises(ValueError, match="not C-contiguous"):
        accelerate.matmul(np.ones((2, 3)).T, np.ones((2, 2)))
    with pytest.raises(TypeError, match="must be int8"):
        accelerate.matmul(np.ones((2, 2), "c16"), np.ones((2, 2)))


@given(values(np.dtype("f8")))
def test_matmul_of_special_values_agrees_with_numpy(row: Any) -> None:
    assume(len(row) > 0)
    with np.errstate(all="ignore"):
        expected = row[:, None] * np.ones((1, 3))
    assert same(accelerate.matmul(np.ascontiguousarray(row[:, None]), np.ones((1, 3))), expected)
