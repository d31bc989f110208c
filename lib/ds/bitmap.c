/* SPDX-License-Identifier: BSD-2-Clause */
/* ds/bitmap.c: first fit. */
#include <ds/bitmap.h>

#include <stdbool.h>

static void mark(uint64_t *map, unsigned first, unsigned count, bool used)
{
    for (unsigned i = first; i < first + count; i++) {
        uint64_t bit = 1ul << (i % BITMAP_WORD);
        if (used)
            map[i / BITMAP_WORD] |= bit;
        else
            map[i / BITMAP_WORD] &= ~bit;
    }
}

long bitmap_take(uint64_t *map, unsigned bits, unsigned count)
{
    unsigned run = 0;
    for (unsigned i = 0; i < bits; i++) {
        bool used = map[i / BITMAP_WORD] >> (i % BITMAP_WORD) & 1;
        run = used ? 0 : run + 1;
        if (run == count) {
            unsigned first = i + 1 - count;
            mark(map, first, count, true);
            return first;
        }
    }
    return -1;
}

void bitmap_give(uint64_t *map, unsigned first, unsigned count)
{
    mark(map, first, count, false);
}
