/* What maintainer scripts of Debian write, in a tree of their own.
 *
 * Loaded before places.c's library, while run-scripts.sh runs: what is written
 * in Debian's places, or in a package of the store, goes into the tree
 * DEBPKGS_MADE, which is also the one that is read. In it files of packages are
 * links to the store; one that is changed becomes a file. The clock stands at
 * SOURCE_DATE_EPOCH, since some programs write the time into what they make
 * (TeX), or seed hash tables with it (Lua).
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "interpose.h"
#include "places.h"

static void make_parents(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash;
       slash = strchr(slash + 1, '/')) {
    *slash = 0;
    syscall(SYS_mkdirat, AT_FDCWD, path, 0755);
    *slash = '/';
  }
}

/* The path to write for a path; `buffer` has PATH_MAX bytes. */
static const char *place(const char *path, char *buffer) {
  const char *tree = getenv("DEBPKGS_MADE");
  if (!path || !tree)
    return path;
  size_t size = strlen(tree), package = package_length(path);
  if (package
          ? snprintf(buffer, PATH_MAX, "%s%s", tree, path + package) < PATH_MAX
          : in_tree(path, tree, size, buffer)) {
    make_parents(buffer);
    return buffer;
  }
  return path;
}

/* Make a file of a link to the store, with its content if that is kept. */
static void own(int folder, const char *path, int keep) {
  char target[PATH_MAX], block[1 << 16];
  ssize_t length =
      syscall(SYS_readlinkat, folder, path, target, sizeof target - 1);
  if (length < 0)
    return;
  target[length] = 0;
  if (strncmp(target, STORE "/", sizeof STORE) != 0)
    return;
  int from = (int)syscall(SYS_openat, AT_FDCWD, target, O_RDONLY | O_CLOEXEC);
  struct stat found;
  if (from < 0)
    return;
  if (fstat(from, &found) == 0 && S_ISREG(found.st_mode)) {
    syscall(SYS_unlinkat, folder, path, 0);
    int to = (int)syscall(SYS_openat, folder, path,
                          O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                          (found.st_mode & 0777) | 0200);
    while (to >= 0 && keep && (length = read(from, block, sizeof block)) > 0)
      if (write(to, block, (size_t)length) != length)
        abort();
    close(to);
  }
  close(from);
}

