/* Tests of the search's parts, each with input from outside: names, releases, the cache, ELF files.
 *
 *   units LIBRARY        a shared library, to be damaged */
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../src/elf_file.h"
#include "../src/ld_cache.h"
#include "../src/names.h"

static int failures;

#define CHECK(condition)                                                         \
    do {                                                                         \
        if (!(condition)) {                                                      \
            printf("%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            failures++;                                                          \
        }                                                                        \
    } while (0)

static void test_only_the_drivers_own_names_are_served(void) {
    static const char* const driver[] = {
        "libcuda.so",           "libcuda.so.1",    "libnvidia-ml.so.1",
        "libnvidia-nvvm.so.4",  "libdxcore.so",    "libcuda.so.580.1.2",
        "libcudadebugger.so.1", "libnvcuvid.so.1", "libnvoptix.so.1",
    };
    static const char* const others[] = {
        "libcudart.so.13",
        "libcublas.so.13",
        "libnvrtc.so.13",
        "libnvJitLink.so.13",
        "libnvvm.so.4",
        "libcuda",
        "libcuda.so1",
        "libcudaX.so.1",
        "libcuda.so.1/x",
        "/lib/libcuda.so.1",
        "libc.so.6",
        "libstdc++.so.6",
        "",
        "libnvidia-.so",
        ".so",
        "libnvidia-container.so.1",
        "libcud",
        "libnvidia-container-go.so.1",
    };
    for (size_t i = 0; i < sizeof driver / sizeof *driver; i++) CHECK(name_is_driver(driver[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) CHECK(!name_is_driver(others[i]));
}

static void test_a_soname_must_fit_the_name(void) {
    CHECK(name_accepts("libcuda.so.1", "libcuda.so.1"));
    CHECK(name_accepts("libcuda.so", "libcuda.so.1"));
    CHECK(!name_accepts("libcuda.so.1", "libcuda.so"));
    CHECK(!name_accepts("libcuda.so", "libcuda.sock"));
    CHECK(!name_accepts("libcuda.so.1", "libcuda.so.2"));
}

static void test_releases_are_read_and_ordered(void) {
    char version[VERSION_SIZE];
    CHECK(version_of_name("libcuda.so.580.95.05", version) && !strcmp(version, "580.95.05"));
    CHECK(version_of_name("libcuda.so.580.95", version) && !strcmp(version, "580.95"));
    CHECK(!version_of_name("libcuda.so.1", version) && !version[0]);
    CHECK(!version_of_name("libcuda.so.1.1", version));
    CHECK(!version_of_name("libcuda.so.580.", version));
    CHECK(!version_of_name("libcuda.so.580..1", version));
    CHECK(!version_of_name("libcuda.so.580.95.05.old", version));
    CHECK(!version_of_name("libcuda.so.580.11111111111111111111111111111111", version));
    CHECK(version_compare("580.95.05", "580.95.5") == 0);
    CHECK(version_compare("580.95.05", "580.105") < 0);
    CHECK(version_compare("580.95.05", "580.95") > 0);
    CHECK(version_compare("1000.1", "580.95") > 0);
}

/* A cache of one entry, after LEAD bytes of the older format. */
struct cache {
    char bytes[256];
    size_t size;
};

static void put(struct cache* cache, size_t at, unsigned value) {
    memcpy(cache->bytes + at, &value, sizeof value);
}

static struct cache make_cache(unsigned old_entries) {
    struct cache cache = {.size = 0};
    size_t start = 0;
    if (old_entries) {
        memcpy(cache.bytes, "ld.so-1.7.0", 11);
        put(&cache, 12, old_entries);
        start = (16 + 12 * (size_t)old_entries + 7) / 8 * 8;
    }
    static const char text[] = "libcuda.so.1\0/opt/driver/libcuda.so.1";
    memcpy(cache.bytes + start, "glibc-ld.so.cache1.1", 20);
    put(&cache, start + 20, 1);
    put(&cache, start + 24, sizeof text);
    put(&cache, start + 48 + 4, 72);
    put(&cache, start + 48 + 8, 72 + 13);
    memcpy(cache.bytes + start + 72, text, sizeof text);
    cache.size = start + 72 + sizeof text;
    return cache;
}

static void keep(void* context, const char* path) {
    *(const char**)context = path;
}

/* From memory of exactly that size, so that the sanitizer sees each byte too many. */
static const char* find(const struct cache* cache, size_t size, bool* understood) {
    static char found[256];
    const char* path = NULL;
    char* bytes = malloc(size ? size : 1);
    memcpy(bytes, cache->bytes, size);
    *understood = ld_cache_each(bytes, size, "libcuda.so.1", keep, &path);
    if (path) strcpy(found, path);
    free(bytes);
    return path ? found : NULL;
}

static void test_the_cache_is_read_in_both_forms(void) {
    bool understood;
    for (unsigned old = 0; old < 4; old++) {
        struct cache cache = make_cache(old);
        const char* path = find(&cache, cache.size, &understood);
        CHECK(understood && path && !strcmp(path, "/opt/driver/libcuda.so.1"));
    }
}

static void test_no_damage_leads_outside_the_cache(void) {
    bool understood;
    for (unsigned old = 0; old < 2; old++) {
        struct cache whole = make_cache(old);
        for (size_t size = 0; size < whole.size; size++) CHECK(!find(&whole, size, &understood));
        for (size_t at = 0; at < whole.size; at++) {
            for (unsigned value = 0; value < 256; value += 17) {
                struct cache damaged = whole;
                damaged.bytes[at] = (char)value;
                find(&damaged, damaged.size, &understood);
            }
        }
        static const unsigned numbers[] = {0x7fffffff, 0x80000000, 0xffffffff, 0x0aaaaaab};
        for (size_t at = 0; at + 4 <= whole.size; at += 4) {
            for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
                struct cache damaged = whole;
                put(&damaged, at, numbers[i]);
                find(&damaged, damaged.size, &understood);
            }
        }
    }
}

/* Each two bytes of the headers and of the dynamic section, in a file that has room behind it:
 * what a number claims to be there can be read. */
static void test_no_damage_of_a_library_ends_the_search(const char* path) {
    static const uint64_t values[] = {0, 1, 0x7fff, 0x8000, 0xffff, 0xfff0, UINT64_MAX, 1ull << 63};
    static char bytes[1 << 20];
    char soname[SONAME_SIZE];
    FILE* library = fopen(path, "rb");
    size_t size = library ? fread(bytes, 1, sizeof bytes, library) : 0;
    CHECK(size > sizeof(Elf64_Ehdr));
    if (library) fclose(library);
    int fd = memfd_create("library", 0);
    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && !ftruncate(fd, 8 << 20));
    CHECK(!elf_refusal(fd, soname) && !strcmp(soname, "libcuda.so.1"));

    const Elf64_Ehdr* header = (const void*)bytes;
    const Elf64_Phdr* segment = (const void*)(bytes + header->e_phoff);
    size_t starts[] = {0, header->e_phoff, 0};
    size_t ends[] = {sizeof *header, header->e_phoff + header->e_phnum * sizeof *segment, 0};
    for (int i = 0; i < header->e_phnum; i++)
        if (segment[i].p_type == PT_DYNAMIC) {
            starts[2] = segment[i].p_offset;
            ends[2] = segment[i].p_offset + segment[i].p_filesz;
        }
    int refused = 0;
    for (int part = 0; part < 3; part++)
        for (size_t at = starts[part]; at < ends[part]; at += 2)
            for (size_t i = 0; i < sizeof values / sizeof *values; i++)
                for (size_t width = 2; width <= 8; width *= 4) {
                    CHECK(pwrite(fd, &values[i], width, (off_t)at) == (ssize_t)width);
                    refused += elf_refusal(fd, soname) != NULL;
                    CHECK(memchr(soname, 0, sizeof soname));
                    CHECK(pwrite(fd, bytes + at, width, (off_t)at) == (ssize_t)width);
                }
    CHECK(refused > 100);
    CHECK(!elf_refusal(fd, soname));
    close(fd);
}

int main(int count, char** arguments) {
    test_only_the_drivers_own_names_are_served();
    test_a_soname_must_fit_the_name();
    test_releases_are_read_and_ordered();
    test_the_cache_is_read_in_both_forms();
    test_no_damage_leads_outside_the_cache();
    test_no_damage_of_a_library_ends_the_search(count > 1 ? arguments[1] : "");
    return failures != 0;
}
