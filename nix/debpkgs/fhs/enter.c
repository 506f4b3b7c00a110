/* Start a program in a root of its own:
 *
 *   enter [--configure] MOUNT ROOT PROGRAM ARGUMENT...
 *
 * ROOT has a Debian's usr, etc and var. The program sees it as /, together with
 * the machine's other folders (home, nix, tmp, proc, dev, ...). No process is
 * started besides: this one becomes the program.
 *
 * MOUNT is an empty folder, for the new root. usr and what else ROOT has is
 * read-only. etc and var are new folders in memory, with links to ROOT's files:
 * programs may write there, and it is gone when they end.
 *
 * With --configure the program writes to ROOT itself, and seems to be root.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *program = "enter";

__attribute__((noreturn, format(printf, 1, 2))) static void
fail(const char *format, ...) {
  va_list rest;
  int error = errno;
  va_start(rest, format);
  fprintf(stderr, "%s: ", program);
  vfprintf(stderr, format, rest);
  va_end(rest);
  fprintf(stderr, ": %s\n", strerror(error));
  exit(126);
}

/* The whole path of a file in a folder, in memory of its own. */
static char *join(const char *folder, const char *name) {
  char *path;
  if (asprintf(&path, "%s/%s", folder, name) < 0)
    fail("no memory");
  return path;
}

static int setting(const char *path) {
  int value = -1;
  FILE *file = fopen(path, "re");
  if (file) {
    if (fscanf(file, "%d", &value) != 1)
      value = -1;
    fclose(file);
  }
  return value;
}

/* User namespaces are switched off in many ways: say which it is. */
__attribute__((noreturn)) static void not_permitted(const char *what) {
  int error = errno;
  const char *remedy =
      "in a container, start it with the right to make them (docker run "
      "--security-opt seccomp=unconfined --security-opt "
      "apparmor=unconfined); elsewhere ask who runs this machine";
  if (setting("/proc/sys/kernel/unprivileged_userns_clone") == 0)
    remedy = "switch them on: sysctl kernel.unprivileged_userns_clone=1";
  else if (setting("/proc/sys/user/max_user_namespaces") == 0)
    remedy = "switch them on: sysctl user.max_user_namespaces=10000";
  else if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") ==
           1)
    remedy = "switch them on: sysctl "
             "kernel.apparmor_restrict_unprivileged_userns=0";
  fprintf(stderr,
          "%s: %s: %s; it needs user namespaces, which are not permitted here; "
          "%s\n",
          program, what, strerror(error), remedy);
  exit(126);
}

static void write_file(const char *path, const char *format, ...) {
  va_list rest;
  int file = open(path, O_WRONLY | O_CLOEXEC);
  va_start(rest, format);
  if (file < 0 || vdprintf(file, format, rest) < 0)
    not_permitted(path);
  va_end(rest);
  close(file);
}

/* Mounts that nobody else sees. Who may make them as it is stays as it is: root
 * has all users of the machine. */
static void unshare_mounts(bool as_root) {
  uid_t uid = getuid();
  gid_t gid = getgid();
  if (as_root || unshare(CLONE_NEWNS) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
      not_permitted("unshare");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "%u %u 1", as_root ? 0 : uid, uid);
    write_file("/proc/self/gid_map", "%u %u 1", as_root ? 0 : gid, gid);
  }
  if (mount("none", "/", NULL, MS_REC | MS_SLAVE, NULL) != 0)
    not_permitted("mount");
}

static void bind_folder(const char *from, const char *to, bool may_write) {
  struct statvfs flags;
  unsigned long kept = 0;
  if (mkdir(to, 0755) != 0 && errno != EEXIST)
    fail("%s", to);
  if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) != 0)
    fail("mount of %s", from);
  if (may_write)
    return;
  if (statvfs(to, &flags) != 0)
    fail("%s", to);
  /* What the machine has forbidden there stays so. */
  kept |= flags.f_flag & ST_NOSUID ? MS_NOSUID : 0;
  kept |= flags.f_flag & ST_NODEV ? MS_NODEV : 0;
  kept |= flags.f_flag & ST_NOEXEC ? MS_NOEXEC : 0;
  kept |= flags.f_flag & ST_NOATIME ? MS_NOATIME : 0;
  kept |= flags.f_flag & ST_NODIRATIME ? MS_NODIRATIME : 0;
  kept |= flags.f_flag & ST_RELATIME ? MS_RELATIME : 0;
  if (mount(NULL, to, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | kept, NULL) != 0)
    fail("mount of %s, read-only", from);
}

static void copy_link(const char *from, const char *to) {
  char target[PATH_MAX];
  ssize_t size = readlink(from, target, sizeof target - 1);
  if (size < 0)
    fail("%s", from);
  target[size] = '\0';
  if (symlink(target, to) != 0 && errno != EEXIST)
    fail("%s", to);
}