static int writes(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

static const char *to_open(int folder, const char *path, int flags,
                           char *buffer) {
  if (!writes(flags))
    return path;
  path = place(path, buffer);
  if (!(flags & O_EXCL))
    own(folder, path, !(flags & O_TRUNC));
  return path;
}

#define OPEN(name)                                                             \
  int name(const char *path, int flags, ...) {                                 \
    REAL_ONLY(name);                                                           \
    MODE(flags)                                                                \
    char buffer[PATH_MAX];                                                     \
    return real(to_open(AT_FDCWD, path, flags, buffer), flags, mode);          \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                           \
  int name(int folder, const char *path, int flags, ...) {                     \
    REAL_ONLY(name);                                                           \
    MODE(flags)                                                                \
    char buffer[PATH_MAX];                                                     \
    return real(folder, to_open(folder, path, flags, buffer), flags, mode);    \
  }
OPENAT(openat)
OPENAT(openat64)

int creat(const char *path, mode_t mode) {
  return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}
int creat64(const char *path, mode_t mode) {
  return open64(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

static const char *to_fopen(const char *path, const char *mode, char *buffer) {
  int update = strchr(mode, '+') != NULL, flags = O_RDONLY;
  if (mode[0] == 'w')
    flags = O_WRONLY | O_TRUNC;
  else if (mode[0] == 'a' || update)
    flags = O_RDWR;
  return to_open(AT_FDCWD, path, flags, buffer);
}

#define FOPEN(name)                                                            \
  FILE *name(const char *path, const char *mode) {                             \
    REAL_ONLY(name);                                                           \
    char buffer[PATH_MAX];                                                     \
    return real(to_fopen(path, mode, buffer), mode);                           \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define FREOPEN(name)                                                          \
  FILE *name(const char *path, const char *mode, FILE *stream) {               \
    REAL_ONLY(name);                                                           \
    char buffer[PATH_MAX];                                                     \
    return real(path ? to_fopen(path, mode, buffer) : path, mode, stream);     \
  }
FREOPEN(freopen)
FREOPEN(freopen64)

/* type NAME(path, ...): the rest as it is. */
#define FIRST(name, parameters, arguments)                                     \
  int name parameters {                                                        \
    REAL_ONLY(name);                                                           \
    char buffer[PATH_MAX];                                                     \
    return real arguments;                                                     \
  }
#define PATH place(path, buffer)

FIRST(mkdir, (const char *path, mode_t mode), (PATH, mode))
FIRST(mkdirat, (int folder, const char *path, mode_t mode),
      (folder, PATH, mode))
FIRST(rmdir, (const char *path), (PATH))
FIRST(unlink, (const char *path), (PATH))
FIRST(unlinkat, (int folder, const char *path, int flags),
      (folder, PATH, flags))
FIRST(remove, (const char *path), (PATH))
FIRST(truncate, (const char *path, off_t size),
      (to_open(AT_FDCWD, path, O_RDWR, buffer), size))
FIRST(chmod, (const char *path, mode_t mode),
      (to_open(AT_FDCWD, path, O_RDWR, buffer), mode))
FIRST(fchmodat, (int folder, const char *path, mode_t mode, int flags),
      (folder, to_open(folder, path, O_RDWR, buffer), mode, flags))
FIRST(utimes, (const char *path, const struct timeval times[2]),
      (to_open(AT_FDCWD, path, O_RDWR, buffer), times))
FIRST(utimensat,
      (int folder, const char *path, const struct timespec times[2], int flags),
      (folder, to_open(folder, path, O_RDWR, buffer), times, flags))

#define SECOND(name, parameters, arguments)                                    \
  int name parameters {                                                        \
    REAL_ONLY(name);                                                           \
    char buffer[PATH_MAX], second[PATH_MAX];                                   \
    return real arguments;                                                     \
  }
#define TO place(to, second)

SECOND(rename, (const char *path, const char *to), (PATH, TO))
SECOND(renameat, (int folder, const char *path, int other, const char *to),
       (folder, PATH, other, TO))
SECOND(renameat2,
       (int folder, const char *path, int other, const char *to,
        unsigned int flags),
       (folder, PATH, other, TO, flags))
SECOND(link, (const char *path, const char *to), (PATH, TO))
SECOND(linkat,
       (int folder, const char *path, int other, const char *to, int flags),
       (folder, PATH, other, TO, flags))
/* What a link names is looked up by the kernel, so it is a path of the tree. */
SECOND(symlink, (const char *path, const char *to), (PATH, TO))
SECOND(symlinkat, (const char *path, int folder, const char *to),
       (PATH, folder, TO))

/* Nobody else is there to own a file. */
int chown(const char *path, uid_t user, gid_t group) {
  return (void)path, (void)user, (void)group, 0;
}
int lchown(const char *path, uid_t user, gid_t group) {
  return (void)path, (void)user, (void)group, 0;
}
int fchown(int file, uid_t user, gid_t group) {
  return (void)file, (void)user, (void)group, 0;
}
int fchownat(int folder, const char *path, uid_t user, gid_t group, int flags) {
  return (void)folder, (void)path, (void)user, (void)group, (void)flags, 0;
}

/* These write the name that they chose into the given one: its last letters. */
#define TEMPORARY(type, name, parameters, arguments)                           \
  type name parameters {                                                       \
    REAL_ONLY(name);                                                           \
    char buffer[PATH_MAX];                                                     \
    char *to = (char *)place(path, buffer);                                    \
    type result = real arguments;                                              \
    if (to != path)                                                            \
      strcpy(strrchr(path, '/'), strrchr(to, '/'));                            \
    return result;                                                             \
  }
TEMPORARY(int, mkstemp, (char *path), (to))
TEMPORARY(int, mkstemp64, (char *path), (to))
TEMPORARY(int, mkostemp, (char *path, int flags), (to, flags))
TEMPORARY(int, mkostemp64, (char *path, int flags), (to, flags))
TEMPORARY(int, mkstemps, (char *path, int length), (to, length))
TEMPORARY(int, mkstemps64, (char *path, int length), (to, length))
TEMPORARY(int, mkostemps, (char *path, int length, int flags),
          (to, length, flags))
char *mkdtemp(char *path) {
  REAL_ONLY(mkdtemp);
  char buffer[PATH_MAX];
  char *to = (char *)place(path, buffer);
  char *result = real(to);
  if (result && to != path) {
    strcpy(strrchr(path, '/'), strrchr(to, '/'));
    return path;
  }
  return result;
}

static time_t now(void) {
  const char *seconds = getenv("SOURCE_DATE_EPOCH");
  return seconds ? (time_t)strtoll(seconds, NULL, 10) : 1;
}
time_t time(time_t *to) { return to ? *to = now() : now(); }
int gettimeofday(struct timeval *restrict to, void *restrict zone) {
  (void)zone;
  *to = (struct timeval){.tv_sec = now()};
  return 0;
}
int clock_gettime(clockid_t clock, struct timespec *to) {
  REAL_ONLY(clock_gettime);
  if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
    return real(clock, to);
  *to = (struct timespec){.tv_sec = now()};
  return 0;
}
