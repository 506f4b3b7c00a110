/* XXH64, the 64-bit hash of the xxHash fast digest algorithm specification, version 0.2.0. */
#ifndef HPDS_CHECKSUM_XXH64_H
#define HPDS_CHECKSUM_XXH64_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint64_t lane[4];         /* the four accumulators */
    uint64_t seed;            /* kept for messages shorter than one stripe */
    uint64_t total;           /* bytes seen */
    unsigned char stripe[32]; /* the last total % 32 bytes, not yet accumulated */
} hpds_xxh64_state;

void hpds_xxh64_reset(hpds_xxh64_state* state, uint64_t seed);

void hpds_xxh64_update(hpds_xxh64_state* state, const void* data, size_t size);

/* The hash of the bytes seen so far; the state may be updated further. */
uint64_t hpds_xxh64_digest(const hpds_xxh64_state* state);

#ifdef __cplusplus
}
#endif

#endif
