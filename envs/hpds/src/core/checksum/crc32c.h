/* CRC-32C (Castagnoli), RFC 3720 section 12.1 and appendix B.4; polynomial 0x1EDC6F41, reflected.
 *
 * Every implementation gives the same number; they differ in speed only. */
#ifndef HPDS_CHECKSUM_CRC32C_H
#define HPDS_CHECKSUM_CRC32C_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    HPDS_CRC32C_PORTABLE = 0, /* slicing by eight, any CPU */
    HPDS_CRC32C_SSE42 = 1,    /* crc32 instruction of SSE4.2 */
    HPDS_CRC32C_ARMV8 = 2     /* crc32cx instruction of the ARMv8 CRC extension */
} hpds_crc32c_path;

/* Fills the tables. Call once, before any other function and before threads start. */
void hpds_crc32c_init(void);

/* 1 if this build and this CPU can run the path, else 0. */
int hpds_crc32c_has(hpds_crc32c_path path);

/* The fastest path that hpds_crc32c_has. */
hpds_crc32c_path hpds_crc32c_best(void);

/* The CRC of `size` bytes appended to a message whose CRC is `crc` (0 for an empty message).
 * `path` must be one that hpds_crc32c_has. */
uint32_t hpds_crc32c(hpds_crc32c_path path, uint32_t crc, const void* data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
