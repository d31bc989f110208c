/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits that end by time: relative and absolute, on both clocks. */
#include "futex.h"

static long elapsed(struct timespec from)
{
    struct timespec now = after(CLOCK_MONOTONIC, 0);
    return (now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000;
}

int main(void)
{
    unsigned word = 0;
    struct timespec t = {0, 50000000}, start = after(CLOCK_MONOTONIC, 0);

    VALUE(futex(&word, WAIT, 0, &t, NULL, 0));
    YES(elapsed(start) >= 50 && elapsed(start) < 500);
    start = after(CLOCK_MONOTONIC, 0);
    t = after(CLOCK_MONOTONIC, 50);
    VALUE(futex(&word, WAIT_BITSET, 0, &t, NULL, -1));
    YES(elapsed(start) >= 49 && elapsed(start) < 500);
    start = after(CLOCK_MONOTONIC, 0);
    t = after(CLOCK_REALTIME, 50);
    VALUE(futex(&word, WAIT_BITSET | REALTIME, 0, &t, NULL, -1));
    YES(elapsed(start) >= 49 && elapsed(start) < 500);
    t = after(CLOCK_MONOTONIC, -1000);
    VALUE(futex(&word, WAIT_BITSET, 0, &t, NULL, -1));
    t = (struct timespec){0, 0};
    VALUE(futex(&word, WAIT_BITSET | REALTIME, 0, &t, NULL, -1));
    VALUE(futex(&word, WAIT_BITSET, 1, &t, NULL, -1));
    return 0;
}
