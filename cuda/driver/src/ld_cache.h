/* The host's /etc/ld.so.cache, format "glibc-ld.so.cache1.1", alone or after the older format. */
#ifndef DRIVER_LD_CACHE_H
#define DRIVER_LD_CACHE_H

#include <stdbool.h>
#include <stddef.h>

typedef void ld_cache_visit(void* context, const char* path);

/* Visit the path of each entry of library NAME in the cache's BYTES, in its order.
 * False where the bytes are not such a cache. An entry that points outside is passed over. */
bool ld_cache_each(const char* bytes, size_t size, const char* name, ld_cache_visit* visit,
                   void* context);

#endif
