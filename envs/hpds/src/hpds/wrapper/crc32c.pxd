"""Declarations of core/checksum/crc32c.h."""

from libc.stdint cimport uint32_t


cdef extern from "checksum/crc32c.h" nogil:
    ctypedef enum hpds_crc32c_path:
        HPDS_CRC32C_PORTABLE
        HPDS_CRC32C_SSE42
        HPDS_CRC32C_ARMV8

    void hpds_crc32c_init()
    int hpds_crc32c_has(hpds_crc32c_path path)
    hpds_crc32c_path hpds_crc32c_best()
    uint32_t hpds_crc32c(hpds_crc32c_path path, uint32_t crc, const void* data, size_t size)
