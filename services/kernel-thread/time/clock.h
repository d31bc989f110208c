/* SPDX-License-Identifier: BSD-2-Clause */
/* The clocks, in nanoseconds. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

/* Since 1970; from the machine's real-time clock at start, then by the counter. */
int64_t clock_realtime_ns(void);
/* Since start; never set. */
uint64_t clock_monotonic_ns(void);
/* Deadline for rt waits (rt_now_ns base) of a monotonic or realtime moment. */
uint64_t clock_deadline(int clock, int64_t moment_ns);
/* -EINVAL: before the machine started. */
int clock_set_realtime(int64_t ns);
/* The date gains so much, little enough that nobody needs to be told. */
void clock_slew_realtime(int64_t ns);

/* Told, on the caller's stack, when the date has been set; must not park. */
struct clock_watch {
    void (*date_set)(struct clock_watch *w);
    LIST_ENTRY(clock_watch) link;
};
void clock_watch_add(struct clock_watch *w);
void clock_watch_remove(struct clock_watch *w);
/* Does the clock follow the date? */
bool clock_is_date(int clock);
int clock_init(void);
