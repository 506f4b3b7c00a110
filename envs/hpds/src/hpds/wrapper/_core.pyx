# cython: language_level=3
"""Checksums over buffers: the Python face of core/checksum."""

from _thread import allocate_lock, get_ident

cimport cython
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint32_t, uint64_t

from hpds._checks import is_masked

from hpds.interrupt cimport hpds_interrupted, hpds_tenths
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
cdef Py_ssize_t worth_releasing = 32768

# Between pieces of this many bytes, a long call looks whether it is interrupted: a millisecond in
# memory, some more where it is a file's. A multiple of what both checksums take at once.
cdef Py_ssize_t piece = 512 * 6144


cdef extern from "<pthread.h>" nogil:
    int pthread_atfork(void (*prepare)(), void (*parent)(), void (*child)() noexcept)


# How often this process was forked from another one.
cdef unsigned long forks = 0


cdef void _forked() noexcept nogil:
    global forks
    forks += 1


pthread_atfork(NULL, NULL, _forked)


cdef int _acquire(object data, Py_buffer* view, str function) except -1:
    """Fill `view` with the bytes of `data`; every refusal says what to pass instead."""
    if isinstance(data, str):
        raise TypeError(f"{function}: got str, which has no bytes; encode it, e.g. text.encode()")
    if not isinstance(data, (bytes, bytearray, memoryview)) and is_masked(data):
        raise TypeError(
            f"{function}: got a masked array, whose mask is not in its buffer;"
            " fill it: a.filled(value), or drop what is masked: a.compressed()"
        )
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


ctypedef void (*Update)(void* state, const void* data, size_t size) noexcept nogil


cdef int _update(Update update, void* state, Py_buffer* view) except -1:
    """Hash a buffer: a long one without the GIL, and up to an exception of a signal's handler."""
    cdef const char* data = <const char*> view.buf
    cdef Py_ssize_t left = view.len, size
    cdef bint interrupted = False
    cdef long long asked
    if left < worth_releasing:
        update(state, data, left)
        return 0
    with nogil:
        asked = hpds_tenths()
        while left > 0 and not interrupted:
            size = min(left, piece)
            update(state, data, size)
            data += size
            left -= size
            if left > 0 and hpds_tenths() != asked:
                interrupted = hpds_interrupted()
                asked = hpds_tenths()
    return -1 if interrupted else 0


cdef struct Crc:
    hpds_crc32c_path path
    uint32_t value


cdef void _update_crc(void* state, const void* data, size_t size) noexcept nogil:
    cdef Crc* crc = <Crc*> state
    crc.value = hpds_crc32c(crc.path, crc.value, data, size)


cdef void _update_xxh64(void* state, const void* data, size_t size) noexcept nogil:
    hpds_xxh64_update(<hpds_xxh64_state*> state, data, size)


def crc32c_paths():
    return tuple(name for name, path in paths.items() if hpds_crc32c_has(path))


def crc32c_path():
    return next(name for name, path in paths.items() if path == best)


def crc32c_by(str path, data, value=0):
    """`crc32c` by a named path, so that tests reach those that are not the best one."""
    if path not in crc32c_paths():
        raise ValueError(f"crc32c: path is {path!r}, this CPU has {', '.join(crc32c_paths())}")
    return _crc32c(paths[path], data, value)


cdef _crc32c(hpds_crc32c_path path, data, value):
    cdef Py_buffer view
    cdef Crc crc
    crc.path = path
    crc.value = _unsigned(value, 32, "crc32c", "value")
    _acquire(data, &view, "crc32c")
    try:
        _update(_update_crc, &crc, &view)
        return crc.value
    finally:
        PyBuffer_Release(&view)


def crc32c(data, /, value=0):
    return _crc32c(best, data, value)


def xxh64(data, /, seed=0):
    cdef hpds_xxh64_state state
    cdef Py_buffer view
    hpds_xxh64_reset(&state, _unsigned(seed, 64, "xxh64", "seed"))
    _acquire(data, &view, "xxh64")
    try:
        _update(_update_xxh64, &state, &view)
        return hpds_xxh64_digest(&state)
    finally:
        PyBuffer_Release(&view)


cdef class _Stream:
    """What the running checksums share: their state changes by whole updates, one at a time.

    The GIL guards the state. A long update works without it, on a copy of the state, while others
    wait for a lock that its thread holds. A child that is forked meanwhile has no such thread: it
    sees the state before the update, and the lock is void.
    """

    cdef object lock  # of the update that is under way; None if there is none
    cdef object thread  # that works on it
    cdef unsigned long forks  # of this process when it began

    cdef int _wait(self, str function) except -1:
        """Wait until no update is under way."""
        while self.lock is not None and self.forks == forks:
            if self.thread == get_ident():
                raise RuntimeError(
                    f"{function}: called by a signal handler during an update of the same object"
                )
            with self.lock:
                pass
        return 0

    cdef object _begin(self, str function, Py_ssize_t size):
        """Wait, and mark a long update as under way; the result is what `_end` takes."""
        if size < worth_releasing:
            self._wait(function)
            return None
        lock, thread = allocate_lock(), get_ident()
        lock.acquire()
        self._wait(function)
        # Nothing between the wait and here gives other threads a turn.
        self.forks = forks
        self.thread = thread
        self.lock = lock
        return lock

    cdef int _end(self, lock) except -1:
        if lock is not None:
            self.lock = None
            lock.release()
        return 0

    def digest(self):
        return self.intdigest().to_bytes(self.digest_size, "big")

    def hexdigest(self):
        return self.digest().hex()


@cython.final
cdef class Crc32c(_Stream):
    cdef uint32_t crc

    name = "crc32c"
    digest_size = 4
    block_size = 1

    def __init__(self, data=b"", /):
        self.crc = 0
        self.update(data)

    def update(self, data, /):
        cdef Py_buffer view
        cdef Crc crc
        _acquire(data, &view, "Crc32c.update")
        try:
            lock = self._begin("Crc32c.update", view.len)
            try:
                crc.path = best
                crc.value = self.crc
                _update(_update_crc, &crc, &view)
                self.crc = crc.value
            finally:
                self._end(lock)
        finally:
            PyBuffer_Release(&view)

    def intdigest(self):
        return self.crc

    def copy(self):
        cdef Crc32c twin = Crc32c()
        self._wait("Crc32c.copy")
        twin.crc = self.crc
        return twin

    def reset(self):
        self._wait("Crc32c.reset")
        self.crc = 0

    def __reduce__(self):
        raise TypeError("Crc32c: a running checksum cannot be pickled; store its intdigest()")


@cython.final
cdef class Xxh64(_Stream):
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
        cdef hpds_xxh64_state state
        _acquire(data, &view, "Xxh64.update")
        try:
            lock = self._begin("Xxh64.update", view.len)
            try:
                state = self.state
                _update(_update_xxh64, &state, &view)
                self.state = state
            finally:
                self._end(lock)
        finally:
            PyBuffer_Release(&view)

    def intdigest(self):
        return hpds_xxh64_digest(&self.state)

    def copy(self):
        cdef Xxh64 twin = Xxh64(seed=self.seed)
        self._wait("Xxh64.copy")
        twin.state = self.state
        return twin

    def reset(self):
        self._wait("Xxh64.reset")
        hpds_xxh64_reset(&self.state, self.seed)

    def __reduce__(self):
        raise TypeError("Xxh64: a running hash cannot be pickled; store its intdigest()")
