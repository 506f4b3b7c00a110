/* Offers the host's GPU driver to the dynamic linker, after every other place has failed.
 *
 * The driver's user library must match the host's kernel module: it can be neither pinned nor
 * copied. This is an rtld-audit library (see rtld-audit(7)). The dynamic linker asks it about each
 * library that it looks for; it answers for the driver's names alone, and only where the program's
 * own places (run paths, LD_LIBRARY_PATH) have none.
 *
 * A program names this library in its own dynamic section (DT_DEPAUDIT: `ld --depaudit`, or
 * set_audit.py for one that is linked already; DT_AUDIT would do, but ld makes a second entry of
 * it where a program is linked with a library that has it). Of the other ways:
 *
 *   LD_LIBRARY_PATH, LD_AUDIT, LD_PRELOAD
 *             reach every program started from the shell, also the host's with another glibc.
 *   a wrapper that sets them
 *             the same, for all that the wrapped program starts.
 *   a libcuda.so.1 of our own in the run path
 *             must export each function of each driver to come; versions of symbols, data and
 *             cuGetProcAddress differ between drivers.
 *   loading libcuda.so.1 early, by a constructor or sitecustomize
 *             costs each process the driver's start, also those that use no GPU; and a broken
 *             driver breaks all.
 *   a run path with the host's folder
 *             takes libstdc++, libcublas and all else from the host, too.
 *
 * It stands in a namespace of its own and needs no library: a C library would be loaded a second
 * time into each process. glibc 2.32 and later read the program's entry; earlier ones, and other
 * dynamic linkers, pass over it. A program without the entry is not touched.
 */
#include <elf.h>
#include <link.h>

#include "search.h"

#define EXPORT __attribute__((visibility("default")))

static struct {
    struct search search;
    const char* library_path; /* LD_LIBRARY_PATH */
    bool begun;
    char path[PATH_SIZE];
} state;

/* The search reads files; most processes never ask for a driver. */
static const struct search* the_search(void) {
    if (!state.begun) search_begin(&state.search, "", state.search.setting);
    state.begun = true;
    return &state.search;
}

static const char* variable(char** environment, const char* name) {
    size_t length = text_length(name);
    for (; *environment; environment++)
        if (text_starts(*environment, name) && (*environment)[length] == '=')
            return *environment + length + 1;
    return NULL;
}

/* glibc hands a library's constructors what main gets. */
__attribute__((constructor)) static void begin(int count, char** arguments, char** environment) {
    (void)count, (void)arguments;
    char** end = environment;
    while (*end) end++;
    /* A program that runs with other rights than its caller's takes no advice. */
    for (const ElfW(auxv_t)* entry = (const void*)(end + 1); entry->a_type != AT_NULL; entry++)
        if (entry->a_type == AT_SECURE && entry->a_un.a_val) return;
    state.search.setting = variable(environment, SETTING);
    state.library_path = variable(environment, "LD_LIBRARY_PATH");
}

/* The text that an entry of a loaded library's dynamic section stands for. */
static const char* dynamic_text(const struct link_map* map, ElfW(Sxword) tag) {
    const char* strings = NULL;
    const ElfW(Dyn)* found = NULL;
    for (const ElfW(Dyn)* entry = map->l_ld; entry && entry->d_tag != DT_NULL; entry++) {
        /* The dynamic linker has made an address of it. */
        if (entry->d_tag == DT_STRTAB) strings = (const char*)entry->d_un.d_ptr;
        if (entry->d_tag == tag) found = entry;
    }
    return strings && found ? strings + found->d_un.d_val : NULL;
}

/* The folder of a loaded library, for $ORIGIN: the program itself has no name. */
static bool origin(const struct link_map* map, char path[PATH_SIZE], size_t* length) {
    char file[PATH_SIZE];
    size_t none = 0;
    if (map->l_name && map->l_name[0])
        path_append(file, &none, map->l_name, PATH_SIZE);
    else if (!sys_read_link("/proc/self/exe", file))
        return false;
    size_t count = (size_t)(text_base(file) - file);
    return path_append(path, length, file, count ? count - 1 : 0);
}

