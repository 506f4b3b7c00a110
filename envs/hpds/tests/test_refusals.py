"""What hpds.concurrent does not take: each is refused by an exception that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hpds import accelerate, concurrent, wrapper
from hpds.concurrent import _core

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sort": concurrent.sort,
    "argsort": concurrent.argsort,
    "reduce": concurrent.reduce,
    "inclusive_scan": concurrent.inclusive_scan,
    "unique": concurrent.unique,
    "nth_element": lambda a, **options: concurrent.nth_element(a, 0, **options),
    "top_k": lambda a, **options: concurrent.top_k(a, 1, **options),
}
each = pytest.mark.parametrize("name", FUNCTIONS)
with_axis = pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "unique"])


@each
@pytest.mark.parametrize(
    ("dtype", "remedy"),
    [
        ("bool", r"view it as bytes: a\.view\(numpy\.uint8\)"),
        ("float16", r"a\.astype\(numpy\.float32\)"),
        ("longdouble", r"a\.astype\(numpy\.float64\)"),
        ("complex128", r"a\.astype"),
        ("object", r"a\.astype"),
        ("S3", r"a\.astype"),
        ("datetime64[s]", r"a\.astype"),
    ],
)
def test_other_dtypes(name: str, dtype: str, remedy: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}: a has dtype .* must be int8 .*{remedy}"):
        FUNCTIONS[name](np.zeros(3, dtype))


@each
@pytest.mark.parametrize("dtype", ["i4", "f8", "u2"])
def test_the_other_byte_order(name: str, dtype: str) -> None:
    swapped = np.arange(3).astype(np.dtype(dtype).newbyteorder("S"))
    with pytest.raises(TypeError, match=rf"{name}: .* byte order; convert it"):
        FUNCTIONS[name](swapped)


@each
@pytest.mark.parametrize("value", [[1, 2], "ab", None, 3, memoryview(b"ab")])
def test_what_is_no_array(name: str, value: object) -> None:
    with pytest.raises(
        TypeError, match=rf"{name}: a is a {type(value).__name__}, .*numpy\.asarray"
    ):
        FUNCTIONS[name](value)


@each
@pytest.mark.parametrize("mask", [False, [True, False, True]])
def test_masked_arrays(name: str, mask: Any) -> None:
    masked = np.ma.MaskedArray([3.0, 1.0, 2.0], mask)
    with pytest.raises(TypeError, match=rf"{name}: a is a masked array, .*ignored") as caught:
        FUNCTIONS[name](masked)
    for remedy in str(caught.value).split("; ")[1].split(", or "):
        FUNCTIONS[name](eval(remedy.split(": ")[1], {"a": masked, "value": 0.0}))


@pytest.mark.parametrize(
    "call",
    [
        lambda a: accelerate.saxpy(1, np.ones(3), a),
        accelerate.reduce,
        accelerate.inclusive_scan,
        accelerate.sort,
        accelerate.argsort,
        lambda a: accelerate.top_k(a, 1),
        accelerate.histogram,
        lambda a: accelerate.matmul(np.eye(3), a.reshape(3, 1)),
        lambda a: concurrent.sort(np.ones(3), out=a),
        wrapper.crc32c,
        wrapper.xxh64,
        wrapper.Crc32c,
        wrapper.Xxh64,
        wrapper.Crc32c().update,
        wrapper.Xxh64().update,
    ],
)
def test_masked_arrays_of_the_other_functions(call: Any) -> None:
    with pytest.raises(TypeError, match=r"masked array, .*a\.filled\(value\).* a\.compressed\(\)"):
        call(np.ma.MaskedArray([3.0, 1.0, 2.0]))


@each
@pytest.mark.parametrize("kind", [np.matrix, np.recarray, np.memmap, "another"], ids=str)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_other_subclasses_count_as_the_plain_array(name: str, kind: Any, tmp_path: Path) -> None:
    class Another(np.ndarray):
        def __array_finalize__(self, other: object) -> None:
            assert other is not None

    plain = np.array([[3.0, 1.0, 2.0], [5.0, 4.0, 4.0]])
    if kind is np.memmap:
        array: Any = np.memmap(tmp_path / "file", np.float64, "w+", shape=plain.shape)
        array[:] = plain
    elif kind is np.matrix:
        array = np.matrix(plain)
    else:
        array = plain.view(np.recarray if kind is np.recarray else Another)
    results, expected = FUNCTIONS[name](array), FUNCTIONS[name](plain)
    if name != "top_k":
        results, expected = (results,), (expected,)
    for result, wanted in zip(results, expected, strict=True):
        assert type(result) is np.ndarray
        assert np.array_equal(result, wanted)
    assert accelerate.reduce(array) == plain.sum()


@with_axis
def test_0d_arrays(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name}: a is 0-d, .* numpy\.atleast_1d"):
        FUNCTIONS[name](np.array(3.0))


def test_unique_takes_a_0d_array_as_its_one_value() -> None:
    assert concurrent.unique(np.array(3.0)).tolist() == [3.0]


@with_axis
@pytest.mark.parametrize("axis", [2, -3, 100])
def test_axes_that_are_not_there(name: str, axis: int) -> None:
    with pytest.raises(ValueError, match=rf"{name}: axis is {axis}, must be in \[-2, 2\)"):
        FUNCTIONS[name](np.ones((2, 3)), axis=axis)


@with_axis
@pytest.mark.parametrize("axis", [None, 1.0, True, "0"])
def test_axes_that_are_no_integers(name: str, axis: object) -> None:
    with pytest.raises(TypeError, match=rf"{name}: axis is {axis!r}, must be an int"):
        FUNCTIONS[name](np.ones((2, 3)), axis=axis)


@each
@pytest.mark.parametrize(
    "array",
    [np.arange(10)[::2], np.arange(10)[::-1], np.broadcast_to(np.int64(1), (4,))],
    ids=["gaps", "backward", "repeated"],
)
def test_arrays_that_are_not_contiguous(name: str, array: Any) -> None:
    with pytest.raises(ValueError, match=rf"{name}: a .*not contiguous.* copy it"):
        FUNCTIONS[name](array)


@with_axis
def test_the_remedy_for_a_strided_axis_works(name: str) -> None:
    array = np.arange(6.0).reshape(2, 3)
    with pytest.raises(ValueError, match=r"stride is 24 bytes, must be 8; copy it") as caught:
        FUNCTIONS[name](array, axis=0)
    remedy = str(caught.value).split("so that it is: ")[1]
    repaired = eval(remedy, {"numpy": np, "a": array})
    FUNCTIONS[name](repaired, axis=0)
    assert np.array_equal(repaired, array)


@each
def test_misaligned_memory(name: str) -> None:
    array = np.zeros(33, np.uint8)[1:].view(np.float64)
    with pytest.raises(ValueError, match=rf"{name}: a is not aligned .* a\.copy\(\)"):
        FUNCTIONS[name](array)


@each
@pytest.mark.parametrize("threads", [1.5, "2", True])
def test_thread_counts_that_are_no_integers(name: str, threads: object) -> None:
    with pytest.raises(TypeError, match=rf"{name}: threads is {threads!r}, must be an int"):
        FUNCTIONS[name](np.ones(3), threads=threads)


def test_outputs_of_sort() -> None:
    array = np.arange(10.0)
    read_only = np.empty(10)
    read_only.flags.writeable = False
    for out, message in [
        (read_only, r"out is read-only; pass a writable array"),
        (np.empty(9), r"out has shape \(9,\) .* must have \(10,\) and float64"),
        (np.empty(10, "f4"), r"dtype float32, must have \(10,\) and float64"),
        (np.empty(20)[::2], r"out is not contiguous"),
        (np.broadcast_to(np.empty(1), (10,)), r"out is read-only"),
    ]:
        with pytest.raises(ValueError, match=message):
            concurrent.sort(array, out=out)
    with pytest.raises(TypeError, match=r"out is a list"):
        concurrent.sort(array, out=[])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"out overlaps the input"):
        concurrent.sort(array[:-1], out=array[1:])


def strided(shape: tuple[int, ...], strides: tuple[int, ...], offset: int = 0) -> Any:
    """A view of float64 elements by strides that are counted in elements."""
    memory = np.arange(1000.0)[offset:]
    return np.lib.stride_tricks.as_strided(memory, shape, [8 * stride for stride in strides])


@pytest.mark.parametrize(
    "out",
    [
        strided((3, 4), (1, 1)),
        strided((3, 4), (3, 1)),
        strided((3, 4), (0, 1)),
        strided((3, 4), (-3, 1), offset=100),
        strided((2, 3, 4), (4, 7, 1)),
        strided((2, 3, 4), (8, 4, 1)),
        strided((3, 4, 1), (2, 4, 77)),
        np.lib.stride_tricks.sliding_window_view(np.arange(10.0), 4, writeable=True),
    ],
    ids=lambda out: f"{out.shape} {out.strides}",
)
def test_outputs_whose_elements_overlap(out: Any) -> None:
    for array in (np.zeros(out.shape), out):
        with pytest.raises(ValueError, match=r"sort: elements of out overlap: .* numpy\.empty"):
            concurrent.sort(array, out=out)


@pytest.mark.parametrize(
    "out",
    [
        strided((3, 4), (4, 1)),
        strided((3, 4), (-4, 1), offset=100),
        strided((4, 3), (1, 4)).T,
        strided((2, 3, 4), (4, 9, 1)),
        strided((3, 4, 1), (2, 5, 77)),
        strided((1, 4), (0, 1)),
        strided((3, 0), (0, 1)),
        strided((3, 1), (2, 0)),
    ],
    ids=lambda out: f"{out.shape} {out.strides}",
)
def test_outputs_of_many_strides_whose_elements_do_not_overlap(out: Any) -> None:
    values = np.random.default_rng(1).standard_normal(out.shape)
    assert concurrent.sort(values, out=out) is out
    assert np.array_equal(out, np.sort(values))


@pytest.mark.parametrize("n", [-1, 3, 2**70])
def test_places_that_are_not_there(n: int) -> None:
    with pytest.raises(ValueError, match=rf"n is {n}, must be in \[0, 3\)"):
        concurrent.nth_element(np.ones(3), n)


@pytest.mark.parametrize("k", [-1, 4, 2**70])
def test_counts_that_are_not_there(k: int) -> None:
    with pytest.raises(ValueError, match=rf"k is {k}, must be in \[0, 3\]"):
        concurrent.top_k(np.ones(3), k)


@with_axis
@pytest.mark.parametrize("threads", [1, 2])
def test_many_empty_rows_take_no_time(name: str, threads: int) -> None:
    empty = np.empty((2**50, 0))
    if name in {"nth_element", "top_k"}:
        with pytest.raises(ValueError, match=r"must be in \[0, 0"):
            FUNCTIONS[name](empty, threads=threads)
    elif name == "reduce":
        result = concurrent.reduce(empty[:1_000_003], "prod", threads=threads)
        assert result.shape == (1_000_003,)
        assert (result == 1).all()
    else:
        assert FUNCTIONS[name](empty, threads=threads).size == 0


@pytest.mark.parametrize("threads", [1, 2])
def test_the_top_none_of_many_rows_takes_no_time(threads: int) -> None:
    for rows in (np.broadcast_to(np.ones(5), (2**50, 5)), np.empty((2**50, 0))):
        assert concurrent.top_k(rows, 0, threads=threads)[0].shape == (2**50, 0)


@with_axis
def test_empty_arrays_do_not_crash(name: str) -> None:
    for shape in [(0,), (0, 5), (5, 0), (0, 0, 3)]:
        array = np.empty(shape)
        if shape[-1] == 0 and name in {"nth_element", "top_k"}:
            with pytest.raises(ValueError, match=r"must be in \[0, 0"):
                FUNCTIONS[name](array)
        else:
            FUNCTIONS[name](array)


def test_the_compiled_module_checks_what_would_crash() -> None:
    good, short, other = np.ones(3), np.ones(2), np.ones(3, "i4")
    for source, target, message in [
        (good, short, "3 and 2 elements"),
        (good, other, "dtype"),
        (np.ones(6)[::2], good, "stride"),
        (good, np.ones(6)[::2], "stride"),
        (np.array(1.0), np.array(1.0), "no rows"),
        (np.ones((2, 3)), np.ones((3, 3)), "differ in shape"),
    ]:
        with pytest.raises((TypeError, ValueError), match=message):
            _core.sort(source, target, 1)
    with pytest.raises(ValueError, match="place is 3"):
        _core.nth_element(good, 3, np.empty(1), 1)
    with pytest.raises(ValueError, match="k is 4"):
        _core.top_k(good, True, np.empty(4), np.empty(4, "i8"), 1)
