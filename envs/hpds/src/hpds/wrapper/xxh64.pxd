"""Declarations of core/checksum/xxh64.h."""

from libc.stdint cimport uint64_t


cdef extern from "checksum/xxh64.h" nogil:
    ctypedef struct hpds_xxh64_state:
        pass

    void hpds_xxh64_reset(hpds_xxh64_state* state, uint64_t seed)
    void hpds_xxh64_update(hpds_xxh64_state* state, const void* data, size_t size)
    uint64_t hpds_xxh64_digest(const hpds_xxh64_state* state)
