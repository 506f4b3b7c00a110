/* A driver of our own, for tests: what it answers is set when it is compiled.
 *
 *   INTERFACE   of cuDriverGetVersion, 13000
 *   INIT        of cuInit, 0
 *   RELEASE     of nvmlSystemGetDriverVersion, "580.95.05"
 *   BROKEN      its constructor ends the process */
#include <math.h>
#include <signal.h>
#include <string.h>

#ifndef INTERFACE
#define INTERFACE 13000
#endif
#ifndef INIT
#define INIT 0
#endif
#ifndef RELEASE
#define RELEASE "580.95.05"
#endif

int cuInit(unsigned flags) {
    (void)flags;
    return INIT;
}

int cuDriverGetVersion(int* version) {
    *version = INTERFACE;
    return 0;
}

int cuDeviceGetCount(int* count) {
    *count = 1;
    return 0;
}

int cuDeviceGetName(char* name, int size, int device) {
    (void)device;
    strncpy(name, "Test GPU", (size_t)size);
    return 0;
}

int nvmlInit_v2(void) {
    return 0;
}

int nvmlSystemGetDriverVersion(char* text, unsigned size) {
    strncpy(text, RELEASE, size);
    return 0;
}

/* A need for libm, as NVIDIA's has. */
double driver_root(double value) {
    return sqrt(value) + sin(value);
}

#ifdef BROKEN
__attribute__((constructor)) static void end(void) {
    raise(SIGSEGV);
}
#endif
