"""Declarations of interrupt.h."""


cdef extern from "interrupt.h" nogil:
    int hpds_interrupted() noexcept
    long long hpds_tenths()
