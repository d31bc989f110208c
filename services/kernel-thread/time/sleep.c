/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeping, and going on with a sleep that a signal without a handler interrupted. */
#include <linux/errno.h>
#include <linux/time.h>

#include <rt/timer.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "time/clock.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

enum restart_kind { RESTART_SLEEP = 1 };

static int tell_remaining(struct thread *t, uint64_t rem_addr, uint64_t deadline_ns)
{
    uint64_t now = rt_now_ns();
    struct linux_timespec rem = ns_timespec(deadline_ns > now ? (int64_t)(deadline_ns - now) : 0);

    return rem_addr ? copy_out(t->proc->mm, rem_addr, &rem, sizeof(rem)) : 0;
}

static long sleep_until(struct thread *t, uint64_t deadline_ns, uint64_t rem_addr)
{
    int err = thread_park(deadline_ns);

    if (err != -ERESTARTSYS)
        return 0;
    err = tell_remaining(t, rem_addr, deadline_ns);
    if (err)
        return err;
    t->restart = (struct restart_block){RESTART_SLEEP, deadline_ns, rem_addr};
    return -ERESTART_RESTARTBLOCK;
}

static bool can_sleep_on(int clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME || clock == CLOCK_TAI;
}

static int64_t now_on(int clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_TAI ? clock_realtime_ns() : (int64_t)clock_monotonic_ns();
}

static long sleep_for(struct thread *t, int clock, const struct linux_timespec *ts, uint64_t rem_addr)
{
    int64_t moment, length = timespec_to_ns(ts);

    if (__builtin_add_overflow(now_on(clock), length, &moment))
        moment = INT64_MAX;
    return sleep_until(t, clock_deadline(clock, moment), rem_addr);
}

long sys_nanosleep(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec ts;
    int err = timespec_in(t->proc->mm, a[0], &ts);

    return err ? err : sleep_for(t, CLOCK_MONOTONIC, &ts, a[1]);
}

long sys_clock_nanosleep(struct thread *t, const uint64_t a[6])
{
    int clock = (int)a[0];
    struct linux_timespec ts;

    if (!can_sleep_on(clock))
        return clock >= 0 && clock <= CLOCK_TAI && clock != 10 ? -EOPNOTSUPP : -EINVAL;
    int err = timespec_in(t->proc->mm, a[2], &ts);
    if (err)
        return err;
    if (!(a[1] & TIMER_ABSTIME))
        return sleep_for(t, clock, &ts, a[3]);
    /* An absolute sleep is simply done again; it has no remaining time to tell. */
    err = thread_park(clock_deadline(clock, timespec_to_ns(&ts)));
    return err == -ERESTARTSYS ? -ERESTARTNOHAND : 0;
}

long sys_restart_syscall(struct thread *t, const uint64_t a[6])
{
    (void)a;
    if (t->restart.kind != RESTART_SLEEP)
        return -EINTR;
    return sleep_until(t, t->restart.deadline_ns, t->restart.user_rem);
}
