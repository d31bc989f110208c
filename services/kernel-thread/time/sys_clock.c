/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that read and set clocks. */
#include <linux/errno.h>
#include <linux/time.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

enum { COARSE_TICK_NS = 4000000 }; /* Debian's kernel ticks 250 times a second */

static int64_t process_time(const struct proc *p)
{
    uint64_t user, system;

    proc_times(p, &user, &system);
    return (int64_t)(user + system);
}

/* Reads a clock; false: there is no such clock.  CPU clocks of other processes are encoded as negative ids. */
static bool clock_read(struct thread *t, int clock, int64_t *ns)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        *ns = clock_realtime_ns();
        return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        *ns = (int64_t)clock_monotonic_ns();
        return true;
    case CLOCK_PROCESS_CPUTIME_ID:
        *ns = process_time(t->proc);
        return true;
    case CLOCK_THREAD_CPUTIME_ID:
        *ns = (int64_t)rt_ticks_to_ns(t->utime + t->stime);
        return true;
    }
    return false;
}

long sys_clock_gettime(struct thread *t, const uint64_t a[6])
{
    int64_t ns;

    if (!clock_read(t, (int)a[0], &ns))
        return -EINVAL;
    struct linux_timespec ts = ns_timespec(ns);
    return copy_out(t->proc->mm, a[1], &ts, sizeof(ts));
}

long sys_clock_getres(struct thread *t, const uint64_t a[6])
{
    int clock = (int)a[0];
    int64_t unused;

    if (!clock_read(t, clock, &unused))
        return -EINVAL;
    bool coarse = clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE;
    struct linux_timespec ts = {0, coarse ? COARSE_TICK_NS : 1};
    return a[1] ? copy_out(t->proc->mm, a[1], &ts, sizeof(ts)) : 0;
}

static long set_date(struct thread *t, int64_t ns)
{
    if (!cred_capable(t))
        return -EPERM;
    return clock_set_realtime(ns);
}

long sys_clock_settime(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec ts;
    int64_t unused;

    if (!clock_read(t, (int)a[0], &unused))
        return -EINVAL;
    int err = timespec_in(t->proc->mm, a[1], &ts);
    if (err)
        return err;
    if ((int)a[0] != CLOCK_REALTIME)
        return -EINVAL;
    return set_date(t, timespec_to_ns(&ts));
}

long sys_gettimeofday(struct thread *t, const uint64_t a[6])
{
    struct linux_timeval tv = ns_timeval(clock_realtime_ns());
    int32_t timezone[2] = {0, 0};

    if (a[0]) {
        int err = copy_out(t->proc->mm, a[0], &tv, sizeof(tv));
        if (err)
            return err;
    }
    return a[1] ? copy_out(t->proc->mm, a[1], timezone, sizeof(timezone)) : 0;
}

long sys_settimeofday(struct thread *t, const uint64_t a[6])
{
    struct linux_timeval tv;
    int err;

    if (!a[0])
        return cred_capable(t) ? 0 : -EPERM; /* only a time zone, which nothing here uses */
    err = copy_in(t->proc->mm, &tv, a[0], sizeof(tv));
    if (err)
        return err;
    int64_t ns = timeval_to_ns(&tv);
    return ns < 0 ? ns : set_date(t, ns);
}