/* A folder with links to the files of another, which is seen as `shown`. */
static void mirror(const char *from, const char *shown, const char *to) {
  DIR *folder = opendir(from);
  if (mkdir(to, 0755) != 0 && errno != EEXIST)
    fail("%s", to);
  if (!folder)
    return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
      continue;
    char *source = join(from, entry->d_name), *target = join(to, entry->d_name);
    char *seen = join(shown, entry->d_name);
    struct stat found;
    if (lstat(source, &found) != 0)
      fail("%s", source);
    if (S_ISDIR(found.st_mode))
      mirror(source, seen, target);
    else if (S_ISLNK(found.st_mode))
      copy_link(source, target);
    else if (symlink(seen, target) != 0 && errno != EEXIST)
      fail("%s", target);
    free(source);
    free(target);
    free(seen);
  }
  closedir(folder);
}

/* What programs ask of the machine they run on. Its etc is seen as /.host-etc:
 * these may be links (../run/systemd/resolve/...) and be replaced. */
static void machine_files(const char *root, const char *etc) {
  static const char *const names[] = {
      "group",      "host.conf",   "hostname", "hosts",    "localtime",
      "machine-id", "resolv.conf", "passwd",   "timezone",
  };
  char *host = join(root, ".host-etc");
  bind_folder("/etc", host, true);
  free(host);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char *from = join("/.host-etc", names[i]), *to = join(etc, names[i]);
    char *there = join("/etc", names[i]);
    if (access(there, F_OK) == 0) {
      unlink(to);
      if (symlink(from, to) != 0)
        fail("%s", to);
    }
    free(from);
    free(to);
    free(there);
  }
}

static bool is_own(const char *name) {
  return !strcmp(name, "etc") || !strcmp(name, "var");
}

/* A folder of ROOT: usr, etc, ... */
static void show_own(const char *from, const char *to, const char *name,
                     bool configures) {
  if (configures || !is_own(name)) {
    bind_folder(from, to, configures);
    return;
  }
  char *shown = join("/.root", name);
  mirror(from, shown, to);
  free(shown);
}

/* The entries of a folder in the new root, if that has none of their name. */
static void show(const char *from, const char *root, bool configures,
                 bool is_machine) {
  DIR *folder = opendir(*from ? from : "/");
  if (!folder)
    fail("%s", from);
  for (struct dirent *entry; (entry = readdir(folder));) {
    const char *name = entry->d_name;
    if (!strcmp(name, ".") || !strcmp(name, ".."))
      continue;
    char *source = join(from, name), *target = join(root, name);
    struct stat found, there;
    if (lstat(source, &found) == 0 && lstat(target, &there) != 0) {
      if (S_ISLNK(found.st_mode))
        copy_link(source, target);
      else if (S_ISDIR(found.st_mode) && is_machine && !is_own(name))
        bind_folder(source, target, true);
      else if (S_ISDIR(found.st_mode) && !is_machine)
        show_own(source, target, name, configures);
    }
    free(source);
    free(target);
  }
  closedir(folder);
}

int main(int count, char **words) {
  bool configures = count > 1 && !strcmp(words[1], "--configure");
  char **rest = words + (configures ? 2 : 1);
  if (count < (configures ? 5 : 4)) {
    fprintf(stderr,
            "use: enter [--configure] MOUNT ROOT PROGRAM ARGUMENT...\n");
    return 126;
  }
  const char *new_root = rest[0], *root = rest[1];
  char **command = rest + 2;
  char *here = getcwd(NULL, 0);
  if (getenv("FHS_ENV_NAME"))
    program = getenv("FHS_ENV_NAME");

  unshare_mounts(configures);
  if (mount("tmpfs", new_root, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0)
    not_permitted("mount");
  show(root, new_root, configures, false);
  char *etc = join(new_root, "etc"), *var = join(new_root, "var");
  mirror("/nowhere", "/nowhere", etc);
  mirror("/nowhere", "/nowhere", var);
  if (!configures) {
    /* Read-only: links to the store itself would let root write there. */
    char *own = join(new_root, ".root");
    bind_folder(root, own, false);
    free(own);
    machine_files(new_root, etc);
  }
  show("", new_root, configures, true);

  char *old = join(new_root, ".old");
  if (mkdir(old, 0700) != 0 || syscall(SYS_pivot_root, new_root, old) != 0 ||
      chdir("/") != 0)
    fail("pivot_root");
  if (umount2("/.old", MNT_DETACH) != 0 || rmdir("/.old") != 0)
    fail("umount");
  /* A folder below /usr or /var of the machine is not there. */
  if (!here || chdir(here) != 0) {
    const char *home = getenv("HOME");
    if (!home || chdir(home) != 0)
      if (chdir("/") != 0)
        fail("/");
  }
  execvp(command[0], command);
  fail("%s", command[0]);
}
