/* SPDX-License-Identifier: BSD-2-Clause */
/* The clocks, in nanoseconds. */
#pragma once
#include <stdint.h>

/* Since 1970; from the machine's real-time clock at start, then by the counter. */
int64_t clock_realtime_ns(void);
/* Since start; never set. */
uint64_t clock_monotonic_ns(void);
/* Deadline for rt waits (rt_now_ns base) of a monotonic or realtime moment. */
uint64_t clock_deadline(int clock, int64_t moment_ns);
int clock_set_realtime(int64_t ns);
int clock_init(void);
