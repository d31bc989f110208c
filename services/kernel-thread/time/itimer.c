/* SPDX-License-Identifier: BSD-2-Clause */
/* setitimer's real-time timer: SIGALRM when it expires.  The timers of used processor time are not there. */
#include <linux/errno.h>
#include <linux/signal.h>
#include <linux/time.h>

#include <rt/timer.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

static void expired(void *ctx)
{
    struct proc *p = ctx;

    kill_proc(p, SIGALRM);
    if (!p->alarm_interval_ns)
        return;
    uint64_t next = p->alarm.deadline_ns + p->alarm_interval_ns, now = rt_now_ns();
    rt_timer_set(&p->alarm, next > now ? next : now + p->alarm_interval_ns, expired, p);
}

static struct linux_itimerval current_value(const struct proc *p)
{
    uint64_t now = rt_now_ns(), left = 0;

    if (p->alarm.set)
        left = p->alarm.deadline_ns > now ? p->alarm.deadline_ns - now : 1000;
    return (struct linux_itimerval){ns_timeval((int64_t)p->alarm_interval_ns), ns_timeval((int64_t)left)};
}

static int check_which(int which)
{
    if (which == ITIMER_REAL)
        return 0;
    return which == ITIMER_VIRTUAL || which == ITIMER_PROF ? -EOPNOTSUPP : -EINVAL;
}

long sys_getitimer(struct thread *t, const uint64_t a[6])
{
    int err = check_which((int)a[0]);
    if (err)
        return err;
    struct linux_itimerval value = current_value(t->proc);
    return copy_out(t->proc->mm, a[1], &value, sizeof(value));
}

static void arm(struct proc *p, int64_t value_ns, int64_t interval_ns)
{
    rt_timer_cancel(&p->alarm);
    p->alarm_interval_ns = (uint64_t)interval_ns;
    if (value_ns)
        rt_timer_set(&p->alarm, rt_now_ns() + (uint64_t)value_ns, expired, p);
}

long sys_setitimer(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    struct linux_itimerval wanted = {0}, old;

    int err = check_which((int)a[0]);
    if (err)
        return err;
    if (a[1])
        err = copy_in(p->mm, &wanted, a[1], sizeof(wanted));
    if (err)
        return err;
    int64_t value = timeval_to_ns(&wanted.value), interval = timeval_to_ns(&wanted.interval);
    if (value < 0 || interval < 0)
        return -EINVAL;
    old = current_value(p);
    arm(p, value, interval);
    return a[2] ? copy_out(p->mm, a[2], &old, sizeof(old)) : 0;
}
