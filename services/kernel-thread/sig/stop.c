/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/stop.c: job control stops.
 *
 * proc->stop_signal asks all threads to stop; each one parks at the edge of its program, and when the
 * last has parked the process is stopped and the parent is told. */
#include <rt/fiber.h>

#include "proc/exit.h"
#include "proc/proc.h"
#include "sig/action.h"
#include "trace/tracee.h"

static bool all_stopped(const struct proc *p)
{
    struct thread *t;
    LIST_FOREACH (t, &p->threads, in_proc)
        if (t->state != THREAD_STOPPED)
            return false;
    return true;
}

void proc_stop(struct proc *p, int signo)
{
    struct thread *t;
    p->stop_signal = signo;
    LIST_FOREACH (t, &p->threads, in_proc) {
        t->attention = true;
        if (t != current())
            thread_wake(t);
    }
}

void thread_stop(struct thread *t)
{
    struct proc *p = t->proc;
    if (t->tracee != NULL) {
        tracee_group_stop(t, p->stop_signal);
        p->stop_signal = 0; /* the tracer has let it go on */
        return;
    }
    t->state = THREAD_STOPPED;
    if (all_stopped(p) && p->state == PROC_ALIVE) {
        p->state = PROC_STOPPED;
        p->stop_untold = true;
        proc_tell_parent(p, CLD_STOPPED, p->stop_signal);
    }
    while (p->stop_signal != 0 && !signal_fatal_pending(t))
        rt_park_intr();
    t->state = THREAD_KERNEL;
}

void proc_continue(struct proc *p, bool tell)
{
    struct thread *t;
    bool was = p->state == PROC_STOPPED;
    p->stop_signal = 0;
    p->stop_untold = false;
    p->state = PROC_ALIVE;
    LIST_FOREACH (t, &p->threads, in_proc)
        if (t->state == THREAD_STOPPED)
            rt_interrupt(t->fiber);
    if (was && tell) {
        p->continue_untold = true;
        proc_tell_parent(p, CLD_CONTINUED, SIGCONT);
    }
}
