/* SPDX-License-Identifier: BSD-2-Clause */
/* time/account.c: processor time of threads, and the limit on it.
 *
 * While a process has a finite RLIMIT_CPU a timer divides the time among the threads that could run, so
 * that a program that never enters the kernel is caught too. */
#include "time/account.h"

#include <linux/time.h>
#include <rt/timer.h>

#include "proc/proc.h"

enum { TICK_NS = 50 * 1000 * 1000 };

static struct rt_timer timer;

/* Gives the time since the last event to all who could have used it. */
static void share(void)
{
    uint64_t now = counter_about();
    struct thread *t;
    unsigned users = 0;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            users += t->state == THREAD_USER;
    if (users == 0)
        return;
    uint64_t part = (now - edge.accounted) / users;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            if (t->state == THREAD_USER)
                t->utime += part;
    edge.accounted = now;
}

/* SIGXCPU each second past the soft limit, SIGKILL at the hard one.  False: the process has no limit. */
static bool limit_check(struct proc *p)
{
    const struct linux_rlimit64 *limit = &p->limit[RLIMIT_CPU];
    if (p->state == PROC_ZOMBIE || limit->cur == RLIM_INFINITY)
        return false;
    uint64_t utime, stime;
    proc_times(p, &utime, &stime);
    uint64_t seconds = (utime + stime) / NS_PER_SEC;
    if (seconds >= limit->max)
        kill_proc(p, SIGKILL);
    else if (seconds >= limit->cur && seconds > p->cpu_told_seconds) {
        p->cpu_told_seconds = seconds;
        kill_proc(p, SIGXCPU);
    }
    return true;
}

static void tick(void *ctx)
{
    (void)ctx;
    bool again = false;
    share();
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        again |= limit_check(p);
    if (again)
        account_watch();
}

void account_watch(void)
{
    if (!timer.set)
        rt_timer_set(&timer, rt_now_ns() + TICK_NS, tick, NULL);
}
