/* Which libraries belong to the driver, and what their names say. */
#ifndef DRIVER_NAMES_H
#define DRIVER_NAMES_H

#include <stdbool.h>

enum { VERSION_SIZE = 32 };

/* Whether the host's driver brings a library NAME (no folder), and nobody else does. */
bool name_is_driver(const char* name);

/* Whether NAME is one of glibc's own, whose copies must all be of one glibc. */
bool name_is_glibc(const char* name);

/* Whether a library that calls itself SONAME may be served as NAME. */
bool name_accepts(const char* name, const char* soname);

/* "libcuda.so" of "libcuda.so.1": its length, or 0 where there is no ".so". */
unsigned name_stem(const char* name);

/* The release that TEXT starts with ("580.95.05"), or false: "1.1" is an interface's version. */
bool version_read(const char* text, char version[VERSION_SIZE]);

/* The release in a file's name: "580.95.05" of "libcuda.so.580.95.05". */
bool version_of_name(const char* name, char version[VERSION_SIZE]);

/* Order of releases: negative where A is the older one. */
int version_compare(const char* a, const char* b);

#endif
