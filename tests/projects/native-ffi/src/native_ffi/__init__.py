"""Calls the C library."""

from cffi import FFI

__all__ = ["absolute"]

_ffi = FFI()
_ffi.cdef("int abs(int);")
_library = _ffi.dlopen(None)


def absolute(number: int) -> int:
    """Return what C's abs returns."""
    result: int = _library.abs(number)
    return result
