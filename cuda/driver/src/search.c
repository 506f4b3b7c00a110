#include "search.h"

#include <errno.h>

#include "ld_cache.h"

#if defined(__x86_64__)
#define TRIPLET "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define TRIPLET "aarch64-linux-gnu"
#endif

#define CACHE "/etc/ld.so.cache"

/* After HPDS_DRIVER_PATH, in this order. */
static const char* const PLACES[] = {
    "/run/opengl-driver/lib", /* NixOS, and what others make to be like it */
    CACHE,                    /* every other Linux; containers with an ldconfig */
    "/usr/lib/wsl/lib",       /* Windows' subsystem for Linux */
    "/usr/lib64",             /* NVIDIA's container toolkit, hosts like Fedora */
    "/usr/lib/" TRIPLET,      /* the same, hosts like Debian */
    "/usr/lib/" TRIPLET "/nvidia/current",
#if defined(__aarch64__)
    "/usr/lib/" TRIPLET "/nvidia", /* Jetson */
    "/usr/lib/" TRIPLET "/tegra",
#endif
    "/usr/local/nvidia/lib64", /* Kubernetes' device plugins */
    "/usr/local/nvidia/lib",
    "/usr/lib", /* the container toolkit, hosts like Arch */
};

enum { MAX_CACHE = 16 << 20, MAX_RELEASES = 16, NAME_SIZE = 128 };

enum outcome { NOTHING, LAST_RESORT, FOUND };

struct finding {
    const struct search* search;
    const char* name;
    candidate_visit* visit;
    void* context;
    struct candidate candidate;
    char* path;
    enum outcome outcome;
};

const char* search_place(size_t index) {
    return index < sizeof PLACES / sizeof *PLACES ? PLACES[index] : NULL;
}

static int open_file(const struct search* search, const char* path) {
    return search->root[0] ? sys_open_below(search->root, path) : sys_open(path);
}

/* The first word of TEXT that is a release. */
static void find_release(const char* text, char release[VERSION_SIZE]) {
    for (const char* at = text; *at; at++)
        if ((at == text || at[-1] == ' ') && version_read(at, release)) return;
    release[0] = 0;
}

/* The kernel's module says its release in /sys, and in a sentence in /proc. */
void search_begin(struct search* search, const char* root, const char* setting) {
    static const char* const files[] = {"/sys/module/nvidia/version",
                                        "/proc/driver/nvidia/version"};
    search->root = root;
    search->setting = setting;
    search->kernel[0] = 0;
    for (int i = 0; i < 2 && !search->kernel[0]; i++) {
        char text[512];
        int fd = open_file(search, files[i]);
        if (fd < 0) continue;
        long got = sys_read(fd, text, sizeof text - 1);
        sys_close(fd);
        text[got > 0 ? got : 0] = 0;
        find_release(text, search->kernel);
    }
}

/* NVIDIA's toolkit has empty libraries of these two, to link with. */
static bool has_stubs(const char* name) {
    return text_starts(name, "libcuda.so") || text_starts(name, "libnvidia-ml.so");
}

static const char* refusal_of(const struct search* search, int fd, const char* name,
                              struct candidate* candidate) {
    const char* root = search->root;
    if (sys_path_of(fd, candidate->file)) {
        size_t skip = text_starts(candidate->file, root) ? text_length(root) : 0;
        if (skip) path_join(candidate->file, "", 0, candidate->file + skip + 1);
        version_of_name(text_base(candidate->file), candidate->version);
    }
    if (text_has_component(candidate->path, "stubs") ||
        text_has_component(candidate->file, "stubs"))
        return "a stub of the CUDA toolkit, not a driver";
    const char* wrong = elf_refusal(fd, candidate->soname);
    if (wrong) return wrong;
    if (candidate->soname[0] ? !name_accepts(name, candidate->soname) : has_stubs(name))
        return "calls itself otherwise: a stub, or another library";
    /* ld.so would replace it. */
    for (const char* at = candidate->path; *at; at++)
        if (*at == '$') return "a path with a dollar sign, which the dynamic linker rewrites";
    return NULL;
}

bool candidate_look(const struct search* search, const char* name, struct candidate* candidate) {
    candidate->file[0] = candidate->soname[0] = candidate->version[0] = 0;
    candidate->other_release = false;
    int fd = open_file(search, candidate->path);
    if (fd == -ENOENT || fd == -ENOTDIR) return false;
    if (fd < 0) {
        candidate->refusal = fd == -EACCES ? "not readable: permission denied" : "not readable";
        return true;
    }
    candidate->refusal = refusal_of(search, fd, name, candidate);
    sys_close(fd);
    candidate->other_release = search->kernel[0] && candidate->version[0] &&
                               !text_equal(search->kernel, candidate->version);
    return true;
}