/* A folder of a list, with $ORIGIN replaced; false for $LIB and $PLATFORM. */
static bool folder_of(const struct link_map* map, const char* text, size_t count,
                      char path[PATH_SIZE]) {
    static const char* const tokens[] = {"$ORIGIN", "${ORIGIN}"};
    size_t length = 0;
    path[0] = 0;
    if (!count) return path_append(path, &length, ".", 1);
    for (size_t at = 0; at < count;) {
        size_t skip = 0;
        for (int i = 0; i < 2; i++)
            if (text_starts(text + at, tokens[i])) skip = text_length(tokens[i]);
        if (text[at] == '$' && (!skip || !origin(map, path, &length))) return false;
        if (!skip && !path_append(path, &length, text + at, 1)) return false;
        at += skip ? skip : 1;
    }
    return true;
}

/* Whether the dynamic linker will find library NAME in a list of folders. */
static bool list_has(const struct link_map* map, const char* list, bool stubs_count,
                     const char* name) {
    static struct candidate candidate;
    while (list && *list) {
        size_t count = 0;
        while (list[count] && list[count] != ':' && list[count] != ';') count++;
        char folder[PATH_SIZE];
        if (folder_of(map, list, count, folder) &&
            path_join(candidate.path, folder, PATH_SIZE, name) &&
            (stubs_count || !text_has_component(candidate.path, "stubs"))) {
            int fd = sys_open(candidate.path);
            if (fd >= 0) {
                const char* wrong = elf_refusal(fd, candidate.soname);
                sys_close(fd);
                if (!wrong) return true;
            }
        }
        list += count + (list[count] != 0);
    }
    return false;
}

/* Whether a place of the program's own has library NAME. The dynamic linker tells an audit
 * library where it looks, but not that it has finished: a folder that does not exist is skipped
 * without a word. So the search is done here first, for the few names that matter. Of DT_RPATH,
 * which run paths have replaced, the loader's and the program's count, not those between. */
static bool own_places_have(const struct link_map* loader, const char* name) {
    const struct link_map* program = loader;
    while (program->l_prev) program = program->l_prev;
    const char* run_path = dynamic_text(loader, DT_RUNPATH);
    if (!run_path && (list_has(loader, dynamic_text(loader, DT_RPATH), false, name) ||
                      list_has(program, dynamic_text(program, DT_RPATH), false, name)))
        return true;
    return list_has(program, state.library_path, true, name) ||
           list_has(loader, run_path, false, name);
}

/* A library of this process' own glibc: the driver's libraries need more of them than the
 * program, and on NixOS have a run path to another glibc. */
static const char* own_glibc(const struct link_map* map, const char* name) {
    while (map->l_prev) map = map->l_prev;
    for (; map; map = map->l_next) {
        const char* base = text_base(map->l_name);
        if (base == map->l_name || !name_is_glibc(base)) continue;
        struct search here = {.root = ""};
        static struct candidate candidate;
        if (path_join(candidate.path, map->l_name, (size_t)(base - map->l_name) - 1, name) &&
            candidate_look(&here, name, &candidate) && !candidate.refusal) {
            size_t length = 0;
            path_append(state.path, &length, candidate.path, PATH_SIZE);
            return state.path;
        }
    }
    return NULL;
}

EXPORT unsigned int la_version(unsigned int version) {
    /* What is used here has not changed since the first one. */
    return version < LAV_CURRENT ? version : LAV_CURRENT;
}

EXPORT char* la_objsearch(const char* name, uintptr_t* cookie, unsigned int flag) {
    const struct link_map* loader = (const struct link_map*)*cookie;
    const char* base = text_base(name);
    if (flag == LA_SER_RUNPATH && name_is_driver(base) && text_has_component(name, "stubs"))
        return NULL; /* left in a run path by whoever linked with the toolkit's stub */
    if (flag != LA_SER_ORIG || base != name) return (char*)name;
    if (name_is_driver(name)) {
        if (!own_places_have(loader, name) &&
            search_find(the_search(), name, state.path, NULL, NULL))
            return state.path;
    } else if (name_is_glibc(name) && loader->l_name && name_is_driver(text_base(loader->l_name))) {
        const char* path = own_glibc(loader, name);
        if (path) return (char*)path;
    }
    return (char*)name;
}
