/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/info.c: questions about processes. */
#include "proc/proc.h"

int proc_parent_pid(const struct proc *p)
{
    return p->parent == NULL ? INIT_PID : p->parent->pid;
}

uint64_t proc_rlimit(const struct proc *p, unsigned which)
{
    return p->limit[which].cur;
}

void proc_times(const struct proc *p, uint64_t *utime_ns, uint64_t *stime_ns)
{
    const struct thread *t;
    *utime_ns = p->utime_ns;
    *stime_ns = p->stime_ns;
    LIST_FOREACH (t, &p->threads, in_proc) {
        *utime_ns += rt_ticks_to_ns(t->utime);
        *stime_ns += rt_ticks_to_ns(t->stime);
    }
}

char proc_state_letter(const struct proc *p)
{
    const struct thread *t;
    if (p->state == PROC_ZOMBIE)
        return 'Z';
    if (p->state == PROC_STOPPED)
        return 'T';
    LIST_FOREACH (t, &p->threads, in_proc)
        if (t->state == THREAD_USER || t == current())
            return 'R';
    return 'S';
}

int cred_capable(const struct thread *t)
{
    return t->proc->cred.euid == 0;
}
