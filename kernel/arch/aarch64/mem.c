/* SPDX-License-Identifier: BSD-2-Clause */
/* mem.c: the memory functions that the compiler calls; word-wise where alignment allows, whole blocks for zeroing. */
#include "sysreg.h"

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);

void *memcpy(void *to, const void *from, size_t bytes)
{
    uint8_t *d = to;
    const uint8_t *s = from;

    if (((uintptr_t)d | (uintptr_t)s) % 8 == 0)
        for (; bytes >= 8; bytes -= 8, d += 8, s += 8)
            *(uint64_t *)d = *(const uint64_t *)s;
    for (; bytes > 0; bytes--)
        *d++ = *s++;
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    uint8_t *d = to;
    const uint8_t *s = from;

    if (d <= s)
        return memcpy(to, from, bytes);
    while (bytes > 0) {
        bytes--;
        d[bytes] = s[bytes];
    }
    return to;
}

enum { ZVA_BYTES = 64, DCZID_64_BYTES = 4 }; /* block size and its code in DCZID_EL0; bit 4 would mean "prohibited" */

static void zero_blocks(uint8_t *to, size_t bytes)
{
    for (uint8_t *end = to + bytes; to < end; to += ZVA_BYTES)
        __asm__ volatile("dc zva, %0" : : "r"(to) : "memory");
}

void *memset(void *to, int value, size_t bytes)
{
    uint8_t *d = to;
    uint64_t word = (uint8_t)value * 0x0101010101010101ul;

    if (word == 0 && bytes >= ZVA_BYTES && (uintptr_t)d % ZVA_BYTES == 0 && read_dczid_el0() == DCZID_64_BYTES) {
        size_t whole = bytes & -(size_t)ZVA_BYTES;

        zero_blocks(d, whole);
        d += whole;
        bytes -= whole;
    }
    if ((uintptr_t)d % 8 == 0)
        for (; bytes >= 8; bytes -= 8, d += 8)
            *(uint64_t *)d = word;
    for (; bytes > 0; bytes--)
        *d++ = (uint8_t)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const uint8_t *x = a, *y = b;

    for (; bytes > 0; bytes--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}
