"""hpds.concurrent against NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from arrays import DTYPES, FLOATS, INTEGERS, identical, random, same, shaped, values
from hypothesis import given
from hypothesis import strategies as st

from hpds import concurrent
from hpds._checks import Array

BIG = 100_001  # long enough for every algorithm to split its work
THREADS = [1, 2, 3]

dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
integers = pytest.mark.parametrize("dtype", INTEGERS, ids=str)
floats = pytest.mark.parametrize("dtype", FLOATS, ids=str)
all_threads = pytest.mark.parametrize("threads", THREADS)


def with_nans(array: Array) -> Array:
    if array.dtype.kind == "f":
        array[::7] = np.nan
        array[3::11] = 0.0
        array[5::11] = -0.0
    return array


# --- sort


@dtypes
@given(st.data())
def test_sort_orders_as_numpy_does(dtype: np.dtype[Any], data: st.DataObject) -> None:
    array = data.draw(shaped(dtype))
    axis = data.draw(st.integers(-array.ndim, array.ndim - 1))
    contiguous = np.moveaxis(np.ascontiguousarray(np.moveaxis(array, axis, -1)), -1, axis)
    assert same(concurrent.sort(contiguous, axis=axis), np.sort(array, axis=axis))


@dtypes
@all_threads
@pytest.mark.parametrize("kind", ["random", "sorted", "reversed", "few", "equal"])
def test_sort_of_long_arrays(dtype: np.dtype[Any], threads: int, kind: str) -> None:
    array = random(dtype, BIG)
    if kind in {"sorted", "reversed"}:
        array = np.sort(array)[:: -1 if kind == "reversed" else 1].copy()
    elif kind == "few":
        array = (array % dtype.type(5)).astype(dtype)
    elif kind == "equal":
        array[:] = 3
    else:
        array = with_nans(array)
    assert same(concurrent.sort(array, threads=threads), np.sort(array))


@pytest.mark.parametrize("dtype", ["i4", "i8", "u4", "u8", "f4", "f8"])
@pytest.mark.parametrize("kind", ["random", "sorted", "few", "equal", "mostly greatest", "saw"])
def test_sort_of_arrays_that_are_parted_first(dtype: str, kind: str) -> None:
    size = 5_000_011
    array = random(np.dtype(dtype), size)
    if kind == "sorted":
        array.sort()
    elif kind == "few":
        array = (np.arange(size) * 7919 % 3).astype(dtype)
    elif kind == "equal":
        array[:] = 7
    elif kind == "mostly greatest":
        array[: size - 1000] = np.inf if dtype[0] == "f" else np.iinfo(dtype).max
    elif kind == "saw":
        array = (np.arange(size) % 1000).astype(dtype)
    if dtype[0] == "f" and kind in {"random", "few"}:
        array = with_nans(array)
    for threads in (1, 2):
        assert same(concurrent.sort(array, threads=threads), np.sort(array))


@floats
def test_sort_is_the_same_to_the_bit_for_every_thread_count(dtype: np.dtype[Any]) -> None:
    array = with_nans(random(dtype, BIG))
    results = [concurrent.sort(array, threads=threads) for threads in THREADS]
    assert all(identical(result, results[0]) for result in results)
    zeros = results[0][results[0] == 0]
    assert not np.any(np.diff(np.signbit(zeros).astype(int)) > 0)
    assert np.signbit(zeros).any()


@floats
@all_threads
@pytest.mark.parametrize("size", [1, 2, 5, 16, 100, 1000, BIG])
def test_sort_keeps_every_infinity_and_every_zero(
    dtype: np.dtype[Any], threads: int, size: int
) -> None:
    """Highway 1.0.3 makes infinities of short arrays finite, and zeros of one sign the other's.

    It also orders values wrongly that lie closer together than the machine epsilon.
    """
    limits = np.finfo(dtype)
    positive = [0.0, limits.smallest_subnormal, limits.tiny, limits.eps / 8, 1, limits.max, np.inf]
    specials = np.array([np.nan, *positive, *(-value for value in positive)], dtype)
    choice = np.random.default_rng(size).integers(1, 2 ** len(specials))
    chosen = specials[[bool(choice >> place & 1) for place in range(len(specials))]]
    array = np.random.default_rng(size).choice(chosen, size)
    result = concurrent.sort(array, threads=threads)
    assert same(result, np.sort(array))
    assert np.signbit(result).sum() == np.signbit(array).sum()


@floats
def test_sort_keeps_what_nans_carry(dtype: np.dtype[Any]) -> None:
    bits = np.dtype(f"u{dtype.itemsize}")
    array = np.array([np.nan, 1, np.nan, 0], dtype)
    array.view(bits)[0] += 5
    assert concurrent.sort(array).view(bits).tolist() == (array[[3, 1, 0, 2]].view(bits).tolist())


@dtypes
def test_sort_in_place_and_into_another_array(dtype: np.dtype[Any]) -> None:
    array = with_nans(random(dtype, 1000)).reshape(10, 100)
    expected = np.sort(array)
    out = np.empty_like(array)
    assert concurrent.sort(array, out=out) is out
    assert same(out, expected)
    assert concurrent.sort(array, out=array) is array
    assert same(array, expected)


def test_sort_leaves_its_input_alone() -> None:
    array = random(np.dtype("i4"), 1000)
    array.flags.writeable = False
    before = array.copy()
    concurrent.sort(array)
    assert identical(array, before)


def test_sort_of_rows_with_gaps_and_backward_steps() -> None:
    array = random(np.dtype("f8"), 6000).reshape(10, 20, 30)
    for view in (
        array[::2, ::-1, 3:17],
        array.transpose(1, 0, 2),
        np.broadcast_to(array[0], (3, 20, 30)),
    ):
        assert same(concurrent.sort(view), np.sort(view))
    fortran = np.asfortranarray(array)
    assert same(concurrent.sort(fortran, axis=0), np.sort(array, axis=0))


# --- argsort


@dtypes
@given(st.data())
def test_argsort_is_numpys_stable_one(dtype: np.dtype[Any], data: st.DataObject) -> None:
    array = data.draw(values(dtype))
    assert same(concurrent.argsort(array), np.argsort(array, kind="stable"))


@dtypes
@all_threads
def test_argsort_of_long_arrays(dtype: np.dtype[Any], threads: int) -> None:
    array = with_nans(random(dtype, BIG))
    array[100:1000] = array[0]
    assert same(concurrent.argsort(array, threads=threads), np.argsort(array, kind="stable"))


# --- reduce and inclusive_scan

NUMPY: dict[str, Callable[..., Any]] = {
    "sum": np.sum,
    "prod": np.prod,
    "min": np.min,
    "max": np.max,
}
SCANS: dict[str, Callable[..., Any]] = {
    "sum": np.cumsum,
    "prod": np.cumprod,
    "min": np.minimum.accumulate,
    "max": np.maximum.accumulate,
}
operations = pytest.mark.parametrize("op", NUMPY)


@integers
@operations
@given(st.data())
def test_folding_integers_is_exactly_numpys(
    dtype: np.dtype[Any], op: str, data: st.DataObject
) -> None:
    array = data.draw(shaped(dtype))
    if array.shape[-1] > 0:
        assert same(concurrent.reduce(array, op), np.asarray(NUMPY[op](array, axis=-1)))
    assert same(concurrent.inclusive_scan(array, op), SCANS[op](array, axis=-1))


@integers
@operations
@all_threads
def test_folding_long_arrays_of_integers(dtype: np.dtype[Any], op: str, threads: int) -> None:
    array = random(dtype, BIG)
    assert concurrent.reduce(array, op, threads=threads) == NUMPY[op](array)
    assert same(concurrent.inclusive_scan(array, op, threads=threads), SCANS[op](array))


@floats
@operations
def test_folding_floats_is_close_to_the_exact_result_and_independent_of_threads(
    dtype: np.dtype[Any], op: str
) -> None:
    array = random(dtype, BIG)
    if op == "prod":
        array = (1 + array / 1000).astype(dtype)
    exact = array.astype(np.longdouble)
    scale = np.sum(np.abs(exact))
    reduced = [concurrent.reduce(array, op, threads=threads) for threads in THREADS]
    scanned = [concurrent.inclusive_scan(array, op, threads=threads) for threads in THREADS]
    assert all(identical(one, reduced[0]) for one in reduced)
    assert all(identical(one, scanned[0]) for one in scanned)
    assert reduced[0].dtype == scanned[0].dtype == dtype
    # Rounding errors of sums cancel each other, those of products add up.
    tolerance = np.finfo(dtype).eps * (20 * scale if op == "sum" else 1000)
    np.testing.assert_allclose(reduced[0], NUMPY[op](exact), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(scanned[0], SCANS[op](exact), rtol=tolerance, atol=tolerance)


@floats
@operations
def test_folding_passes_nan_on(dtype: np.dtype[Any], op: str) -> None:
    array = np.ones(BIG, dtype)
    array[1000] = np.nan
    assert np.isnan(concurrent.reduce(array, op))
    scanned = concurrent.inclusive_scan(array, op)
    assert not np.isnan(scanned[:1000]).any()
    assert np.isnan(scanned[1000:]).all()


@floats
@operations
@pytest.mark.parametrize("nans", ["few", "many", "from infinities"])
def test_folding_nans_is_the_same_to_the_bit_for_every_thread_count(
    dtype: np.dtype[Any], op: str, nans: str
) -> None:
    array = random(dtype, 10 * BIG)
    bits = array.view(f"u{dtype.itemsize}")
    quiet = np.array(np.nan, dtype).view(bits.dtype)
    places = np.random.default_rng(1).integers(0, array.size, 5 if nans == "few" else array.size)
    if nans == "from infinities":
        array[places[:7]] = np.inf
        array[places[7:14]] = -np.inf
    else:
        sign = bits.dtype.type(1) << (8 * dtype.itemsize - 1)
        bits[places] = quiet + np.arange(places.size) % 1000
        bits[places[::2]] |= sign
    for rows in (array, array.reshape(10, BIG), array[:100_000].reshape(100, 1000)):
        for function in (concurrent.reduce, concurrent.inclusive_scan):
            results = [function(rows, op, threads=threads) for threads in (1, 2, 3, 8)]
            assert all(identical(result, results[0]) for result in results)


@floats
def test_folding_float_ignores_no_infinity(dtype: np.dtype[Any]) -> None:
    array = np.array([np.inf, -np.inf, 1], dtype)
    assert concurrent.reduce(array, "max") == np.inf
    assert concurrent.reduce(array, "min") == -np.inf
    assert np.isnan(concurrent.reduce(array, "sum"))


@dtypes
def test_folding_nothing(dtype: np.dtype[Any]) -> None:
    empty = np.empty((3, 0), dtype)
    assert concurrent.reduce(empty, "sum").tolist() == [0, 0, 0]
    assert concurrent.reduce(empty, "prod").tolist() == [1, 1, 1]
    assert concurrent.inclusive_scan(empty).shape == (3, 0)
    for op in ("min", "max"):
        with pytest.raises(ValueError, match=rf"shape \(3, 0\) .* {op} of nothing"):
            concurrent.reduce(empty, op)


def test_an_operation_that_is_not_there_is_named_with_those_that_are() -> None:
    for op in ("mean", None, 3):
        with pytest.raises(ValueError, match=rf"op is {op!r}, must be one of sum, prod, min, max"):
            concurrent.reduce(np.ones(3), op)  # type: ignore[arg-type]


# --- unique


@dtypes
@given(st.data())
def test_unique_is_numpys(dtype: np.dtype[Any], data: st.DataObject) -> None:
    array = data.draw(shaped(dtype))
    assert same(concurrent.unique(array), np.unique(array))


@dtypes
@all_threads
def test_unique_of_long_arrays(dtype: np.dtype[Any], threads: int) -> None:
    array = with_nans((random(dtype, BIG) % dtype.type(50)).astype(dtype))
    assert same(concurrent.unique(array, threads=threads), np.unique(array))


# --- nth_element and top_k


@dtypes
@given(st.data())
def test_nth_element_is_that_of_the_sorted_array(dtype: np.dtype[Any], data: st.DataObject) -> None:
    array = data.draw(values(dtype).filter(len))
    place = data.draw(st.integers(0, len(array) - 1))
    assert same(concurrent.nth_element(array, place), np.asarray(np.sort(array)[place]))


@dtypes
@all_threads
@pytest.mark.parametrize("place", [0, 1000, BIG // 2, BIG - 1])
def test_nth_element_of_long_arrays(dtype: np.dtype[Any], threads: int, place: int) -> None:
    array = with_nans(random(dtype, BIG))
    found = concurrent.nth_element(array, place, threads=threads)
    assert same(found, np.asarray(np.sort(array)[place]))


@pytest.mark.parametrize("dtype", ["i4", "i8", "u1", "u2", "f4", "f8"])
@all_threads
@pytest.mark.parametrize("kind", ["equal", "close", "far apart"])
def test_nth_element_of_keys_with_common_digits(dtype: str, threads: int, kind: str) -> None:
    array = random(np.dtype(dtype), 3 * BIG)
    if kind == "equal":
        array[:] = 5
    elif kind == "close":
        array[:] = 5
        array[:1000] = np.arange(1000).astype(dtype)
    elif kind == "far apart":
        array[::2] = 0
        array[1::2] = 100
    ordered = np.sort(array)
    for place in (0, 77, 1000, BIG, 3 * BIG // 2, 3 * BIG - 1):
        found = concurrent.nth_element(array, place, threads=threads)
        assert same(found, np.asarray(ordered[place]))


def top_k_by_sorting(array: Array, k: int, largest: bool) -> Array:
    """Indices, by a full stable sort."""
    if not largest:
        return np.argsort(array, kind="stable")[:k]
    return (len(array) - 1 - np.argsort(array[::-1], kind="stable"))[::-1][:k]


@dtypes
@given(st.data())
def test_top_k_is_the_beginning_of_a_full_sort(dtype: np.dtype[Any], data: st.DataObject) -> None:
    array = data.draw(values(dtype))
    k = data.draw(st.integers(0, len(array)))
    for largest in (True, False):
        best, indices = concurrent.top_k(array, k, largest=largest)
        assert same(indices, top_k_by_sorting(array, k, largest))
        assert same(best, array[indices])


@dtypes
@all_threads
@pytest.mark.parametrize("k", [0, 1, 10, 5000, BIG])
def test_top_k_of_long_arrays(dtype: np.dtype[Any], threads: int, k: int) -> None:
    array = with_nans(random(dtype, BIG))
    best, indices = concurrent.top_k(array, k, threads=threads)
    assert same(indices, top_k_by_sorting(array, k, True))
    assert same(best, array[indices])


def test_selecting_along_an_axis() -> None:
    array = np.asfortranarray(random(np.dtype("i4"), 600).reshape(20, 30))
    ordered = np.sort(array, axis=0)
    assert same(concurrent.nth_element(array, 4, axis=0), ordered[4])
    best, indices = concurrent.top_k(array, 3, axis=0)
    assert same(best, ordered[::-1][:3])
    assert same(np.take_along_axis(array, indices, axis=0), best)


# --- threads


def test_the_thread_count_can_be_set_and_read() -> None:
    before = concurrent.get_num_threads()
    try:
        concurrent.set_num_threads(3)
        assert concurrent.get_num_threads() == 3
        assert same(
            concurrent.sort(random(np.dtype("i4"), BIG)), np.sort(random(np.dtype("i4"), BIG))
        )
    finally:
        concurrent.set_num_threads(before)


@pytest.mark.parametrize("threads", [0, -1, 1025])
def test_thread_counts_out_of_range_are_named(threads: int) -> None:
    with pytest.raises(ValueError, match=rf"threads is {threads}, must be in \[1, 1024\]"):
        concurrent.set_num_threads(threads)
    with pytest.raises(ValueError, match=rf"sort: threads is {threads}"):
        concurrent.sort(np.ones(3), threads=threads)


def test_more_threads_than_processors_say_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    concurrent.sort(random(np.dtype("i4"), BIG), threads=64)
    assert capfd.readouterr() == ("", "")
