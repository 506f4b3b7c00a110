# The C types of extension.py, which Cython compiles by them where an interpreter trains.
cimport cython


cdef class Point:
    cdef readonly double x
    cdef readonly double y
    cpdef double dot(self, Point other)


cdef class Table:
    cdef dict rows
    cdef list order


@cython.locals(byte=cython.uchar, total=cython.ulong)
cpdef unsigned long adler(bytes data)

@cython.locals(i=cython.Py_ssize_t, j=cython.Py_ssize_t)
cpdef bytearray sieve(Py_ssize_t size)
