/* How places.c and made.c take the place of functions of the C library. Each
 * defines open, open64, openat and openat64.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>

/* The function of the C library, as `real`. */
#define REAL_ONLY(name)                                                        \
  static __typeof__(name) *real;                                               \
  if (!real)                                                                   \
  real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* The third argument of open, as `mode`. */
#define MODE(flags)                                                            \
  mode_t mode = 0;                                                             \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                                     \
    va_list more;                                                              \
    va_start(more, flags);                                                     \
    mode = va_arg(more, mode_t);                                               \
    va_end(more);                                                              \
  }

/* What gcc makes of those with _FORTIFY_SOURCE. */
int __open_2(const char *, int), __open64_2(const char *, int),
    __openat_2(int, const char *, int), __openat64_2(int, const char *, int);
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }
int __openat_2(int folder, const char *path, int flags) {
  return openat(folder, path, flags);
}
int __openat64_2(int folder, const char *path, int flags) {
  return openat64(folder, path, flags);
}
