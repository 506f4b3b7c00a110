/* Debian's places for programs of Debian that are in the Nix store.
 *
 * A program names /usr/share/NAME, /usr/lib/NAME or /etc/NAME, which only
 * Debian has. Loaded before it (LD_PRELOAD), this library gives the functions
 * that take a path the file of that name below one of the folders in
 * DEBPKGS_PLACES, where there is one. What is written goes where the program
 * says. Children inherit both variables. The same holds for a file that a
 * program looks for in its own package of the store, and that is in another.
 *
 * DEBPKGS_PLACES is a list of trees as in nixpkgs: bin, etc, lib, libexec,
 * share, var; parted by colons, the first that has the file wins.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "interpose.h"
#include "places.h"

/* As the program was started: it may change its environment later. */
static char places[1 << 16];

__attribute__((constructor)) static void start(void) {
  const char *value = getenv("DEBPKGS_PLACES");
  if (value && strlen(value) < sizeof places)
    strcpy(places, value);
}

/* Whether a path is there, be it a link to nothing. By number: the functions of
 * these names are among those below. */
static int is_there(const char *path) {
  char first;
  return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0 ||
         syscall(SYS_readlinkat, AT_FDCWD, path, &first, 1) == 1;
}

/* The packages that the trees are made of: a line each, with one before. */
static char parts[1 << 18];

static void read_parts(void) {
  size_t length = 0;
  parts[length++] = '\n';
  for (const char *tree = places; *tree;) {
    char path[PATH_MAX];
    size_t size = strcspn(tree, ":");
    int file = -1;
    if (snprintf(path, sizeof path, "%.*s/nix-support/parts", (int)size, tree) <
        PATH_MAX)
      file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
      ssize_t count;
      while ((count = read(file, parts + length, sizeof parts - 1 - length)) >
             0)
        length += (size_t)count;
      close(file);
    }
    tree += size + (tree[size] == ':');
  }
}

/* What comes after the package in the path of a file of a part, or NULL. */
static const char *rest_of_part(const char *path) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  size_t length = package_length(path);
  char line[PATH_MAX];
  if (!length || length + 3 > sizeof line)
    return NULL;
  pthread_once(&once, read_parts);
  snprintf(line, sizeof line, "\n%.*s\n", (int)length, path);
  return strstr(parts, line) ? path + length : NULL;
}

/* The path to use for a path; `buffer` has PATH_MAX bytes. What a package of
 * Debian looks for where it is itself may be in another package of the trees;
 * of a folder they have all. */
static const char *place_of(const char *path, char *buffer, int is_folder) {
  if (!path || path[0] != '/' || !places[0])
    return path;
  /* Such a folder of the host, where it has one, is more than Debian's. */
  if (is_shared(path) && is_there(path))
    return path;
  const char *rest = NULL;
  if (package_length(path) && (is_folder || !is_there(path)))
    rest = rest_of_part(path);
  for (const char *tree = places; *tree;) {
    size_t size = strcspn(tree, ":");
    int found = rest ? snprintf(buffer, PATH_MAX, "%.*s%s", (int)size, tree,
                                rest) < PATH_MAX
                     : in_tree(path, tree, size, buffer);
    if (found && is_there(buffer))
      return buffer;
    tree += size + (tree[size] == ':');
  }
  return path;
}

static const char *place(const char *path, char *buffer) {
  return place_of(path, buffer, 0);
}

#define REAL(name)                                                             \
  REAL_ONLY(name);                                                             \
  char buffer[PATH_MAX]

