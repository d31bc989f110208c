/* SPDX-License-Identifier: BSD-2-Clause */
/* time/account.c: processor time of threads, timers on it, and the limit on it.
 *
 * While a timer is set, the time is divided among the threads that could run whenever the first of them
 * may have expired, so that a program that never enters the kernel is caught too. */
#include "time/account.h"

#include <stddef.h>

#include <linux/time.h>
#include <rt/timer.h>

#include "proc/proc.h"
#include "time/cpu_clock.h"

enum { TICK_MIN_NS = 1000 * 1000, TICK_MAX_NS = 1000 * 1000 * 1000 };

static struct {
    struct rt_timer tick;
    LIST_HEAD(, cpu_timer) timers;
} self;

/* How many could run, of those with the highest priority. */
static unsigned users_count(unsigned *priority)
{
    unsigned users = 0;
    struct thread *t;
    *priority = 0;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc) {
            if (t->state != THREAD_USER || t->rt_priority < *priority)
                continue;
            users = t->rt_priority > *priority ? 1 : users + 1;
            *priority = t->rt_priority;
        }
    return users;
}

/* Gives so many ticks to all who could have used them. */
static void share(uint64_t ticks)
{
    unsigned priority, users = users_count(&priority);
    struct thread *t;
    if (users == 0)
        return;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            if (t->state == THREAD_USER && t->rt_priority == priority)
                t->utime += ticks / users;
}

void account_settle(void)
{
    enum { WORTH_NS = 1000 * 1000 };
    uint64_t ticks = edge.unclaimed;
    if (rt_ticks_to_ns(ticks) < WORTH_NS)
        return;
    edge.unclaimed = 0;
    share(ticks);
}

static uint64_t remaining(const struct cpu_timer *timer)
{
    uint64_t now = cpu_clock_now(&timer->clock);
    return timer->expires_ns > now ? timer->expires_ns - now : 0;
}

static void tick(void *ctx);

/* With one processor no clock advances faster than time. */
static void tick_in(uint64_t ns)
{
    uint64_t wait = ns < TICK_MIN_NS ? TICK_MIN_NS : ns > TICK_MAX_NS ? TICK_MAX_NS : ns;
    uint64_t deadline = rt_now_ns() + wait;
    if (!self.tick.set || self.tick.deadline_ns > deadline)
        rt_timer_set(&self.tick, deadline, tick, NULL);
}

static void tick(void *ctx)
{
    (void)ctx;
    struct cpu_timer *timer, *next;
    uint64_t now = counter_about(), ticks = edge.unclaimed + now - edge.accounted;
    edge.accounted = now;
    edge.unclaimed = 0;
    share(ticks);
    for (timer = LIST_FIRST(&self.timers); timer != NULL; timer = next) {
        next = LIST_NEXT(timer, link);
        if (remaining(timer) != 0)
            continue;
        cpu_timer_cancel(timer);
        timer->fn(timer); /* may set itself again, at the front; others stay */
    }
    uint64_t least = UINT64_MAX;
    LIST_FOREACH (timer, &self.timers, link)
        if (remaining(timer) < least)
            least = remaining(timer);
    if (least != UINT64_MAX)
        tick_in(least);
}

void cpu_timer_set(struct cpu_timer *timer, uint64_t expires_ns)
{
    timer->expires_ns = expires_ns;
    if (!timer->set)
        LIST_INSERT_HEAD(&self.timers, timer, link);
    timer->set = true;
    tick_in(remaining(timer));
}

void cpu_timer_cancel(struct cpu_timer *timer)
{
    if (timer->set)
        LIST_REMOVE(timer, link);
    timer->set = false;
}

/* SIGXCPU each second past the soft limit, SIGKILL at the hard one. */
static void limit_reached(struct cpu_timer *timer)
{
    struct proc *p = (struct proc *)((char *)timer - offsetof(struct proc, cpu_limit));
    const struct linux_rlimit64 *limit = &p->limit[RLIMIT_CPU];
    uint64_t seconds = cpu_clock_now(&timer->clock) / NS_PER_SEC;
    if (p->state == PROC_ZOMBIE)
        return;
    if (seconds >= limit->max) {
        kill_proc(p, SIGKILL);
        return;
    }
    if (seconds >= limit->cur) {
        kill_proc(p, SIGXCPU);
        cpu_timer_set(timer, (seconds + 1) * NS_PER_SEC);
        return;
    }
    account_limit(p);
}

void account_limit(struct proc *p)
{
    const struct linux_rlimit64 *limit = &p->limit[RLIMIT_CPU];
    cpu_timer_cancel(&p->cpu_limit);
    if (limit->cur >= UINT64_MAX / NS_PER_SEC)
        return;
    p->cpu_limit.clock = (struct cpu_clock){p->pid, 0, CPU_CLOCK_PROF};
    p->cpu_limit.fn = limit_reached;
    cpu_timer_set(&p->cpu_limit, (limit->cur != 0 ? limit->cur : 1) * NS_PER_SEC);
}
