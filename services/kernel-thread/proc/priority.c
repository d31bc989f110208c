/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/priority.c: priorities of Linux' threads as priorities of the kernel's.
 *
 * All others stay runnable: in each second real-time threads that do not stop give up the last part, as on Linux
 * (kernel.sched_rt_runtime_us), so that a shell can end them. */
#include "proc/priority.h"

#include <linux/sched.h>
#include <rt/timer.h>

#include "mm/kobj.h"
#include "proc/futex.h"
#include "proc/proc.h"

enum { PERIOD_NS = 1000 * 1000 * 1000, RUN_NS = 950 * 1000 * 1000 };

static struct {
    unsigned count;            /* threads with a priority here */
    bool pauses;               /* they are as all others for the rest of the period */
    struct rt_timer timer;
} self;

static bool is_rt(const struct thread *t)
{
    return t->sched.policy == SCHED_FIFO || t->sched.policy == SCHED_RR;
}

unsigned priority_of(const struct thread *t)
{
    unsigned own = is_rt(t) ? t->sched.priority : 0, lent = LIST_EMPTY(&t->pi_owned) ? 0 : futex_pi_lent(t);
    return lent > own ? lent : own;
}

static void give(struct thread *t)
{
    kobj_thread_priority(t->kobj, self.pauses ? 0 : t->rt_priority);
}

static void period(void *ctx);

/* Those that are in their programs have not stopped; who waits is not asked. */
static void all_give(bool pauses)
{
    struct thread *t;
    self.pauses = pauses;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            if (t->rt_priority != 0 && t->kobj != NULL)
                give(t);
}

static bool any_runs(void)
{
    struct thread *t;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            if (t->rt_priority != 0 && t->state == THREAD_USER)
                return true;
    return false;
}

/* On the loop's stack, twice in a period while there are such threads. */
static void period(void *ctx)
{
    (void)ctx;
    bool pause = !self.pauses && any_runs();
    if (pause || self.pauses)
        all_give(pause);
    if (self.count != 0)
        rt_timer_set(&self.timer, rt_now_ns() + (pause ? PERIOD_NS - RUN_NS : RUN_NS), period, NULL);
}

void priority_apply(struct thread *t)
{
    unsigned now = priority_of(t);
    if (now == t->rt_priority || t->state == THREAD_DEAD || t->kobj == NULL)
        return;
    self.count += (now != 0) - (t->rt_priority != 0);
    t->rt_priority = (uint8_t)now;
    if (now != 0)
        t->turn_limit = UINT64_MAX; /* it gives way to nobody below it */
    else
        t->turn_limit = 0;
    give(t);
    if (self.count != 0 && !self.timer.set)
        rt_timer_set(&self.timer, rt_now_ns() + RUN_NS, period, NULL);
}

void priority_end(struct thread *t)
{
    if (t->rt_priority == 0)
        return;
    self.count--;
    t->rt_priority = 0;
    kobj_thread_priority(t->kobj, 0);
}

bool priority_has_equals(const struct thread *t)
{
    const struct thread *other;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (other, &p->threads, in_proc)
            if (other != t && other->state == THREAD_USER && other->rt_priority == t->rt_priority)
                return true;
    return false;
}
