/* The system calls and text functions that the search needs, without a C library: the audit
 * library must not bring a second one into each process. */
#ifndef DRIVER_SYS_H
#define DRIVER_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

enum { PATH_SIZE = 4096 };

/* The kernel's answer: a negative errno where it refuses. */
static inline long sys_call(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
#else
#error "driver: no system calls for this processor; NVIDIA has drivers for x86_64 and aarch64"
#endif
}

/* Open for reading; a FIFO does not block, a directory is accepted. */
int sys_open(const char* path);
/* The same with ROOT in the place of "/", for links, too. */
int sys_open_below(const char* root, const char* path);
void sys_close(int fd);
/* The size, or negative where FD has none (a FIFO, a socket). */
int64_t sys_size(int fd);
/* Read exactly COUNT bytes at OFFSET. */
bool sys_read_at(int fd, void* buffer, size_t count, uint64_t offset);
/* Read up to COUNT bytes from the start; for /proc and /sys, whose files have no size. */
long sys_read(int fd, void* buffer, size_t count);
/* The path that FD stands for, links resolved; false where /proc is not mounted. */
bool sys_path_of(int fd, char path[PATH_SIZE]);
/* The target of a link, or false. */
bool sys_read_link(const char* path, char target[PATH_SIZE]);
/* Entries of directory FD as struct linux_dirent64; the bytes read, 0 at the end. */
long sys_entries(int fd, void* buffer, size_t count);
/* COUNT bytes of zeroed memory, or NULL. */
void* sys_map(size_t count);
void sys_unmap(void* memory, size_t count);

size_t text_length(const char* text);
bool text_equal(const char* a, const char* b);
bool text_starts(const char* text, const char* start);
/* The part of PATH after its last slash. */
const char* text_base(const char* path);
/* Whether PATH has a component NAME. */
bool text_has_component(const char* path, const char* name);
/* Append TEXT, at most COUNT bytes of it, at LENGTH; false (and nothing done) where it is too long.
 */
bool path_append(char path[PATH_SIZE], size_t* length, const char* text, size_t count);
/* DIRECTORY/NAME; false where it is too long. */
bool path_join(char path[PATH_SIZE], const char* directory, size_t count, const char* name);

#endif