static int writes(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

#define OPEN(name)                                                             \
  int name(const char *path, int flags, ...) {                                 \
    REAL(name);                                                                \
    MODE(flags)                                                                \
    return real(writes(flags) ? path : place(path, buffer), flags, mode);      \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                           \
  int name(int folder, const char *path, int flags, ...) {                     \
    REAL(name);                                                                \
    MODE(flags)                                                                \
    return real(folder, writes(flags) ? path : place(path, buffer), flags,     \
                mode);                                                         \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name)                                                            \
  FILE *name(const char *path, const char *mode) {                             \
    REAL(name);                                                                \
    return real(mode[0] == 'r' && !strchr(mode, '+') ? place(path, buffer)     \
                                                     : path,                   \
                mode);                                                         \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define FREOPEN(name)                                                          \
  FILE *name(const char *path, const char *mode, FILE *stream) {               \
    REAL(name);                                                                \
    return real(mode[0] == 'r' && !strchr(mode, '+') ? place(path, buffer)     \
                                                     : path,                   \
                mode, stream);                                                 \
  }
FREOPEN(freopen)
FREOPEN(freopen64)

/* type NAME(path, ...): the rest as it is. */
#define FIRST(type, name, parameters, arguments)                               \
  type name parameters {                                                       \
    REAL(name);                                                                \
    return real arguments;                                                     \
  }
#define PATH place(path, buffer)

FIRST(int, stat, (const char *restrict path, struct stat *restrict to),
      (PATH, to))
FIRST(int, stat64, (const char *restrict path, struct stat64 *restrict to),
      (PATH, to))
FIRST(int, lstat, (const char *restrict path, struct stat *restrict to),
      (PATH, to))
FIRST(int, lstat64, (const char *restrict path, struct stat64 *restrict to),
      (PATH, to))
FIRST(int, fstatat,
      (int folder, const char *restrict path, struct stat *restrict to,
       int flags),
      (folder, PATH, to, flags))
FIRST(int, fstatat64,
      (int folder, const char *restrict path, struct stat64 *restrict to,
       int flags),
      (folder, PATH, to, flags))
FIRST(int, statx,
      (int folder, const char *restrict path, int flags, unsigned mask,
       struct statx *restrict to),
      (folder, PATH, flags, mask, to))
FIRST(int, access, (const char *path, int mode), (PATH, mode))
FIRST(int, eaccess, (const char *path, int mode), (PATH, mode))
FIRST(int, euidaccess, (const char *path, int mode), (PATH, mode))
FIRST(int, faccessat, (int folder, const char *path, int mode, int flags),
      (folder, PATH, mode, flags))
FIRST(ssize_t, getxattr,
      (const char *path, const char *name, void *to, size_t size),
      (PATH, name, to, size))
FIRST(ssize_t, lgetxattr,
      (const char *path, const char *name, void *to, size_t size),
      (PATH, name, to, size))
FIRST(ssize_t, listxattr, (const char *path, char *to, size_t size),
      (PATH, to, size))
FIRST(ssize_t, llistxattr, (const char *path, char *to, size_t size),
      (PATH, to, size))
FIRST(DIR *, opendir, (const char *path), (place_of(path, buffer, 1)))
FIRST(int, scandir,
      (const char *restrict path, struct dirent ***restrict to,
       int (*filter)(const struct dirent *),
       int (*compare)(const struct dirent **, const struct dirent **)),
      (place_of(path, buffer, 1), to, filter, compare))
FIRST(int, chdir, (const char *path), (PATH))
FIRST(ssize_t, readlink,
      (const char *restrict path, char *restrict to, size_t size),
      (PATH, to, size))
FIRST(ssize_t, readlinkat,
      (int folder, const char *restrict path, char *restrict to, size_t size),
      (folder, PATH, to, size))
FIRST(char *, realpath, (const char *restrict path, char *restrict to),
      (PATH, to))
FIRST(char *, canonicalize_file_name, (const char *path), (PATH))
FIRST(int, execv, (const char *path, char *const arguments[]),
      (PATH, arguments))
FIRST(int, execve,
      (const char *path, char *const arguments[], char *const variables[]),
      (PATH, arguments, variables))
FIRST(int, execvp, (const char *path, char *const arguments[]),
      (PATH, arguments))
FIRST(int, execvpe,
      (const char *path, char *const arguments[], char *const variables[]),
      (PATH, arguments, variables))
FIRST(int, posix_spawn,
      (pid_t *restrict child, const char *restrict path,
       const posix_spawn_file_actions_t *restrict actions,
       const posix_spawnattr_t *restrict settings,
       char *const arguments[restrict], char *const variables[restrict]),
      (child, PATH, actions, settings, arguments, variables))
FIRST(int, posix_spawnp,
      (pid_t *restrict child, const char *restrict path,
       const posix_spawn_file_actions_t *restrict actions,
       const posix_spawnattr_t *restrict settings,
       char *const arguments[restrict], char *const variables[restrict]),
      (child, PATH, actions, settings, arguments, variables))

/* The dynamic linker looks along the run path of whoever calls dlopen, by its
 * return address: this has to end in a jump, so it has no buffer of its own. */
static _Thread_local char library[PATH_MAX];
static __typeof__(dlopen) *real_dlopen;

__attribute__((noinline)) static const char *library_place(const char *path) {
  if (!real_dlopen)
    real_dlopen = (__typeof__(dlopen) *)dlsym(RTLD_NEXT, "dlopen");
  return place(path, library);
}

void *dlopen(const char *path, int flags) {
  const char *found = library_place(path);
  return real_dlopen(found, flags);
}

/* What gcc makes of three of those with _FORTIFY_SOURCE. */
char *__realpath_chk(const char *, char *, size_t);
ssize_t __readlink_chk(const char *, char *, size_t, size_t);
ssize_t __readlinkat_chk(int, const char *, char *, size_t, size_t);
FIRST(char *, __realpath_chk, (const char *path, char *to, size_t size),
      (PATH, to, size))
FIRST(ssize_t, __readlink_chk,
      (const char *path, char *to, size_t size, size_t room),
      (PATH, to, size, room))
FIRST(ssize_t, __readlinkat_chk,
      (int folder, const char *path, char *to, size_t size, size_t room),
      (folder, PATH, to, size, room))

/* What programs that were compiled for a glibc before 2.33 call. */
#define XSTAT(name, type)                                                      \
  int name(int, const char *, struct type *);                                  \
  FIRST(int, name, (int version, const char *path, struct type *to),           \
        (version, PATH, to))
XSTAT(__xstat, stat)
XSTAT(__xstat64, stat64)
XSTAT(__lxstat, stat)
XSTAT(__lxstat64, stat64)

/* glibc's own calls of exec from these do not pass through the functions above.
 */
#define LIST(first, list)                                                      \
  va_list more;                                                                \
  size_t count = 1;                                                            \
  va_start(more, first);                                                       \
  while (va_arg(more, char *))                                                 \
    count++;                                                                   \
  va_end(more);                                                                \
  char *list[count + 1];                                                       \
  list[0] = (char *)first;                                                     \
  va_start(more, first);                                                       \
  for (size_t i = 1; i <= count; i++)                                          \
  list[i] = va_arg(more, char *)

int execl(const char *path, const char *first, ...) {
  LIST(first, arguments);
  va_end(more);
  return execv(path, arguments);
}
int execlp(const char *path, const char *first, ...) {
  LIST(first, arguments);
  va_end(more);
  return execvp(path, arguments);
}
int execle(const char *path, const char *first, ...) {
  LIST(first, arguments);
  char *const *variables = va_arg(more, char *const *);
  va_end(more);
  return execve(path, arguments, variables);
}

/* A shell that does not see Debian's places may be the host's /bin/sh: a static
 * one, as in Nix' sandbox. So that one starts the shell of the trees.
 * The caller frees the text. */
static char *by_shell(const char *command) {
  char buffer[PATH_MAX];
  const char *shell = place("/bin/sh", buffer);
  if (shell != buffer)
    return NULL;
  size_t quotes = 0;
  for (const char *at = command; *at; at++)
    quotes += *at == '\'';
  char *text = malloc(strlen(command) + 3 * quotes + strlen(shell) + 20), *to;
  if (!text)
    return NULL;
  to = text + sprintf(text, "exec %s -c '", shell);
  for (const char *at = command; *at; at++)
    if (*at == '\'')
      to += sprintf(to, "'\\''");
    else
      *to++ = *at;
  strcpy(to, "'");
  return text;
}

int system(const char *command) {
  REAL_ONLY(system);
  char *text = command ? by_shell(command) : NULL;
  int status = real(text ? text : command);
  free(text);
  return status;
}
FILE *popen(const char *command, const char *mode) {
  REAL_ONLY(popen);
  char *text = by_shell(command);
  FILE *stream = real(text ? text : command, mode);
  free(text);
  return stream;
}
