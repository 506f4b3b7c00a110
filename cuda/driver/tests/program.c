/* Load a library and print its file, then every shared library of the process.
 *
 *   program [NAME]        by default libcuda.so.1
 *
 * Exit status 3 and the dynamic linker's reason where it is not found. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>

static int print_one(struct dl_phdr_info* info, size_t size, void* context) {
    (void)size, (void)context;
    if (info->dlpi_name[0] == '/') printf("mapped %s\n", info->dlpi_name);
    return 0;
}

static void* load(void* name) {
    void* library = dlopen(name, RTLD_NOW);
    struct link_map* map;
    if (!library)
        printf("%s\n", dlerror());
    else if (!dlinfo(library, RTLD_DI_LINKMAP, &map))
        printf("loaded %s\n", map->l_name);
    return library;
}

/* In a thread with a small stack: there, too, the search has room. */
int main(int count, char** arguments) {
    pthread_attr_t attributes;
    pthread_t thread;
    void* library = NULL;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 64 << 10);
    pthread_create(&thread, &attributes, load, count > 1 ? arguments[1] : "libcuda.so.1");
    pthread_join(thread, &library);
    dl_iterate_phdr(print_one, NULL);
    return library ? 0 : 3;
}
