/* SPDX-License-Identifier: BSD-2-Clause */
/* CRC-32C by CRC32CX and CRC32CB (ARM DDI 0487 C6.2.75), which all but the first ARMv8.0 processors have. */
#include <rt/cpu.h>
#include <rt/crc32c.h>

enum { ROUND = 8 }; /* words */

static inline uint32_t add_word(uint32_t crc, uint64_t word)
{
    __asm__(".arch_extension crc\n\tcrc32cx %w0, %w0, %1" : "+r"(crc) : "r"(word));
    return crc;
}

static inline uint32_t add_byte(uint32_t crc, uint8_t byte)
{
    __asm__(".arch_extension crc\n\tcrc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(byte));
    return crc;
}

bool rt_crc32c(uint32_t *crc, const void *data, size_t bytes)
{
    if (!(rt_cpu_features() & RT_CPU_CRC32))
        return false;
    const uint64_t *word = data; /* need not be aligned: normal memory */
    uint32_t sum = *crc;
    for (; bytes >= ROUND * sizeof(*word); bytes -= ROUND * sizeof(*word), word += ROUND)
        for (int i = 0; i < ROUND; i++)
            sum = add_word(sum, word[i]);
    for (; bytes >= sizeof(*word); bytes -= sizeof(*word))
        sum = add_word(sum, *word++);
    for (const uint8_t *byte = (const uint8_t *)word; bytes > 0; bytes--)
        sum = add_byte(sum, *byte++);
    *crc = sum;
    return true;
}
