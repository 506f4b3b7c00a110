#include "ld_cache.h"

#include <stdint.h>

#include "sys.h"

static const char MAGIC[] = "glibc-ld.so.cache1.1";
static const char OLD_MAGIC[] = "ld.so-1.7.0";

struct header {
    char magic[20];
    uint32_t libraries;
    uint32_t strings_size;
    uint8_t flags;
    uint8_t padding[3];
    uint32_t extension;
    uint32_t unused[3];
};

struct entry {
    int32_t flags;
    uint32_t name;
    uint32_t path;
    uint32_t os_version;
    uint64_t capabilities;
};

struct old_header {
    char magic[12];
    uint32_t libraries;
};

enum { OLD_ENTRY_SIZE = 12, ALIGNMENT = 8 };

static void copy(void* to, const char* from, size_t count) {
    for (size_t i = 0; i < count; i++) ((char*)to)[i] = from[i];
}

static bool has_magic(const char* bytes, size_t size, const char* magic, size_t needed) {
    if (size < needed) return false;
    for (size_t i = 0; magic[i]; i++)
        if (bytes[i] != magic[i]) return false;
    return true;
}

/* The text at OFFSET, if it ends inside. */
static const char* text_at(const char* bytes, size_t size, uint32_t offset) {
    for (size_t at = offset; at < size; at++)
        if (!bytes[at]) return bytes + offset;
    return NULL;
}

bool ld_cache_each(const char* bytes, size_t size, const char* name, ld_cache_visit* visit,
                   void* context) {
    if (has_magic(bytes, size, OLD_MAGIC, sizeof(struct old_header))) {
        struct old_header old;
        copy(&old, bytes, sizeof old);
        uint64_t skip = sizeof old + (uint64_t)old.libraries * OLD_ENTRY_SIZE;
        skip = (skip + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (skip > size) return false;
        bytes += skip;
        size -= (size_t)skip;
    }
    struct header header;
    if (!has_magic(bytes, size, MAGIC, sizeof header)) return false;
    copy(&header, bytes, sizeof header);
    if (header.libraries > (size - sizeof header) / sizeof(struct entry)) return false;
    for (uint32_t i = 0; i < header.libraries; i++) {
        struct entry entry;
        copy(&entry, bytes + sizeof header + i * sizeof entry, sizeof entry);
        const char* found = text_at(bytes, size, entry.name);
        if (!found || !text_equal(found, name)) continue;
        const char* path = text_at(bytes, size, entry.path);
        if (path && path[0] == '/') visit(context, path);
    }
    return true;
}
