/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs of units (pages, buffers) given out of an array of bits; a set bit is a unit in use. */
#pragma once
#include <stdint.h>

enum { BITMAP_WORD = 64 };
#define BITMAP_WORDS(bits) (((bits) + BITMAP_WORD - 1) / BITMAP_WORD)

/* Takes the first run of `count` (> 0) free units below `bits`; its first unit, or -1 if there is
 * none. */
long bitmap_take(uint64_t *map, unsigned bits, unsigned count);
/* Gives a run back. */
void bitmap_give(uint64_t *map, unsigned first, unsigned count);
