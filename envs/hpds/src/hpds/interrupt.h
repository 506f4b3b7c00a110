/* How long calls of the extension modules learn of Ctrl-C, and of other signals whose handlers
 * raise an exception. */
#ifndef HPDS_INTERRUPT_H
#define HPDS_INTERRUPT_H

#include <Python.h>
#include <time.h>
#include <unistd.h>

/* 1 in the thread in which Python runs handlers of signals; the others need not ask. */
static inline int hpds_hears_signals(void) {
    return gettid() == getpid();
}

/* 1 if a handler raised an exception, which is set then. Called without the GIL. */
static inline int hpds_interrupted(void) {
    const PyGILState_STATE state = PyGILState_Ensure();
    const int raised = PyErr_CheckSignals() != 0;
    PyGILState_Release(state);
    return raised;
}

/* Tenths of a second since any moment: whether it is time to ask again. */
static inline long long hpds_tenths(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 10 + now.tv_nsec / 100000000;
}

#endif
