/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks that count used processor time, and timers on them.
 *
 * The clocks of one process or thread have negative ids made of its number (Linux: ~pid << 3 | thread << 2 |
 * kind).  Timers are looked after by time/account.c while they are set. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct proc;
struct thread;

enum cpu_clock_kind { CPU_CLOCK_PROF /* user and system */, CPU_CLOCK_VIRTUAL /* user */, CPU_CLOCK_SCHED };

/* By number, as whose clock it is may end at any time: it stands still then. */
struct cpu_clock {
    int pid;                  /* 0: no clock */
    int tid;                  /* 0: of the whole process */
    enum cpu_clock_kind kind;
};

static inline bool clock_is_cpu(int clock)
{
    return clock < 0 || clock == 2 /* CLOCK_PROCESS_CPUTIME_ID */ || clock == 3 /* CLOCK_THREAD_CPUTIME_ID */;
}

/* Ids made of a descriptor (of a device with a clock; there is none). */
static inline bool clock_is_file(int clock)
{
    return clock < 0 && (clock & 7) == 3;
}

/* What an id means to a thread: 0 or -EINVAL (no such process, or a thread of another process). */
int cpu_clock_find(struct thread *t, int clock, struct cpu_clock *c);
/* Nanoseconds used so far; 0 when it is gone. */
uint64_t cpu_clock_now(const struct cpu_clock *c);

/* Fires once when the clock has reached a value.  All zero: not set.  The storage is the caller's. */
struct cpu_timer {
    struct cpu_clock clock;
    uint64_t expires_ns;      /* value of the clock */
    void (*fn)(struct cpu_timer *timer); /* on the loop's stack; may set the timer again */
    bool set;
    LIST_ENTRY(cpu_timer) link;
};
void cpu_timer_set(struct cpu_timer *timer, uint64_t expires_ns);
void cpu_timer_cancel(struct cpu_timer *timer);
