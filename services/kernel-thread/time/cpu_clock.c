/* SPDX-License-Identifier: BSD-2-Clause */
/* time/cpu_clock.c: ids and values of the clocks of used processor time. */
#include "time/cpu_clock.h"

#include <linux/errno.h>
#include <linux/time.h>

#include "proc/proc.h"

enum { KIND = 3, KINDS = 3 /* the fourth is a clock of a file */, OF_THREAD = 4, NUMBER_SHIFT = 3 };

static int find_by_number(struct thread *t, int number, bool of_thread, struct cpu_clock *c)
{
    struct thread *other = number == 0 ? t : thread_find(number);
    if (of_thread) {
        if (other == NULL || other->proc != t->proc)
            return -EINVAL;
        c->pid = t->proc->pid;
        c->tid = other->tid;
        return 0;
    }
    c->pid = number == 0 ? t->proc->pid : number;
    c->tid = 0;
    return proc_find(c->pid) == NULL ? -EINVAL : 0;
}

int cpu_clock_find(struct thread *t, int clock, struct cpu_clock *c)
{
    if (clock >= 0) {
        c->kind = CPU_CLOCK_SCHED;
        return find_by_number(t, 0, clock == CLOCK_THREAD_CPUTIME_ID, c);
    }
    if ((clock & KIND) >= KINDS)
        return -EINVAL;
    c->kind = clock & KIND;
    return find_by_number(t, ~(clock >> NUMBER_SHIFT), (clock & OF_THREAD) != 0, c);
}

uint64_t cpu_clock_now(const struct cpu_clock *c)
{
    uint64_t user, system;
    if (c->tid != 0) {
        const struct thread *t = thread_find(c->tid);
        if (t == NULL)
            return 0;
        user = rt_ticks_to_ns(t->utime);
        system = rt_ticks_to_ns(t->stime);
    } else {
        const struct proc *p = proc_find(c->pid);
        if (p == NULL)
            return 0;
        proc_times(p, &user, &system);
    }
    return c->kind == CPU_CLOCK_VIRTUAL ? user : user + system;
}
