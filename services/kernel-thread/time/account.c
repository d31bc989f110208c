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

static struct {
    uint64_t last_ns; /* up to here the time is counted for somebody */
    struct rt_timer tick;
} self;

void account_enter(struct thread *t)
{
    uint64_t now = rt_now_ns();
    uint64_t since = t->mark_ns > self.last_ns ? t->mark_ns : self.last_ns;
    if (t->mark_ns != 0 && now > since) {
        t->utime_ns += now - since;
        t->turn_ns += now - since;
    }
    t->mark_ns = self.last_ns = now;
}

/* A thread that waited used nothing meanwhile: what others used has moved last_ns on. */
void account_leave(struct thread *t)
{
    uint64_t now = rt_now_ns();
    if (t->mark_ns == self.last_ns) {
        t->stime_ns += now - self.last_ns;
        t->turn_ns += now - self.last_ns;
    } else {
        t->turn_ns = 0; /* it has waited: a new turn */
    }
    t->mark_ns = self.last_ns = now;
}

/* Gives the time since the last event to all who could have used it. */
static void share(void)
{
    uint64_t now = rt_now_ns();
    struct thread *t;
    unsigned users = 0;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            users += t->state == THREAD_USER;
    if (users == 0)
        return;
    uint64_t part = (now - self.last_ns) / users;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            if (t->state == THREAD_USER)
                t->utime_ns += part;
    self.last_ns = now;
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
    if (!self.tick.set)
        rt_timer_set(&self.tick, rt_now_ns() + TICK_NS, tick, NULL);
}
