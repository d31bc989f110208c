/* SPDX-License-Identifier: BSD-2-Clause */
/* What the readings themselves cost, and how results are told to the host. */
#include "bench.h"

static uint64_t reading_ticks(void)
{
    uint64_t sum = 0;

    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        uint64_t start = stamp();
        sum += stamp() - start;
    }
    return sum;
}

void bench_result(const char *row, uint64_t ticks, uint64_t rounds, uint64_t operations)
{
    uint64_t overhead = reading_ticks() * INSTRUCTIONS_PER_TICK / ROUNDS;
    uint64_t instructions = (ticks * INSTRUCTIONS_PER_TICK + rounds / 2) / rounds - overhead;

    note("bench %s %lu\n", row, (unsigned long)(instructions / operations));
}
