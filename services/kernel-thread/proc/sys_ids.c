/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_ids.c: process, group and session numbers. */
#include <linux/errno.h>

#include "proc/proc.h"
#include "trace/syscalls.h"

long sys_getpid(struct thread *t, const uint64_t a[6])
{
    (void)a;
    return t->proc->pid;
}

long sys_getppid(struct thread *t, const uint64_t a[6])
{
    (void)a;
    return proc_parent_pid(t->proc);
}

long sys_gettid(struct thread *t, const uint64_t a[6])
{
    (void)a;
    return t->tid;
}

/* By the number of any of its threads. */
static struct proc *proc_or_self(struct thread *t, int pid)
{
    struct proc *p = pid == 0 ? t->proc : proc_find(pid);
    const struct thread *of = p == NULL ? thread_find(pid) : NULL;
    return of != NULL ? of->proc : p;
}

long sys_getpgid(struct thread *t, const uint64_t a[6])
{
    struct proc *p = proc_or_self(t, (int)a[0]);
    return p == NULL ? (int)a[0] == INIT_PID ? INIT_PID : -ESRCH : p->pgrp;
}

long sys_getsid(struct thread *t, const uint64_t a[6])
{
    struct proc *p = proc_or_self(t, (int)a[0]);
    return p == NULL ? (int)a[0] == INIT_PID ? INIT_PID : -ESRCH : p->session;
}

/* Is there such a group in the session?  All members of a group are of one session. */
static bool group_in_session(int pgrp, int session)
{
    const struct proc *p = LIST_FIRST(pgrp_members(pgrp));
    return p != NULL && p->session == session;
}

long sys_setpgid(struct thread *t, const uint64_t a[6])
{
    int pid = (int)a[0] == 0 ? t->proc->pid : (int)a[0];
    int pgrp = (int)a[1] == 0 ? pid : (int)a[1];
    if (pgrp < 0)
        return -EINVAL;
    struct proc *p = proc_or_self(t, pid);
    if (p != NULL && p->pid != pid && (p == t->proc || p->parent == t->proc))
        return -EINVAL; /* a thread that is not the first */
    if (p == NULL || (p != t->proc && p->parent != t->proc))
        return -ESRCH;
    if (p != t->proc && p->session != t->proc->session)
        return -EPERM;
    if (p != t->proc && p->did_exec)
        return -EACCES;
    if (p->session == p->pid || (pgrp != pid && !group_in_session(pgrp, t->proc->session)))
        return -EPERM;
    proc_join(p, pgrp, p->session);
    return 0;
}

long sys_setsid(struct thread *t, const uint64_t a[6])
{
    (void)a;
    struct proc *p = t->proc;
    if (pgrp_in_use(p->pid))
        return -EPERM;
    proc_join(p, p->pid, p->pid);
    p->ctty = NULL;
    return p->pid;
}
