/* Where the host's driver is: one search for the audit library and for gpu-doctor. */
#ifndef DRIVER_SEARCH_H
#define DRIVER_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "elf_file.h"
#include "names.h"
#include "sys.h"

#define SETTING "HPDS_DRIVER_PATH"

struct search {
    const char* root;          /* instead of "/"; "" but for tests */
    const char* setting;       /* value of HPDS_DRIVER_PATH, or NULL */
    char kernel[VERSION_SIZE]; /* release of the kernel's module, or "" */
};

struct candidate {
    const char* place;          /* what led to it: the setting, a folder, the cache */
    bool chosen_by_hand;        /* found by HPDS_DRIVER_PATH */
    char path[PATH_SIZE];       /* as the dynamic linker gets it */
    char file[PATH_SIZE];       /* links resolved; "" where that cannot be told */
    char soname[SONAME_SIZE];   /* what the file calls itself, or "" */
    char version[VERSION_SIZE]; /* from the file's name, or "" */
    const char* refusal;        /* why it is of no use, or NULL */
    bool other_release;         /* another one than the kernel's module: of use as a last resort */
};

typedef void candidate_visit(void* context, const struct candidate* candidate);

/* A search below ROOT; reads the release of the kernel's module. */
void search_begin(struct search* search, const char* root, const char* setting);

/* Find library NAME. The first candidate that is of use wins; one whose release is not that of
 * the kernel's module comes last, unless it was chosen by hand. VISIT (or NULL) is shown every
 * candidate, in the order of the places. */
bool search_find(const struct search* search, const char* name, char path[PATH_SIZE],
                 candidate_visit* visit, void* context);

/* Look at one file, whose `path` is set, as a candidate for library NAME. */
bool candidate_look(const struct search* search, const char* name, struct candidate* candidate);

/* The fixed places in their order, for reports: place INDEX, or NULL after the last. */
const char* search_place(size_t index);

#endif
