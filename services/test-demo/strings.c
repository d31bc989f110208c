/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the memory and string functions that lib/rt brings itself, against byte loops. */
#include <stddef.h>
#include <string.h>

#include "test.h"

enum { ROOM = 1200, OFFSETS = 17, LENGTH_MAX = 700, MARK = 0xa5 };

static unsigned char area[ROOM] __attribute__((aligned(64)));

static void refill(void)
{
    for (unsigned i = 0; i < ROOM; i++)
        ((volatile unsigned char *)area)[i] = MARK;
}

static unsigned wrong_bytes(unsigned offset, unsigned length, unsigned char byte)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < ROOM; i++)
        wrong += area[i] != (i >= offset && i < offset + length ? byte : MARK);
    return wrong;
}

static void check_memset(void)
{
    unsigned wrong = 0;

    for (unsigned offset = 0; offset < OFFSETS; offset++)
        for (unsigned length = 0; length < LENGTH_MAX; length += length < 300 ? 1 : 37)
            for (unsigned byte = 0; byte < 0x100; byte += 0x5a) {
                refill();
                void *result = memset(area + offset, (int)(byte | 0x300), length);
                wrong += wrong_bytes(offset, length, (unsigned char)byte) + (result != area + offset);
            }
    CHECK_EQ(wrong, 0);
}

static void check_search(void)
{
    unsigned wrong = 0;

    for (unsigned start = 0; start < OFFSETS; start++)
        for (unsigned at = start; at < start + 40; at++) {
            refill();
            area[at] = 'x';
            area[start + 41] = 0;
            for (unsigned length = 0; length < 44; length++) {
                void *want = at - start < length ? area + at : NULL;
                wrong += memchr(area + start, 'x', length) != want;
            }
            wrong += strchr((char *)area + start, 'x') != (char *)area + at;
            wrong += strchr((char *)area + start, 'y') != NULL;
            wrong += strchr((char *)area + start, 0) != (char *)area + start + 41;
        }
    CHECK_EQ(wrong, 0);
}

void test_strings(void)
{
    check_memset();
    check_search();
}
