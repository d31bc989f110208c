/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that read and set clocks. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "time/cpu_clock.h"
#include "time/posix_timer.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

enum { COARSE_TICK_NS = 4000000 }; /* Debian's kernel ticks 250 times a second */

/* Reads a clock: 0 or -EINVAL, there is no such clock. */
static int clock_read(struct thread *t, int clock, int64_t *ns)
{
    struct cpu_clock cpu;

    if (clock_is_cpu(clock)) {
        int err = cpu_clock_find(t, clock, &cpu);
        *ns = err ? 0 : (int64_t)cpu_clock_now(&cpu);
        return err;
    }
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        *ns = clock_realtime_ns();
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        *ns = (int64_t)clock_monotonic_ns();
        return 0;
    }
    return -EINVAL;
}

long sys_clock_gettime(struct thread *t, const uint64_t a[6])
{
    int64_t ns;

    int err = clock_read(t, (int)a[0], &ns);
    if (err)
        return err;
    struct linux_timespec ts = ns_timespec(ns);
    return copy_out(t->proc->mm, a[1], &ts, sizeof(ts));
}

static int64_t resolution(int clock)
{
    enum { CPU_KIND = 3 };

    if (clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE)
        return COARSE_TICK_NS;
    return clock < 0 && (clock & CPU_KIND) != CPU_CLOCK_SCHED ? COARSE_TICK_NS : 1;
}

long sys_clock_getres(struct thread *t, const uint64_t a[6])
{
    int64_t unused;
    int err = clock_read(t, (int)a[0], &unused);

    if (err)
        return err;
    struct linux_timespec ts = {0, resolution((int)a[0])};
    return a[1] ? copy_out(t->proc->mm, a[1], &ts, sizeof(ts)) : 0;
}

static long set_date(struct thread *t, int64_t ns)
{
    enum { YEAR_NS_SHIFT = 55 /* Linux refuses dates that would overflow within 30 years */ };

    if (ns < 0 || ns > INT64_MAX - (30l << YEAR_NS_SHIFT))
        return -EINVAL;
    if (!cred_has(t, CAP_SYS_TIME))
        return -EPERM;
    int err = clock_set_realtime(ns);
    if (err == 0)
        posix_timers_date_set();
    return err;
}

long sys_clock_settime(struct thread *t, const uint64_t a[6])
{
    int clock = (int)a[0];
    struct linux_timespec ts;
    struct cpu_clock cpu;

    if (clock != CLOCK_REALTIME && clock >= 0)
        return -EINVAL;
    if (copy_in(t->proc->mm, &ts, a[1], sizeof(ts)) != 0)
        return -EFAULT;
    if (clock < 0) {
        int err = cpu_clock_find(t, clock, &cpu);
        return err ? err : -EPERM;
    }
    if (ts.sec < 0 || ts.nsec < 0 || ts.nsec >= NS_PER_SEC)
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
    enum { ZONE_MOST = 15 * 60 /* minutes west */ };
    struct linux_timeval tv;
    int32_t zone[2];

    if (a[0]) {
        if (copy_in(t->proc->mm, &tv, a[0], sizeof(tv)) != 0)
            return -EFAULT;
        if (tv.usec < 0 || tv.usec > 1000000)
            return -EINVAL;
    }
    if (a[1] && copy_in(t->proc->mm, zone, a[1], sizeof(zone)) != 0)
        return -EFAULT;
    if (a[0] && tv.sec < 0)
        return -EINVAL;
    if (!cred_has(t, CAP_SYS_TIME))
        return -EPERM;
    if (a[1] && (zone[0] > ZONE_MOST || zone[0] < -ZONE_MOST))
        return -EINVAL;
    /* A time zone alone changes nothing: nothing here uses it. */
    return a[0] ? set_date(t, timeval_to_ns(&tv)) : 0;
}
