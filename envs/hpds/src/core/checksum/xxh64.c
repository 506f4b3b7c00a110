#include "xxh64.h"

#include <string.h>

enum { STRIPE = 32 };

static const uint64_t prime1 = 0x9E3779B185EBCA87u;
static const uint64_t prime2 = 0xC2B2AE3D27D4EB4Fu;
static const uint64_t prime3 = 0x165667B19E3779F9u;
static const uint64_t prime4 = 0x85EBCA77C2B2AE63u;
static const uint64_t prime5 = 0x27D4EB2F165667C5u;

static uint64_t rotate(uint64_t value, int bits) {
    return value << bits | value >> (64 - bits);
}

static uint64_t load(const unsigned char* p, int bytes) {
    uint64_t value = 0; /* little-endian on every machine; compilers make one load of this */
    for (int i = 0; i < bytes; ++i) {
        value |= (uint64_t)p[i] << (8 * i);
    }
    return value;
}

static uint64_t mixed(uint64_t lane, uint64_t input) {
    return rotate(lane + input * prime2, 31) * prime1;
}

static uint64_t merged(uint64_t hash, uint64_t lane) {
    return (hash ^ mixed(0, lane)) * prime1 + prime4;
}

static const unsigned char* accumulate(uint64_t lane[4], const unsigned char* p, size_t stripes) {
    uint64_t a = lane[0], b = lane[1], c = lane[2], d = lane[3];
    for (; stripes > 0; --stripes, p += STRIPE) {
        a = mixed(a, load(p, 8));
        b = mixed(b, load(p + 8, 8));
        c = mixed(c, load(p + 16, 8));
        d = mixed(d, load(p + 24, 8));
    }
    lane[0] = a, lane[1] = b, lane[2] = c, lane[3] = d;
    return p;
}

void hpds_xxh64_reset(hpds_xxh64_state* state, uint64_t seed) {
    memset(state, 0, sizeof *state);
    state->seed = seed;
    state->lane[0] = seed + prime1 + prime2;
    state->lane[1] = seed + prime2;
    state->lane[2] = seed;
    state->lane[3] = seed - prime1;
}

void hpds_xxh64_update(hpds_xxh64_state* state, const void* data, size_t size) {
    const unsigned char* p = data;
    const size_t held = state->total % STRIPE;
    if (size == 0) {
        return; /* data may be NULL, which memcpy must not see */
    }
    state->total += size;
    if (held > 0) {
        const size_t wanted = STRIPE - held;
        if (size < wanted) {
            memcpy(state->stripe + held, p, size);
            return;
        }
        memcpy(state->stripe + held, p, wanted);
        accumulate(state->lane, state->stripe, 1);
        p += wanted;
        size -= wanted;
    }
    p = accumulate(state->lane, p, size / STRIPE);
    memcpy(state->stripe, p, size % STRIPE);
}

static uint64_t finished(uint64_t hash, const unsigned char* p, size_t size) {
    for (; size >= 8; p += 8, size -= 8) {
        hash = rotate(hash ^ mixed(0, load(p, 8)), 27) * prime1 + prime4;
    }
    if (size >= 4) {
        hash = rotate(hash ^ load(p, 4) * prime1, 23) * prime2 + prime3;
        p += 4;
        size -= 4;
    }
    for (; size > 0; ++p, --size) {
        hash = rotate(hash ^ *p * prime5, 11) * prime1;
    }
    hash = (hash ^ hash >> 33) * prime2;
    hash = (hash ^ hash >> 29) * prime3;
    return hash ^ hash >> 32;
}

uint64_t hpds_xxh64_digest(const hpds_xxh64_state* state) {
    const uint64_t* lane = state->lane;
    uint64_t hash;
    if (state->total < STRIPE) {
        hash = state->seed + prime5;
    } else {
        hash = rotate(lane[0], 1) + rotate(lane[1], 7) + rotate(lane[2], 12) + rotate(lane[3], 18);
        for (int i = 0; i < 4; ++i) {
            hash = merged(hash, lane[i]);
        }
    }
    return finished(hash + state->total, state->stripe, state->total % STRIPE);
}
