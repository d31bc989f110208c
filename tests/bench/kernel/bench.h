/* SPDX-License-Identifier: BSD-2-Clause */
/* How a kernel operation is measured: in guest instructions, from user level.
 *
 * Under -icount shift=0 the counter advances with each instruction, 16 of them to a tick at 62.5
 * MHz.  One measurement is the difference of two readings, less what two readings in a row give;
 * the mean of many whose phase against the tick differs is exact to about one instruction. */
#pragma once

#include "test.h"

enum { ROUNDS = 1600, INSTRUCTIONS_PER_TICK = 16 };

static inline uint64_t stamp(void)
{
    uint64_t ticks;

    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(ticks) : : "memory");
    return ticks;
}

/* A different phase in each round: 3 instructions a turn. */
static inline void shift_phase(uint64_t round)
{
    for (uint64_t i = round % INSTRUCTIONS_PER_TICK; i > 0; i--)
        __asm__ volatile("nop" : : : "memory");
}

/* Prints "bench ROW INSTRUCTIONS" for a sum of `rounds` differences in ticks, each of which did
 * `operations`. */
void bench_result(const char *row, uint64_t ticks, uint64_t rounds, uint64_t operations);
