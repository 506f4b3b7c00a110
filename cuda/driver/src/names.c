#include "names.h"

#include "sys.h"

/* Stems; a '*' stands for the rest of the stem. Not "libnv*": the toolkit's libraries
 * (libnvrtc, libnvJitLink, libnvvm, …) are pinned and never the host's. */
static const char* const DRIVER[] = {
    "libcuda.so",   "libcudadebugger.so", "libnvidia-*", "libnvcuvid.so",       "libnvoptix.so",
    "libdxcore.so", "libd3d12core.so",    "libd3d12.so", "libnvdxdlkernels.so",
};

static const char* const GLIBC[] = {
    "libc.so.6",    "libm.so.6",    "libdl.so.2",        "libpthread.so.0",
    "librt.so.1",   "libutil.so.1", "libresolv.so.2",    "libanl.so.1",
    "libmvec.so.1", "libnsl.so.1",  "libthread_db.so.1", "libBrokenLocale.so.1",
};

unsigned name_stem(const char* name) {
    for (unsigned i = 0; name[i]; i++)
        if (text_starts(name + i, ".so") && (name[i + 3] == '.' || !name[i + 3])) return i + 3;
    return 0;
}

bool name_is_driver(const char* name) {
    unsigned stem = name_stem(name);
    for (const char* at = name; *at; at++)
        if (*at == '/') return false;
    /* NVIDIA's container tools, which are programs of the host. */
    if (!stem || text_starts(name, "libnvidia-container")) return false;
    for (size_t i = 0; i < sizeof DRIVER / sizeof *DRIVER; i++) {
        size_t length = text_length(DRIVER[i]);
        bool open = DRIVER[i][length - 1] == '*';
        size_t fixed = length - open;
        if (open ? stem <= fixed + 3 : stem != fixed) continue;
        size_t same = 0;
        while (same < fixed && name[same] == DRIVER[i][same]) same++;
        if (same == fixed) return true;
    }
    return false;
}

bool name_is_glibc(const char* name) {
    if (text_starts(name, "ld-linux-")) return true;
    for (size_t i = 0; i < sizeof GLIBC / sizeof *GLIBC; i++)
        if (text_equal(name, GLIBC[i])) return true;
    return false;
}

bool name_accepts(const char* name, const char* soname) {
    if (text_equal(name, soname)) return true;
    unsigned stem = name_stem(name);
    return !name[stem] && text_starts(soname, name) && soname[stem] == '.';
}

bool version_read(const char* text, char version[VERSION_SIZE]) {
    unsigned digits = 0, dots = 0, length = 0;
    for (; (text[length] >= '0' && text[length] <= '9') || text[length] == '.'; length++) {
        if (length + 1 >= VERSION_SIZE) return false;
        if (text[length] == '.' && (!length || text[length - 1] == '.')) return false;
        if (text[length] == '.') dots++;
        if (!dots) digits++;
        version[length] = text[length];
    }
    version[length] = 0;
    return digits >= 3 && dots && version[length - 1] != '.';
}

bool version_of_name(const char* name, char version[VERSION_SIZE]) {
    unsigned stem = name_stem(name);
    version[0] = 0;
    if (stem && name[stem] == '.' && version_read(name + stem + 1, version) &&
        !name[stem + 1 + text_length(version)])
        return true;
    version[0] = 0;
    return false;
}

int version_compare(const char* a, const char* b) {
    while (*a || *b) {
        unsigned long x = 0, y = 0;
        while (*a >= '0' && *a <= '9') x = x * 10 + (unsigned long)(*a++ - '0');
        while (*b >= '0' && *b <= '9') y = y * 10 + (unsigned long)(*b++ - '0');
        if (x != y) return x < y ? -1 : 1;
        if (*a && *a != '.') return 0;
        if (*b && *b != '.') return 0;
        a += *a == '.';
        b += *b == '.';
    }
    return 0;
}
