/* Debian's places and where a tree as in nixpkgs has them: for places.c and
 * made.c.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#ifndef TRIPLET
#error "TRIPLET: Debian's name of this machine"
#endif
#ifndef STORE
#error "STORE: the folder of Nix packages"
#endif

static const struct {
  const char *debian, *tree;
} table[] = {
    {"/usr/lib/" TRIPLET "/", "lib/"},
    {"/lib/" TRIPLET "/", "lib/"},
    {"/usr/lib/", "lib/"},
    {"/lib/", "lib/"},
    {"/usr/share/", "share/"},
    {"/usr/libexec/", "libexec/"},
    {"/usr/bin/", "bin/"},
    {"/bin/", "bin/"},
    {"/usr/sbin/", "bin/"},
    {"/sbin/", "bin/"},
    {"/usr/games/", "bin/"},
    {"/etc/", "etc/"},
    {"/var/cache/", "var/cache/"},
    {"/var/lib/", "var/lib/"},
    {"/var/log/", "var/log/"},
};

/* The length of the package's path that a path of the store begins with. */
static inline size_t package_length(const char *path) {
  if (strncmp(path, STORE "/", sizeof STORE) != 0)
    return 0;
  size_t length = sizeof STORE + strcspn(path + sizeof STORE, "/");
  return path[length] && path[length + 1] ? length : 0;
}

/* The index in the table of a path of Debian, or that after the last one. */
static inline size_t entry_of(const char *path) {
  size_t i = 0, count = sizeof table / sizeof *table;
  /* Also of the folder itself: /usr/share. */
  while (i < count &&
         (strncmp(path, table[i].debian, strlen(table[i].debian) - 1) != 0 ||
          !strchr("/", path[strlen(table[i].debian) - 1])))
    i++;
  return i;
}

/* Whether a path is a folder that all packages share. */
static inline int is_shared(const char *path) {
  size_t i = entry_of(path);
  return i < sizeof table / sizeof *table &&
         strlen(path) <= strlen(table[i].debian);
}

/* Write the path that `tree` has for a path of Debian; it may be long. */
static inline int in_tree(const char *path, const char *tree, size_t size,
                          char *buffer) {
  size_t i = entry_of(path);
  if (i == sizeof table / sizeof *table)
    return 0;
  size_t length = strlen(table[i].debian);
  const char *rest = strlen(path) > length ? path + length : "";
  return snprintf(buffer, PATH_MAX, "%.*s/%s%s", (int)size, tree, table[i].tree,
                  rest) < PATH_MAX;
}
