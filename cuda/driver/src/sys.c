#include "sys.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>

int sys_open(const char* path) {
    return (int)sys_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0, 0,
                         0);
}

int sys_open_below(const char* root, const char* path) {
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .resolve = RESOLVE_IN_ROOT};
    int at = sys_open(root);
    if (at < 0) return at;
    int fd = (int)sys_call(SYS_openat2, at, (long)path, (long)&how, sizeof how, 0, 0);
    sys_close(at);
    return fd;
}

void sys_close(int fd) {
    sys_call(SYS_close, fd, 0, 0, 0, 0, 0);
}

int64_t sys_size(int fd) {
    return sys_call(SYS_lseek, fd, 0, 2, 0, 0, 0);
}

bool sys_read_at(int fd, void* buffer, size_t count, uint64_t offset) {
    char* to = buffer;
    while (count) {
        long got = sys_call(SYS_pread64, fd, (long)to, (long)count, (long)offset, 0, 0);
        if (got <= 0) return false;
        to += got;
        offset += (uint64_t)got;
        count -= (size_t)got;
    }
    return true;
}

long sys_read(int fd, void* buffer, size_t count) {
    return sys_call(SYS_read, fd, (long)buffer, (long)count, 0, 0, 0);
}

bool sys_read_link(const char* path, char target[PATH_SIZE]) {
    long got = sys_call(SYS_readlinkat, AT_FDCWD, (long)path, (long)target, PATH_SIZE - 1, 0, 0);
    if (got <= 0 || got >= PATH_SIZE - 1) return false;
    target[got] = 0;
    return true;
}

bool sys_path_of(int fd, char path[PATH_SIZE]) {
    char link[32] = "/proc/self/fd/";
    size_t length = text_length(link);
    char digits[12];
    int count = 0;
    do {
        digits[count++] = (char)('0' + fd % 10);
    } while ((fd /= 10) > 0);
    while (count) link[length++] = digits[--count];
    link[length] = 0;
    return sys_read_link(link, path) && path[0] == '/';
}

long sys_entries(int fd, void* buffer, size_t count) {
    return sys_call(SYS_getdents64, fd, (long)buffer, (long)count, 0, 0, 0);
}

void* sys_map(size_t count) {
    long at = sys_call(SYS_mmap, 0, (long)count, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at < 0 && at > -4096 ? NULL : (void*)at;
}

void sys_unmap(void* memory, size_t count) {
    sys_call(SYS_munmap, (long)memory, (long)count, 0, 0, 0, 0);
}

size_t text_length(const char* text) {
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

bool text_equal(const char* a, const char* b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

bool text_starts(const char* text, const char* start) {
    while (*start && *text == *start) text++, start++;
    return !*start;
}

const char* text_base(const char* path) {
    const char* base = path;
    for (; *path; path++)
        if (*path == '/') base = path + 1;
    return base;
}

bool text_has_component(const char* path, const char* name) {
    size_t length = text_length(name);
    for (const char* at = path; *at; at++)
        if ((at == path || at[-1] == '/') && text_starts(at, name) &&
            (at[length] == '/' || !at[length]))
            return true;
    return false;
}

bool path_append(char path[PATH_SIZE], size_t* length, const char* text, size_t count) {
    size_t end = *length;
    for (size_t i = 0; i < count && text[i]; i++) {
        if (end + 1 >= PATH_SIZE) {
            path[*length] = 0;
            return false;
        }
        path[end++] = text[i];
    }
    path[end] = 0;
    *length = end;
    return true;
}

bool path_join(char path[PATH_SIZE], const char* directory, size_t count, const char* name) {
    size_t length = 0;
    return path_append(path, &length, directory, count) && path_append(path, &length, "/", 1) &&
           path_append(path, &length, name, PATH_SIZE);
}
