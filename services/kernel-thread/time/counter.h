/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine's counter. */
#pragma once
#include <stdint.h>

/* ... as of about now: the processor may read it a little early. */
static inline uint64_t counter_about(void)
{
    uint64_t n;
    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(n));
    return n;
}

static inline uint64_t counter_read(void)
{
    uint64_t n;
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(n)::"memory");
    return n;
}
