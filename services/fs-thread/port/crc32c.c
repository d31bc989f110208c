/* SPDX-License-Identifier: BSD-2-Clause */
/* CRC-32C (Castagnoli, reflected) as libext2fs wants it: by the processor, else eight bytes a step.
 *
 * table[k][b] is the CRC of byte b followed by k zero bytes; the tables are made at the first call. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rt/crc32c.h>

#include "ext2_fs.h"
#include "ext2fs.h"

enum { POLYNOMIAL = 0x82f63b78, STEP = 8 };

static uint32_t table[STEP][256];
static bool table_ready;

static void table_make(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;

        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? (uint32_t)POLYNOMIAL : 0);
        table[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; byte++)
        for (int k = 1; k < STEP; k++)
            table[k][byte] = table[k - 1][byte] >> 8 ^ table[0][table[k - 1][byte] & 0xff];
    table_ready = true;
}

__u32 ext2fs_crc32c_le(__u32 crc, const unsigned char *data, size_t size)
{
    if (rt_crc32c(&crc, data, size))
        return crc;
    if (!table_ready)
        table_make();

    for (; size >= STEP; size -= STEP, data += STEP) {
        uint32_t low, high;

        __builtin_memcpy(&low, data, sizeof(low)); /* loads, where memcpy would be called */
        __builtin_memcpy(&high, data + sizeof(low), sizeof(high));
        low ^= crc;
        crc = table[7][low & 0xff] ^ table[6][low >> 8 & 0xff] ^ table[5][low >> 16 & 0xff] ^
              table[4][low >> 24] ^ table[3][high & 0xff] ^ table[2][high >> 8 & 0xff] ^
              table[1][high >> 16 & 0xff] ^ table[0][high >> 24];
    }
    for (; size > 0; size--)
        crc = crc >> 8 ^ table[0][(crc ^ *data++) & 0xff];
    return crc;
}
