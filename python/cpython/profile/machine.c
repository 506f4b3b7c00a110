/* The machine as a training run sees it, preloaded: the same on every kernel,
 * file system and processor, at any time.
 *
 * What a program gets to know of these becomes Python objects - the digits of
 * an inode, the hash of an address, a buffer of st_blksize bytes - and each of
 * them takes another branch, which is counted.
 */
#define _FILE_OFFSET_BITS 64 /* as CPython: stat is stat64 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define REAL(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))
#define START 1000000000 /* seconds since 1970 */

static void stop(const char *what) {
  fprintf(stderr, "error: training: %s; enlarge it in machine.c\n", what);
  abort();
}

/* Memory. Kernels differ in where they map; malloc's own heap starts behind the
 * program, which has a fixed place. */

__attribute__((constructor)) static void no_mapped_blocks(void) {
  mallopt(M_MMAP_MAX, 0);
}

void *mmap(void *address, size_t length, int protection, int flags, int file,
           off_t offset) {
  static uintptr_t next = UINT64_C(0x100000000000);
  if (address == NULL && flags & MAP_ANONYMOUS) {
    address = (void *)next;
    flags |= MAP_FIXED_NOREPLACE;
    next += (length + 0xfffff) & ~(uintptr_t)0xfffff;
  }
  return (void *)syscall(SYS_mmap, address, length, protection, flags, file,
                         offset);
}

/* Time goes on by a microsecond a look. */

static long ticks;

int clock_gettime(clockid_t clock, struct timespec *now) {
  (void)clock;
  ticks++;
  *now = (struct timespec){START + ticks / 1000000, ticks % 1000000 * 1000 + 1};
  return 0;
}

time_t time(time_t *now) {
  if (now)
    *now = START;
  return START;
}

/* Who runs it, and chance. */

pid_t getpid(void) { return 1000; }
uid_t getuid(void) { return 1000; }
uid_t geteuid(void) { return 1000; }
gid_t getgid(void) { return 1000; }
gid_t getegid(void) { return 1000; }
pthread_t pthread_self(void) { return 1000; }

void arc4random_buf(void *buffer, size_t length) {
  static uint32_t state = 1;
  for (size_t i = 0; i < length; i++)
    ((uint8_t *)buffer)[i] = (state = state * 1664525 + 1013904223) >> 24;
}

ssize_t getrandom(void *buffer, size_t length, unsigned flags) {
  (void)flags;
  arc4random_buf(buffer, length);
  return (ssize_t)length;
}

/* Only asked for the thread's number; the rest is passed on. */
long syscall(long number, ...) {
  static __typeof__(&syscall) real;
  long a[6];
  va_list arguments;
  if (number == SYS_gettid)
    return 1000;
  if (!real)
    real = REAL(syscall);
  va_start(arguments, number);
  for (int i = 0; i < 6; i++)
    a[i] = va_arg(arguments, long);
  va_end(arguments);
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Files: numbered in the order in which they are seen. */

static ino_t number(dev_t device, ino_t inode) {
  static struct {
    dev_t device;
    ino_t inode;
  } seen[8192];
  static ino_t count;
  ino_t i = 0;
  while (i < count && (seen[i].device != device || seen[i].inode != inode))
    i++;
  if (i == sizeof seen / sizeof *seen)
    stop("more files than the table has place for");
  if (i == count)
    seen[count].device = device, seen[count++].inode = inode;
  return 1000 + i;
}

static int seen_as(int result, struct stat *file) {
  struct timespec then = {START, 1};
  if (result)
    return result;
  file->st_ino = number(file->st_dev, file->st_ino);
  file->st_dev = file->st_nlink = 1;
  file->st_uid = file->st_gid = 1000;
  file->st_blksize = 4096;
  if (!S_ISREG(file->st_mode))
    file->st_size = 4096;
  file->st_blocks = (file->st_size + 511) / 512;
  file->st_atim = file->st_mtim = file->st_ctim = then;
  return 0;
}

int stat(const char *path, struct stat *file) {
  return seen_as(REAL(stat)(path, file), file);
}
int lstat(const char *path, struct stat *file) {
  return seen_as(REAL(lstat)(path, file), file);
}
int fstat(int open, struct stat *file) {
  return seen_as(REAL(fstat)(open, file), file);
}
int fstatat(int folder, const char *path, struct stat *file, int flags) {
  return seen_as(REAL(fstatat)(folder, path, file, flags), file);
}

/* Folders: in the order of names. */

static struct listing {
  DIR *folder;
  struct dirent *entries;
  size_t count, next;
} listings[16];

static struct listing *listing_of(DIR *folder) {
  for (struct listing *l = listings; l < listings + 16; l++)
    if (l->folder == folder)
      return l;
  return NULL;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const struct dirent *)a)->d_name,
                ((const struct dirent *)b)->d_name);
}

struct dirent *readdir(DIR *folder) {
  struct listing *l = listing_of(folder);
  if (!l) {
    struct dirent *entry;
    if (!(l = listing_of(NULL)))
      stop("more open folders than the table has place for");
    *l = (struct listing){.folder = folder,
                          .entries = malloc(4096 * sizeof *entry)};
    while ((entry = REAL(readdir)(folder))) {
      if (l->count == 4096)
        stop("a folder with more files than a list has place for");
      memcpy(&l->entries[l->count], entry, entry->d_reclen);
      l->entries[l->count++].d_ino = 1000;
    }
    qsort(l->entries, l->count, sizeof *entry, by_name);
  }
  return l->next < l->count ? &l->entries[l->next++] : NULL;
}

int closedir(DIR *folder) {
  struct listing *l = listing_of(folder);
  if (l)
    free(l->entries), *l = (struct listing){0};
  return REAL(closedir)(folder);
}
