"""Declarations of core/parallel/{dtype,rows,algorithms}.hpp."""

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


cdef extern from "parallel/algorithms.hpp" namespace "hpds" nogil:
    cdef enum class Operation:
        sum
        prod
        min
        max

    void sort(const Rows& source, const Rows& target, int threads) except +
    void argsort(const Rows& source, const Rows& indices, int threads) except +
    void reduce(
        Operation operation, const Rows& source, const Rows& target, int threads
    ) except +
    void inclusive_scan(
        Operation operation, const Rows& source, const Rows& target, int threads
    ) except +
    size_t unique(const Rows& source, const Rows& target, int threads) except +
    void nth_element(
        const Rows& source, size_t place, const Rows& target, int threads
    ) except +
    void top_k(
        const Rows& source, bool largest, const Rows& values, const Rows& indices, int threads
    ) except +
