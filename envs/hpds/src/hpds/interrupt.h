/* How long calls of the extension modules learn of Ctrl-C, and of other signals whose handlers
 * raise an exception. */
#ifndef HPDS_INTERRUPT_H
#define HPDS_INTERRUPT_H

#include <Python.h>
#include <time.h>
#include <unistd.h>

/* 1 if the handler of a signal raised an exception, which is set then. Called without the GIL. Only
 * the main thread runs handlers, so the others do not wait for the GIL. */
static inline int hpds_interrupted(void) {
    if (gettid() != getpid()) {
        return 0;
    }
    const PyGILState_STATE state = PyGILState_Ensure();
    const int raised = PyErr_CheckSignals() != 0;
    PyGILState_Release(state);
    return raised;
}

/* Tenths of a second of a clock: a call asks when they change. */
static inline long long hpds_tenths(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (long long)now.tv_sec * 10 + now.tv_nsec / 100000000;
}

#endif
