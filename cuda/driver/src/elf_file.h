/* What an ELF file says about itself, read with a check of every offset: the files are the host's.
 */
#ifndef DRIVER_ELF_FILE_H
#define DRIVER_ELF_FILE_H

#include <stdbool.h>

enum { SONAME_SIZE = 256 };

/* Whether FD is a whole shared library for this processor: NULL, or what is wrong, in words.
 * SONAME is empty where the library has none. */
const char* elf_refusal(int fd, char soname[SONAME_SIZE]);

#endif
