/* SPDX-License-Identifier: BSD-2-Clause */
/* time/account.c: processor time of threads. */
#include "time/account.h"

#include <rt/timer.h>

#include "proc/proc.h"

static uint64_t last_ns; /* up to here the time is counted for somebody */

void account_enter(struct thread *t)
{
    uint64_t now = rt_now_ns();
    uint64_t since = t->mark_ns > last_ns ? t->mark_ns : last_ns;
    if (t->mark_ns != 0 && now > since)
        t->utime_ns += now - since;
    t->mark_ns = last_ns = now;
}

/* A thread that waited used nothing meanwhile: what others used has moved last_ns on. */
void account_leave(struct thread *t)
{
    uint64_t now = rt_now_ns();
    uint64_t since = t->mark_ns > last_ns ? t->mark_ns : last_ns;
    if (t->mark_ns == last_ns)
        t->stime_ns += now - since;
    t->mark_ns = last_ns = now;
}
