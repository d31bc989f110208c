/* SPDX-License-Identifier: BSD-2-Clause */
/* Processor time of threads.
 *
 * The kernel keeps no times of threads, so they are taken at the edges of programs: between two messages
 * that arrive here, the one processor was used by the threads that could run.  A stretch counts for the
 * thread whose message ends it.  Everything is in ticks of the counter, which is read once at each edge. */
#pragma once
#include <stdbool.h>

#include <rt/fiber.h>

#include "proc/proc.h"
#include "time/counter.h"
#include "transport/edge.h"

/* Its message has arrived: the time before was its own. */
static inline void account_enter(struct thread *t)
{
    uint64_t now = counter_about();
    t->utime += now - edge.accounted;
    edge.accounted = now;
    (void)rt_fiber_has_parked();
}

/* It runs on: the time since it entered was the kernel's.  False: it has waited; what was used since the last edge was
 * used by others, who are to be found out later. */
static inline bool account_leave(struct thread *t, bool others_run)
{
    uint64_t now = counter_about(), since = edge.accounted;
    edge.accounted = now;
    if (rt_fiber_has_parked()) {
        edge.unclaimed += others_run ? now - since : 0;
        return false;
    }
    t->stime += now - since;
    return true;
}

/* Divides the time that nobody has claimed among the threads that could have used it; called before times are told. */
void account_settle(void);

/* Both, for a call that cannot have waited. */
static inline void account_call_begin(struct thread *t)
{
    uint64_t now = counter_about();
    t->utime += now - edge.accounted;
    edge.accounted = now;
}

static inline void account_call_end(struct thread *t)
{
    uint64_t now = counter_about();
    t->stime += now - edge.accounted;
    edge.accounted = now;
}

/* A process got a limit on its processor time, or is new and has one: it is looked after from now on. */
void account_limit(struct proc *p);
