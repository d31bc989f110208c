/* SPDX-License-Identifier: BSD-2-Clause */
/* String functions without FP registers, in place of those of the C library that use them (memset is in arch/).
 *
 * Eight bytes are looked at together: of a word x, (x - 0x01..01) & ~x & 0x80..80 has its lowest bit set at
 * the first zero byte. */
#define _GNU_SOURCE /* strchrnul */
#include <stdint.h>
#include <string.h>

#define ONES  0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

static inline uint64_t zero_bytes(uint64_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

void *memchr(const void *memory, int byte, size_t bytes)
{
    const unsigned char *p = memory;
    uint64_t pattern = (unsigned char)byte * ONES;

    for (; bytes && (uintptr_t)p % 8; p++, bytes--)
        if (*p == (unsigned char)byte)
            return (void *)p;
    for (; bytes >= 8; p += 8, bytes -= 8) {
        uint64_t found = zero_bytes(*(const uint64_t *)p ^ pattern);
        if (found)
            return (void *)(p + __builtin_ctzll(found) / 8);
    }
    for (; bytes; p++, bytes--)
        if (*p == (unsigned char)byte)
            return (void *)p;
    return NULL;
}

/* The first `byte` or the end of the text. */
char *strchrnul(const char *text, int byte)
{
    const char *p = text;
    uint64_t pattern = (unsigned char)byte * ONES;

    for (; (uintptr_t)p % 8; p++)
        if (*p == 0 || *p == (char)byte)
            return (char *)p;
    for (;; p += 8) { /* an aligned word never reaches into the next page */
        uint64_t word = *(const uint64_t *)p;
        uint64_t found = zero_bytes(word) | zero_bytes(word ^ pattern);
        if (found)
            return (char *)p + __builtin_ctzll(found) / 8;
    }
}

char *strchr(const char *text, int byte)
{
    char *p = strchrnul(text, byte);

    return *p == (char)byte ? p : NULL;
}
