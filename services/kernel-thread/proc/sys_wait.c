/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_wait.c: wait4 and waitid. */
#include <linux/errno.h>
#include <linux/wait.h>

#include "mm/user.h"
#include "proc/exit.h"
#include "proc/proc.h"
#include "proc/usage.h"
#include "trace/syscalls.h"

/* Whom a call waits for, and for what. */
struct wait {
    int kind, id;      /* P_PID, P_PGID, P_ALL */
    int options;       /* WEXITED ... */
};

/* What was found. */
struct event_found {
    int pid, status;   /* status as wait4 gives it */
    int code;          /* CLD_* */
    uint32_t uid;
    struct linux_rusage usage;
};

static bool matches(const struct wait *w, const struct proc *p)
{
    bool clone_child = p->exit_signal != SIGCHLD;
    if ((w->options & WALL) == 0 && clone_child != ((w->options & (int)WCLONE) != 0))
        return false;
    return w->kind == P_ALL || (w->kind == P_PID ? p->pid : p->pgrp) == w->id;
}

static bool has_event(const struct wait *w, struct proc *p, struct event_found *f)
{
    if ((w->options & WEXITED) && p->state == PROC_ZOMBIE) {
        f->status = p->exit_status;
        f->code = (p->exit_status & 0x7f) == 0 ? CLD_EXITED : CLD_KILLED;
    } else if ((w->options & WSTOPPED) && p->state == PROC_STOPPED && p->stop_untold) {
        f->status = p->stop_signal << 8 | 0x7f;
        f->code = CLD_STOPPED;
    } else if ((w->options & WCONTINUED) && p->continue_untold && p->state != PROC_ZOMBIE) {
        f->status = 0xffff;
        f->code = CLD_CONTINUED;
    } else {
        return false;
    }
    f->pid = p->pid;
    f->uid = p->cred.uid;
    usage_of_proc(p, &f->usage, true);
    return true;
}

/* The parent has seen it. */
static void consume(const struct wait *w, struct proc *p)
{
    if (w->options & WNOWAIT)
        return;
    if (p->state == PROC_ZOMBIE)
        proc_reap(p);
    else
        p->stop_untold = p->continue_untold = false;
}

/* 1: found; 0: WNOHANG and nothing yet; -ECHILD, -ERESTARTSYS. */
static long wait_for(struct thread *t, const struct wait *w, struct event_found *f)
{
    for (int err = 0;;) {
        struct proc *p, *oldest = NULL;
        bool any = false;
        LIST_FOREACH (p, &t->proc->children, sibling) {
            if (!matches(w, p))
                continue;
            any = true;
            if (has_event(w, p, f) && (oldest == NULL || p->pid < oldest->pid))
                oldest = p;
        }
        if (oldest != NULL) {
            (void)has_event(w, oldest, f);
            consume(w, oldest);
            return 1;
        }
        if (!any)
            return -ECHILD;
        if (w->options & WNOHANG)
            return 0;
        if (err) /* a signal, but what was waited for has not come with it */
            return err;
        err = wait_interruptible(&t->proc->child_wait, RT_NEVER);
    }
}

long sys_wait4(struct thread *t, const uint64_t a[6])
{
    int pid = (int)a[0], options = (int)a[2];
    if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | (int)WCLONE | WALL))
        return -EINVAL;
    if (pid == INT32_MIN)
        return -ESRCH;
    struct wait w = {.kind = P_PGID, .id = -pid, .options = options | WEXITED};
    if (pid == -1)
        w.kind = P_ALL;
    else if (pid == 0)
        w.id = t->proc->pgrp;
    else if (pid > 0)
        w = (struct wait){.kind = P_PID, .id = pid, .options = w.options};

    struct event_found f;
    long found = wait_for(t, &w, &f);
    if (found <= 0)
        return found;
    if (a[1] != 0 && copy_out(t->proc->mm, a[1], &f.status, sizeof(f.status)) != 0)
        return -EFAULT;
    if (a[3] != 0 && copy_out(t->proc->mm, a[3], &f.usage, sizeof(f.usage)) != 0)
        return -EFAULT;
    return f.pid;
}

long sys_waitid(struct thread *t, const uint64_t a[6])
{
    struct wait w = {.kind = (int)a[0], .id = (int)a[1], .options = (int)a[3]};
    if (w.options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | WNOTHREAD | (int)WCLONE | WALL) ||
        (w.options & (WEXITED | WSTOPPED | WCONTINUED)) == 0)
        return -EINVAL;
    if (w.kind != P_ALL && w.kind != P_PID && w.kind != P_PGID)
        return -EINVAL;
    if ((w.kind == P_PID && w.id <= 0) || w.id < 0)
        return -EINVAL;
    if (w.kind == P_PGID && w.id == 0)
        w.id = t->proc->pgrp;

    struct event_found f;
    long found = wait_for(t, &w, &f);
    if (found < 0)
        return found;
    struct linux_siginfo si = {0};
    if (found > 0) {
        si.signo = SIGCHLD;
        si.code = f.code;
        si.child.pid = f.pid;
        si.child.uid = f.uid;
        si.child.status = f.code == CLD_EXITED ? f.status >> 8 & 0xff
                          : f.code == CLD_KILLED ? f.status & 0x7f
                          : f.code == CLD_STOPPED ? f.status >> 8 & 0xff : SIGCONT;
    }
    if (a[2] != 0 && copy_out(t->proc->mm, a[2], &si, sizeof(si)) != 0)
        return -EFAULT;
    if (a[4] != 0 && found > 0 && copy_out(t->proc->mm, a[4], &f.usage, sizeof(f.usage)) != 0)
        return -EFAULT;
    return 0;
}
