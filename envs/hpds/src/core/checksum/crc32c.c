#include "crc32c.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

enum {
    /* The crc32 instruction has a latency of three cycles and a throughput of one, so three
     * independent streams of LANE bytes run as fast as one. */
    LANE = 2048
};

static const uint32_t polynomial = 0x82F63B78u; /* 0x1EDC6F41 with its bits reversed */

static uint32_t slice[8][256]; /* slice[k][b]: the byte b followed by k zero bytes */
static uint32_t advance[4]
                       [256]; /* advance[k][b]: the register b << 8k moved over LANE zero bytes */

static uint32_t times(const uint32_t matrix[32], uint32_t vector) {
    uint32_t sum = 0;
    for (int bit = 0; vector != 0; ++bit, vector >>= 1) {
        if (vector & 1) {
            sum ^= matrix[bit];
        }
    }
    return sum;
}

static void init_advance(void) {
    /* The register after one zero bit is a linear map over GF(2); squaring it doubles the length.
     */
    uint32_t map[32], squared[32];
    map[0] = polynomial;
    for (int bit = 1; bit < 32; ++bit) {
        map[bit] = 1u << (bit - 1);
    }
    for (size_t bits = 1; bits < (size_t)LANE * 8; bits *= 2) {
        for (int bit = 0; bit < 32; ++bit) {
            squared[bit] = times(map, map[bit]);
        }
        memcpy(map, squared, sizeof map);
    }
    for (int byte = 0; byte < 4; ++byte) {
        for (uint32_t value = 0; value < 256; ++value) {
            advance[byte][value] = times(map, value << (8 * byte));
        }
    }
}

void hpds_crc32c_init(void) {
    for (uint32_t value = 0; value < 256; ++value) {
        uint32_t crc = value;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ (polynomial & (0u - (crc & 1)));
        }
        slice[0][value] = crc;
    }
    for (int zeros = 1; zeros < 8; ++zeros) {
        for (int value = 0; value < 256; ++value) {
            const uint32_t crc = slice[zeros - 1][value];
            slice[zeros][value] = (crc >> 8) ^ slice[0][crc & 0xFF];
        }
    }
    init_advance();
}

static uint32_t load32(const unsigned char* p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t portable(uint32_t crc, const unsigned char* p, size_t size) {
    for (; size >= 8; p += 8, size -= 8) {
        const uint32_t low = load32(p) ^ crc;
        const uint32_t high = load32(p + 4);
        crc = slice[7][low & 0xFF] ^ slice[6][low >> 8 & 0xFF] ^ slice[5][low >> 16 & 0xFF] ^
              slice[4][low >> 24] ^ slice[3][high & 0xFF] ^ slice[2][high >> 8 & 0xFF] ^
              slice[1][high >> 16 & 0xFF] ^ slice[0][high >> 24];
    }
    for (; size > 0; ++p, --size) {
        crc = (crc >> 8) ^ slice[0][(crc ^ *p) & 0xFF];
    }
    return crc;
}

#if defined(__x86_64__) || defined(__ARM_FEATURE_CRC32)

#if defined(__x86_64__)
/* The attribute, not a compiler flag, so that only these functions need the instruction. */
#define HARDWARE __attribute__((target("sse4.2")))
#define CRC_BYTE(crc, value) _mm_crc32_u8((crc), (value))
#define CRC_WORD(crc, value) ((uint32_t)_mm_crc32_u64((crc), (value)))
#else
#define HARDWARE
#define CRC_BYTE(crc, value) __crc32cb((crc), (value))
#define CRC_WORD(crc, value) __crc32cd((crc), (value))
#endif

static uint64_t load64(const unsigned char* p) {
    uint64_t value; /* both architectures are little-endian, as the CRC wants it */
    memcpy(&value, p, sizeof value);
    return value;
}

static uint32_t advanced(uint32_t crc) {
    return advance[0][crc & 0xFF] ^ advance[1][crc >> 8 & 0xFF] ^ advance[2][crc >> 16 & 0xFF] ^
           advance[3][crc >> 24];
}

HARDWARE static uint32_t hardware(uint32_t crc, const unsigned char* p, size_t size) {
    for (; size >= 3 * (size_t)LANE; p += 3 * (size_t)LANE, size -= 3 * (size_t)LANE) {
        uint32_t first = crc, second = 0, third = 0;
        for (size_t i = 0; i < LANE; i += 8) {
            first = CRC_WORD(first, load64(p + i));
            second = CRC_WORD(second, load64(p + LANE + i));
            third = CRC_WORD(third, load64(p + 2 * (size_t)LANE + i));
        }
        crc = advanced(advanced(first) ^ second) ^ third;
    }
    for (; size >= 8; p += 8, size -= 8) {
        crc = CRC_WORD(crc, load64(p));
    }
    for (; size > 0; ++p, --size) {
        crc = CRC_BYTE(crc, *p);
    }
    return crc;
}

#endif

int hpds_crc32c_has(hpds_crc32c_path path) {
    switch (path) {
        case HPDS_CRC32C_PORTABLE:
            return 1;
        case HPDS_CRC32C_SSE42:
#if defined(__x86_64__)
            return __builtin_cpu_supports("sse4.2") != 0;
#else
            return 0;
#endif
        case HPDS_CRC32C_ARMV8:
#if defined(__ARM_FEATURE_CRC32)
            return 1;
#else
            return 0;
#endif
    }
    return 0;
}

hpds_crc32c_path hpds_crc32c_best(void) {
    if (hpds_crc32c_has(HPDS_CRC32C_SSE42)) {
        return HPDS_CRC32C_SSE42;
    }
    return hpds_crc32c_has(HPDS_CRC32C_ARMV8) ? HPDS_CRC32C_ARMV8 : HPDS_CRC32C_PORTABLE;
}

uint32_t hpds_crc32c(hpds_crc32c_path path, uint32_t crc, const void* data, size_t size) {
    crc = ~crc;
#if defined(__x86_64__) || defined(__ARM_FEATURE_CRC32)
    if (path != HPDS_CRC32C_PORTABLE) {
        return ~hardware(crc, data, size);
    }
#else
    (void)path;
#endif
    return ~portable(crc, data, size);
}
