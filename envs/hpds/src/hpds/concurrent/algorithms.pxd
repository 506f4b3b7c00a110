"""Declarations of core/parallel/{dtype,rows,caller,algorithms}.hpp.

An interrupted algorithm throws with a Python exception set, which `except +` lets through.
"""

from libcpp cimport bool


cdef extern from "parallel/dtype.hpp" namespace "hpds" nogil:
    cdef enum class DType:
        i8
        i16
        i32
        i64
        u8
        u16
        u32
        u64
        f32
        f64


cdef extern from "parallel/rows.hpp" namespace "hpds" nogil:
    cdef int max_axes

    cdef struct Rows:
        DType dtype
        char* data
        size_t length
        int axes
        size_t* shape
        Py_ssize_t* strides


cdef extern from "parallel/caller.hpp" namespace "hpds" nogil:
    cdef struct Caller:
        int threads
        int (*interrupted)() noexcept nogil


cdef extern from "parallel/algorithms.hpp" namespace "hpds" nogil:
    cdef enum class Operation:
        sum
        prod
        min
        max

    void sort(const Rows& source, const Rows& target, const Caller& caller) except +
    void argsort(const Rows& source, const Rows& indices, const Caller& caller) except +
    void reduce(
        Operation operation, const Rows& source, const Rows& target, const Caller& caller
    ) except +
    void inclusive_scan(
        Operation operation, const Rows& source, const Rows& target, const Caller& caller
    ) except +
    size_t unique(const Rows& source, const Rows& target, const Caller& caller) except +
    void nth_element(
        const Rows& source, size_t place, const Rows& target, const Caller& caller
    ) except +
    void top_k(
        const Rows& source,
        bool largest,
        const Rows& values,
        const Rows& indices,
        const Caller& caller,
    ) except +
