"""Declarations of interrupt.h."""


cdef extern from "interrupt.h" nogil:
    bint hpds_hears_signals()
    int hpds_interrupted() noexcept
    long long hpds_tenths()