/* Look at the path in the candidate; false where there is no such file. */
static bool try_path(struct finding* finding) {
    struct candidate* candidate = &finding->candidate;
    if (!candidate_look(finding->search, finding->name, candidate)) return false;
    if (finding->visit) finding->visit(finding->context, candidate);
    if (candidate->refusal) return true;
    bool unfit = candidate->other_release && !candidate->chosen_by_hand;
    enum outcome outcome = unfit ? LAST_RESORT : FOUND;
    if (outcome > finding->outcome) {
        size_t length = 0;
        path_append(finding->path, &length, candidate->path, PATH_SIZE);
        finding->outcome = outcome;
    }
    return true;
}

struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short size;
    unsigned char type;
    char name[];
};

/* Names of a folder's files of all releases of a library, newest first. */
static int list_releases(int fd, const char* name, char found[MAX_RELEASES][NAME_SIZE]) {
    unsigned stem = name_stem(name);
    int count = 0;
    uint64_t buffer[512];
    long got;
    while ((got = sys_entries(fd, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < got;) {
            const struct entry* entry = (const void*)((const char*)buffer + at);
            at += entry->size;
            char version[VERSION_SIZE], before[VERSION_SIZE];
            size_t same = 0;
            while (same < stem && entry->name[same] == name[same]) same++;
            if (same < stem || text_length(entry->name) >= NAME_SIZE ||
                !version_of_name(entry->name, version))
                continue;
            int to = count;
            if (count < MAX_RELEASES)
                count++;
            else if (version_of_name(found[--to], before) && version_compare(before, version) >= 0)
                continue;
            for (; to > 0; to--) {
                version_of_name(found[to - 1], before);
                if (version_compare(before, version) >= 0) break;
                for (int i = 0; i < NAME_SIZE; i++) found[to][i] = found[to - 1][i];
            }
            for (size_t i = 0; i <= text_length(entry->name); i++) found[to][i] = entry->name[i];
        }
    }
    return count;
}

/* A container without ldconfig has the file libcuda.so.580.95.05 but no link libcuda.so.1. */
static void try_releases(struct finding* finding, const char* directory, size_t count) {
    char releases[MAX_RELEASES][NAME_SIZE];
    char* path = finding->candidate.path;
    if (!path_join(path, directory, count, "")) return;
    int fd = open_file(finding->search, path);
    if (fd < 0) return;
    int found = list_releases(fd, finding->name, releases);
    sys_close(fd);
    for (int i = 0; i < found; i++) {
        if (finding->outcome == FOUND && !finding->visit) return;
        if (path_join(path, directory, count, releases[i])) try_path(finding);
    }
}

static void try_directory(struct finding* finding, const char* directory, size_t count) {
    if (finding->outcome == FOUND && !finding->visit) return;
    if (!path_join(finding->candidate.path, directory, count, finding->name)) return;
    if (!try_path(finding)) try_releases(finding, directory, count);
}

static void try_cached(void* context, const char* path) {
    struct finding* finding = context;
    size_t length = 0;
    if (finding->outcome == FOUND && !finding->visit) return;
    if (path_append(finding->candidate.path, &length, path, PATH_SIZE)) try_path(finding);
}

static void try_cache(struct finding* finding) {
    int fd = open_file(finding->search, CACHE);
    if (fd < 0) return;
    int64_t size = sys_size(fd);
    char* bytes = size > 0 && size <= MAX_CACHE ? sys_map((size_t)size) : NULL;
    if (bytes) {
        if (sys_read_at(fd, bytes, (size_t)size, 0))
            ld_cache_each(bytes, (size_t)size, finding->name, try_cached, finding);
        sys_unmap(bytes, (size_t)size);
    }
    sys_close(fd);
}

/* The setting's folders; relative ones would depend on where a program is started. */
static void try_setting(struct finding* finding) {
    const char* at = finding->search->setting;
    finding->candidate.place = SETTING;
    finding->candidate.chosen_by_hand = true;
    while (at && *at) {
        size_t count = 0;
        while (at[count] && at[count] != ':') count++;
        if (at[0] == '/') try_directory(finding, at, count);
        at += count + (at[count] == ':');
    }
    finding->candidate.chosen_by_hand = false;
}

bool search_find(const struct search* search, const char* name, char path[PATH_SIZE],
                 candidate_visit* visit, void* context) {
    static struct finding finding; /* the dynamic linker's lock is held, and stacks are small */
    finding.search = search;
    finding.name = name;
    finding.visit = visit;
    finding.context = context;
    finding.path = path;
    finding.outcome = NOTHING;
    try_setting(&finding);
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        if (finding.outcome == FOUND && !visit) break;
        finding.candidate.place = PLACES[i];
        if (text_equal(PLACES[i], CACHE))
            try_cache(&finding);
        else
            try_directory(&finding, PLACES[i], text_length(PLACES[i]));
    }
    return finding.outcome != NOTHING;
}
