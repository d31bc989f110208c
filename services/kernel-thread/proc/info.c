/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/info.c: questions about processes. */
#include <linux/capability.h>

#include "proc/proc.h"
#include "time/account.h"
#include "trace/tracee.h"

struct thread *init_thread(void)
{
    static struct proc p = {.pid = INIT_PID, .pgrp = INIT_PID, .session = INIT_PID, .comm = "init", .thread_count = 1,
                            .nice_plus_20 = 20};
    static struct thread t = {.tid = INIT_PID, .proc = &p};
    return &t;
}

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
    account_settle();
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
        if (t->tracee != NULL && t->tracee->stopped)
            return 't';
    LIST_FOREACH (t, &p->threads, in_proc)
        if (t->state == THREAD_USER || t == current())
            return 'R';
    return 'S';
}

char thread_state_letter(const struct thread *t)
{
    if (t->tracee != NULL && t->tracee->stopped)
        return 't';
    if (t->proc->state == PROC_STOPPED)
        return 'T';
    return t->state == THREAD_USER || t == current() ? 'R' : 'S';
}

bool proc_may_look(const struct thread *t, const struct proc *p)
{
    const struct cred *c = &t->proc->cred, *o = &p->cred;
    if (p == t->proc)
        return true;
    if (cred_has(t, CAP_SYS_PTRACE))
        return true;
    if (c->uid != o->euid || c->uid != o->suid || c->uid != o->uid || c->gid != o->egid || c->gid != o->sgid ||
        c->gid != o->gid)
        return false;
    return p->dumpable && (o->cap_permitted & ~c->cap_permitted) == 0;
}
