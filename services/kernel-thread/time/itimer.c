/* SPDX-License-Identifier: BSD-2-Clause */
/* setitimer: SIGALRM by time, SIGVTALRM and SIGPROF by used processor time. */
#include <stddef.h>

#include <linux/errno.h>
#include <linux/signal.h>
#include <linux/time.h>

#include <rt/timer.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

enum { LEAST_NS = 1000 /* what is left of a timer that has not been seen to expire yet */ };

static void alarm_expired(void *ctx)
{
    struct proc *p = ctx;

    kill_proc(p, SIGALRM);
    if (!p->alarm_interval_ns)
        return;
    uint64_t next = p->alarm.deadline_ns + p->alarm_interval_ns, now = rt_now_ns();
    rt_timer_set(&p->alarm, next > now ? next : now + p->alarm_interval_ns, alarm_expired, p);
}

static struct linux_itimerval alarm_value(const struct proc *p)
{
    uint64_t now = rt_now_ns(), left = 0;

    if (p->alarm.set)
        left = p->alarm.deadline_ns > now + LEAST_NS ? p->alarm.deadline_ns - now : LEAST_NS;
    return (struct linux_itimerval){ns_timeval((int64_t)p->alarm_interval_ns), ns_timeval((int64_t)left)};
}

static void alarm_arm(struct proc *p, int64_t value_ns, int64_t interval_ns)
{
    rt_timer_cancel(&p->alarm);
    p->alarm_interval_ns = value_ns ? (uint64_t)interval_ns : 0;
    if (value_ns)
        rt_timer_set(&p->alarm, rt_now_ns() + (uint64_t)value_ns, alarm_expired, p);
}

static void cpu_expired(struct cpu_timer *timer)
{
    struct proc *p = proc_find(timer->clock.pid);

    if (!p)
        return;
    bool is_virtual = timer == &p->cpu_itimer[0].timer;
    uint64_t interval = p->cpu_itimer[is_virtual ? 0 : 1].interval_ns;

    kill_proc(p, is_virtual ? SIGVTALRM : SIGPROF);
    if (interval)
        cpu_timer_set(timer, timer->expires_ns + interval);
}

static struct linux_itimerval cpu_value(const struct proc *p, int which)
{
    const struct cpu_timer *timer = &p->cpu_itimer[which - ITIMER_VIRTUAL].timer;
    uint64_t left = 0;

    if (timer->set) {
        uint64_t now = cpu_clock_now(&timer->clock);
        left = timer->expires_ns > now + LEAST_NS ? timer->expires_ns - now : LEAST_NS;
    }
    return (struct linux_itimerval){ns_timeval((int64_t)p->cpu_itimer[which - ITIMER_VIRTUAL].interval_ns),
                                    ns_timeval((int64_t)left)};
}

static void cpu_arm(struct proc *p, int which, int64_t value_ns, int64_t interval_ns)
{
    struct cpu_timer *timer = &p->cpu_itimer[which - ITIMER_VIRTUAL].timer;

    cpu_timer_cancel(timer);
    timer->clock = (struct cpu_clock){p->pid, 0, which == ITIMER_VIRTUAL ? CPU_CLOCK_VIRTUAL : CPU_CLOCK_PROF};
    timer->fn = cpu_expired;
    p->cpu_itimer[which - ITIMER_VIRTUAL].interval_ns = (uint64_t)interval_ns;
    if (value_ns)
        cpu_timer_set(timer, cpu_clock_now(&timer->clock) + (uint64_t)value_ns);
}

static struct linux_itimerval current_value(const struct proc *p, int which)
{
    return which == ITIMER_REAL ? alarm_value(p) : cpu_value(p, which);
}

static int check_which(int which)
{
    return which == ITIMER_REAL || which == ITIMER_VIRTUAL || which == ITIMER_PROF ? 0 : -EINVAL;
}

long sys_getitimer(struct thread *t, const uint64_t a[6])
{
    int err = check_which((int)a[0]);
    if (err)
        return err;
    struct linux_itimerval value = current_value(t->proc, (int)a[0]);
    return copy_out(t->proc->mm, a[1], &value, sizeof(value));
}

long sys_setitimer(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    struct linux_itimerval wanted = {0}, old;
    int which = (int)a[0];

    if (a[1] && copy_in(p->mm, &wanted, a[1], sizeof(wanted)) != 0)
        return -EFAULT;
    int64_t value = timeval_to_ns(&wanted.value), interval = timeval_to_ns(&wanted.interval);
    if (value < 0 || interval < 0)
        return -EINVAL;
    int err = check_which(which);
    if (err)
        return err;
    old = current_value(p, which);
    if (which == ITIMER_REAL)
        alarm_arm(p, value, interval);
    else
        cpu_arm(p, which, value, interval);
    return a[2] ? copy_out(p->mm, a[2], &old, sizeof(old)) : 0;
}
