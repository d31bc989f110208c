/* SPDX-License-Identifier: BSD-2-Clause */
/* Time and timers: one heap of deadlines and one hardware deadline a task.
 *
 * Every task can read the time.  Only a task whose description grants interrupt 30 (the EL1
 * physical timer) can set timers. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { RT_TIMER_IRQ = 30 };

/* Nanoseconds since the machine's counter started; never goes back. */
uint64_t rt_now_ns(void);
/* A length of the counter (time/counter.h of users that read it themselves) in nanoseconds, and the other way. */
uint64_t rt_ticks_to_ns(uint64_t ticks);
uint64_t rt_ns_to_ticks(uint64_t ns);

/* Storage is the caller's; all zero is a timer that is not set. */
struct rt_timer {
    uint64_t deadline_ns;
    void (*fn)(void *ctx); /* called on the loop's stack: must not wait */
    void *ctx;
    struct rt_timer *child, *sibling, *prev; /* heap links; prev is the parent for a first child */
    bool set;
};

/* Calls fn(ctx) once, as soon as rt_now_ns() >= deadline_ns.  A timer that is set is moved.
 * Panics in a task that has no timer interrupt. */
void rt_timer_set(struct rt_timer *t, uint64_t deadline_ns, void (*fn)(void *ctx), void *ctx);
/* True if it was set and will not fire now. */
bool rt_timer_cancel(struct rt_timer *t);
