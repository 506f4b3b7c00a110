# cython: language_level=3
# distutils: language = c++
"""Parallel algorithms on ndarrays: the Python face of core/parallel.

Private. `hpds.concurrent` has checked every argument: dtypes are native and supported, memory is
aligned, the last axis is contiguous, outputs are writable and match. What would be a crash if it
were forgotten is checked here once more.
"""

cimport numpy as cnp

from hpds.concurrent cimport algorithms as core
from hpds.concurrent.algorithms cimport Caller, DType, Operation, Rows
from hpds.interrupt cimport hpds_interrupted

cnp.import_array()

cdef dict dtypes = {
    "i1": <int> DType.i8,
    "i2": <int> DType.i16,
    "i4": <int> DType.i32,
    "i8": <int> DType.i64,
    "u1": <int> DType.u8,
    "u2": <int> DType.u16,
    "u4": <int> DType.u32,
    "u8": <int> DType.u64,
    "f4": <int> DType.f32,
    "f8": <int> DType.f64,
}

cdef dict operations = {
    "sum": <int> Operation.sum,
    "prod": <int> Operation.prod,
    "min": <int> Operation.min,
    "max": <int> Operation.max,
}


cdef Caller _caller(int threads) noexcept:
    cdef Caller caller
    caller.threads = threads
    caller.interrupted = hpds_interrupted
    return caller


cdef int _rows(cnp.ndarray array, Rows* rows) except -1:
    """Describe `array` as rows along its last axis. Nothing here needs a reference to it."""
    cdef int axes = cnp.PyArray_NDIM(array) - 1
    cdef cnp.npy_intp* shape = cnp.PyArray_DIMS(array)
    cdef cnp.npy_intp* strides = cnp.PyArray_STRIDES(array)
    cdef cnp.npy_intp itemsize = cnp.PyArray_ITEMSIZE(array)
    cdef int axis
    if not 0 <= axes <= core.max_axes:
        raise ValueError(f"an array of {axes + 1} dimensions has no rows")
    if shape[axes] > 1 and cnp.PyArray_SIZE(array) > 0 and strides[axes] != itemsize:
        raise ValueError(f"the last axis has stride {strides[axes]}, must be {itemsize}")
    if not cnp.PyArray_ISALIGNED(array):
        raise ValueError("the array is not aligned")
    rows.dtype = <DType> <int> dtypes[array.dtype.str[1:]]
    rows.data = cnp.PyArray_BYTES(array)
    rows.length = shape[axes]
    rows.axes = axes
    for axis in range(axes):
        rows.shape[axis] = shape[axis]
        rows.strides[axis] = strides[axis]
    return 0


cdef int _outputs(cnp.ndarray array, Rows* rows) except -1:
    if not cnp.PyArray_ISWRITEABLE(array):
        raise ValueError("the output is read-only")
    return _rows(array, rows)


cdef int _same_rows(const Rows* left, const Rows* right) except -1:
    cdef int axis
    cdef bint same = left.axes == right.axes
    if same:
        for axis in range(left.axes):
            same = same and left.shape[axis] == right.shape[axis]
    if not same:
        raise ValueError("input and output differ in shape")
    return 0


cdef int _same_length(const Rows* left, const Rows* right) except -1:
    _same_rows(left, right)
    if left.length != right.length:
        raise ValueError(f"rows have {left.length} and {right.length} elements")
    return 0


cdef int _dtype(const Rows* rows, DType wanted) except -1:
    if rows.dtype != wanted:
        raise TypeError(f"the output has dtype {<int> rows.dtype}, must have {<int> wanted}")
    return 0


cdef DType _folded(Operation operation, DType dtype) noexcept:
    if operation == Operation.sum or operation == Operation.prod:
        if dtype in (DType.i8, DType.i16, DType.i32, DType.i64):
            return DType.i64
        if dtype in (DType.u8, DType.u16, DType.u32, DType.u64):
            return DType.u64
    return dtype


def sort(cnp.ndarray source, cnp.ndarray target, int threads):
    cdef Rows rows, out
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(target, &out)
    _same_length(&rows, &out)
    _dtype(&out, rows.dtype)
    with nogil:
        core.sort(rows, out, caller)


def argsort(cnp.ndarray source, cnp.ndarray indices, int threads):
    cdef Rows rows, out
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(indices, &out)
    _same_length(&rows, &out)
    _dtype(&out, DType.i64)
    with nogil:
        core.argsort(rows, out, caller)


def reduce(str operation, cnp.ndarray source, cnp.ndarray target, int threads):
    cdef Rows rows, out
    cdef Operation chosen = <Operation> <int> operations[operation]
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(target, &out)
    _same_rows(&rows, &out)
    _dtype(&out, _folded(chosen, rows.dtype))
    if out.length != 1:
        raise ValueError(f"rows of the output have {out.length} elements, must have 1")
    with nogil:
        core.reduce(chosen, rows, out, caller)


def inclusive_scan(str operation, cnp.ndarray source, cnp.ndarray target, int threads):
    cdef Rows rows, out
    cdef Operation chosen = <Operation> <int> operations[operation]
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(target, &out)
    _same_length(&rows, &out)
    _dtype(&out, _folded(chosen, rows.dtype))
    with nogil:
        core.inclusive_scan(chosen, rows, out, caller)


def unique(cnp.ndarray source, cnp.ndarray target, int threads):
    cdef Rows rows, out
    cdef size_t count
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(target, &out)
    _same_length(&rows, &out)
    _dtype(&out, rows.dtype)
    if rows.axes != 0:
        raise ValueError(f"the array has {rows.axes + 1} dimensions, must have 1")
    with nogil:
        count = core.unique(rows, out, caller)
    return count


def nth_element(cnp.ndarray source, size_t place, cnp.ndarray target, int threads):
    cdef Rows rows, out
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(target, &out)
    _same_rows(&rows, &out)
    _dtype(&out, rows.dtype)
    if place >= rows.length or out.length != 1:
        raise ValueError(f"place is {place} in rows of {rows.length} elements")
    with nogil:
        core.nth_element(rows, place, out, caller)


def top_k(cnp.ndarray source, bint largest, cnp.ndarray values, cnp.ndarray indices, int threads):
    cdef Rows rows, best, places
    cdef Caller caller = _caller(threads)
    _rows(source, &rows)
    _outputs(values, &best)
    _outputs(indices, &places)
    _same_rows(&rows, &best)
    _same_length(&best, &places)
    _dtype(&best, rows.dtype)
    _dtype(&places, DType.i64)
    if best.length > rows.length:
        raise ValueError(f"k is {best.length} for rows of {rows.length} elements")
    with nogil:
        core.top_k(rows, largest, best, places, caller)
