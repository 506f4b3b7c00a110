# cython: language_level=3
"""Checksums over buffers: the Python face of core/checksum."""

cimport cython
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint32_t, uint64_t

from hpds.wrapper.crc32c cimport (
    HPDS_CRC32C_ARMV8,
    HPDS_CRC32C_PORTABLE,
    HPDS_CRC32C_SSE42,
    hpds_crc32c,
    hpds_crc32c_best,
    hpds_crc32c_has,
    hpds_crc32c_init,
    hpds_crc32c_path,
)
from hpds.wrapper.xxh64 cimport (
    hpds_xxh64_digest,
    hpds_xxh64_reset,
    hpds_xxh64_state,
    hpds_xxh64_update,
)

hpds_crc32c_init()  # the import lock makes this happen once, before any other call

cdef hpds_crc32c_path best = hpds_crc32c_best()

cdef dict paths = {
    "portable": HPDS_CRC32C_PORTABLE,
    "sse4.2": HPDS_CRC32C_SSE42,
    "armv8": HPDS_CRC32C_ARMV8,
}

# Giving up the GIL and taking it back costs about as much as hashing this many bytes.
cdef size_t worth_releasing = 32768


cdef int _acquire(object data, Py_buffer* view, str function) except -1:
    """Fill `view` with the bytes of `data`; every refusal says what to pass instead."""
    if isinstance(data, str):
        raise TypeError(f"{function}: got str, which has no bytes; encode it, e.g. text.encode()")
    try:
        PyObject_GetBuffer(data, view, PyBUF_SIMPLE)
    except TypeError:
        raise TypeError(
            f"{function}: got {type(data).__name__}, which has no buffer;"
            " pass bytes, bytearray, memoryview or an array"
        ) from None
    except (BufferError, ValueError) as error:
        raise ValueError(
            f"{function}: the buffer of this {type(data).__name__} is not C-contiguous ({error});"
            " copy it first, e.g. with numpy.ascontiguousarray"
        ) from None
    return 0


cdef uint64_t _unsigned(object value, object bits, str function, str name) except? 0:
    """`value` as an unsigned integer of `bits` bits."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{function}: {name} is {value!r}, must be an int")
    number = value.__index__()
    if not 0 <= number < 1 << bits:
        raise ValueError(f"{function}: {name} is {number}, must be in [0, 2**{bits})")
    return number


cdef uint32_t _crc(hpds_crc32c_path path, uint32_t crc, Py_buffer* view) noexcept:
    if <size_t> view.len < worth_releasing:
        return hpds_crc32c(path, crc, view.buf, view.len)
    with nogil:
        crc = hpds_crc32c(path, crc, view.buf, view.len)
    return crc


def crc32c_paths():
    return tuple(name for name, path in paths.items() if hpds_crc32c_has(path))


def crc32c_path():
    return next(name for name, path in paths.items() if path == best)


def crc32c_by(str path, data, value=0):
    """`crc32c` by a named path, so that tests reach those that are not the best one."""
    if path not in crc32c_paths():
        raise ValueError(f"crc32c: path is {path!r}, this CPU has {', '.join(crc32c_paths())}")
    cdef Py_buffer view
    cdef uint32_t crc = _unsigned(value, 32, "crc32c", "value")
    cdef hpds_crc32c_path chosen = paths[path]
    _acquire(data, &view, "crc32c")
    try:
        return _crc(chosen, crc, &view)
    finally:
        PyBuffer_Release(&view)


def crc32c(data, /, value=0):
    cdef Py_buffer view
    cdef uint32_t crc = _unsigned(value, 32, "crc32c", "value")
    _acquire(data, &view, "crc32c")
    try:
        return _crc(best, crc, &view)
    finally:
        PyBuffer_Release(&view)


def xxh64(data, /, seed=0):
    cdef hpds_xxh64_state state
    cdef Py_buffer view
    hpds_xxh64_reset(&state, _unsigned(seed, 64, "xxh64", "seed"))
    _acquire(data, &view, "xxh64")
    try:
        if <size_t> view.len < worth_releasing:
            hpds_xxh64_update(&state, view.buf, view.len)
        else:
            with nogil:
                hpds_xxh64_update(&state, view.buf, view.len)
        return hpds_xxh64_digest(&state)
    finally:
        PyBuffer_Release(&view)


@cython.final
cdef class Crc32c:
    # Held while the state changes: update() works without the GIL, so another thread may call in.
    cdef cython.pymutex lock
    cdef uint32_t crc

    name = "crc32c"
    digest_size = 4
    block_size = 1

    def __init__(self, data=b"", /):
        self.crc = 0
        self.update(data)

    def update(self, data, /):
        cdef Py_buffer view
        _acquire(data, &view, "Crc32c.update")
        try:
            with self.lock:
                self.crc = _crc(best, self.crc, &view)
        finally:
            PyBuffer_Release(&view)

    def intdigest(self):
        return self.crc

    def digest(self):
        return self.intdigest().to_bytes(4, "big")

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        cdef Crc32c twin = Crc32c()
        with self.lock:
            twin.crc = self.crc
        return twin

    def reset(self):
        with self.lock:
            self.crc = 0

    def __reduce__(self):
        raise TypeError("Crc32c: a running checksum cannot be pickled; store its intdigest()")


@cython.final
cdef class Xxh64:
    cdef cython.pymutex lock  # as in Crc32c
    cdef hpds_xxh64_state state
    cdef readonly uint64_t seed

    name = "xxh64"
    digest_size = 8
    block_size = 32

    def __cinit__(self, data=b"", /, seed=0):
        self.seed = _unsigned(seed, 64, "Xxh64", "seed")
        hpds_xxh64_reset(&self.state, self.seed)

    def __init__(self, data=b"", /, seed=0):
        self.update(data)

    def update(self, data, /):
        cdef Py_buffer view
        _acquire(data, &view, "Xxh64.update")
        try:
            with self.lock:
                if <size_t> view.len < worth_releasing:
                    hpds_xxh64_update(&self.state, view.buf, view.len)
                else:
                    with nogil:
                        hpds_xxh64_update(&self.state, view.buf, view.len)
        finally:
            PyBuffer_Release(&view)

    def intdigest(self):
        with self.lock:
            return hpds_xxh64_digest(&self.state)

    def digest(self):
        return self.intdigest().to_bytes(8, "big")

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        cdef Xxh64 twin = Xxh64(seed=self.seed)
        with self.lock:
            twin.state = self.state
        return twin

    def reset(self):
        with self.lock:
            hpds_xxh64_reset(&self.state, self.seed)

    def __reduce__(self):
        raise TypeError("Xxh64: a running hash cannot be pickled; store its intdigest()")
