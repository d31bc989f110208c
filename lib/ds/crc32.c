/* SPDX-License-Identifier: BSD-2-Clause */
/* ds/crc32.c: bit by bit; for the few kilobytes of a partition table. */
#include <ds/crc32.h>

uint32_t ds_crc32(uint32_t crc, const void *bytes, size_t count)
{
    const uint8_t *p = bytes;
    crc = ~crc;
    for (size_t i = 0; i < count; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}
