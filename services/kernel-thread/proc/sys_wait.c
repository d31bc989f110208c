/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_wait.c: wait4 and waitid. */
#include <string.h>

#include <linux/errno.h>
#include <linux/wait.h>

#include "mm/user.h"
#include "proc/exit.h"
#include "proc/pidfd.h"
#include "proc/proc.h"
#include "proc/usage.h"
#include "trace/syscalls.h"
#include "trace/tracee.h"

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
        f->code = exit_code_of(p->exit_status);
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

/* Looks at one child: is it meant (*any), and has it something to tell that comes before *first? */
static void look_at(const struct wait *w, struct proc *p, struct event_found *f, bool *any, struct proc **first)
{
    if (!matches(w, p) || (p->state == PROC_ZOMBIE && (w->options & WEXITED) == 0))
        return;
    *any = true;
    if (has_event(w, p, f) && (*first == NULL || p->pid < (*first)->pid))
        *first = p;
}

/* A stop of a tracee, or its end. */
static void tracee_found(const struct wait *w, struct tracee *x, struct event_found *f)
{
    memset(f, 0, sizeof(*f));
    f->pid = x->tid;
    f->status = x->status;
    f->code = x->thread != NULL ? CLD_TRAPPED : exit_code_of(x->status);
    if (x->thread != NULL) {
        f->uid = x->thread->proc->cred.uid;
        usage_of_proc(x->thread->proc, &f->usage, false);
    }
    if ((w->options & WNOWAIT) == 0)
        tracee_seen(x);
}

/* 1: found; 0: WNOHANG and nothing yet; -ECHILD, -ERESTARTSYS. */
static long wait_for(struct thread *t, const struct wait *w, struct event_found *f)
{
    for (int err = 0;;) {
        struct proc *p, *oldest = NULL;
        bool any = false;
        if (w->kind == P_PID) {
            p = proc_find(w->id);
            if (p != NULL && p->parent == t->proc)
                look_at(w, p, f, &any, &oldest);
        } else {
            LIST_FOREACH (p, &t->proc->children, sibling)
                look_at(w, p, f, &any, &oldest);
        }
        if (oldest != NULL) {
            (void)has_event(w, oldest, f);
            consume(w, oldest);
            return 1;
        }
        struct tracee *x = tracee_waited(t->proc, w->kind, w->id, &any);
        if (x != NULL) {
            tracee_found(w, x, f);
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

/* Whom waitid's first two arguments mean.  -EINVAL, -EBADF. */
static int wait_target(struct thread *t, struct wait *w, bool *nonblock)
{
    *nonblock = false;
    switch (w->kind) {
    case P_ALL:
        return 0;
    case P_PID:
        return w->id <= 0 ? -EINVAL : 0;
    case P_PGID:
        if (w->id == 0)
            w->id = t->proc->pgrp;
        return w->id < 0 ? -EINVAL : 0;
    case P_PIDFD:
        if (w->id < 0)
            return -EINVAL;
        w->kind = P_PID;
        return pidfd_target(t, w->id, &w->id, nonblock);
    default:
        return -EINVAL;
    }
}

static struct linux_siginfo siginfo_of(const struct event_found *f)
{
    struct linux_siginfo si = {.signo = SIGCHLD, .code = f->code};
    si.child.pid = f->pid;
    si.child.uid = f->uid;
    si.child.status = f->code == CLD_CONTINUED ? SIGCONT
                      : f->code == CLD_KILLED || f->code == CLD_DUMPED ? f->status & 0x7f : f->status >> 8 & 0xff;
    return si;
}

/* Waits as waitid does: 1 found, 0 nothing yet, or -errno. */
static long wait_by_id(struct thread *t, const uint64_t a[6], struct event_found *f)
{
    struct wait w = {.kind = (int)a[0], .id = (int)a[1], .options = (int)a[3]};
    bool nonblock;
    if (w.options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | WNOTHREAD | (int)WCLONE | WALL) ||
        (w.options & (WEXITED | WSTOPPED | WCONTINUED)) == 0)
        return -EINVAL;
    int err = wait_target(t, &w, &nonblock);
    if (err)
        return err;
    if (nonblock)
        w.options |= WNOHANG;
    long found = wait_for(t, &w, f);
    return found == 0 && nonblock && ((int)a[3] & WNOHANG) == 0 ? -EAGAIN : found;
}

long sys_waitid(struct thread *t, const uint64_t a[6])
{
    struct event_found f;
    struct linux_siginfo si = {0};
    long found = wait_by_id(t, a, &f);
    if (found > 0) {
        si = siginfo_of(&f);
        if (a[4] != 0 && copy_out(t->proc->mm, a[4], &f.usage, sizeof(f.usage)) != 0)
            return -EFAULT;
    }
    if (found == -ERESTARTSYS)
        return found;
    /* Written, empty, after errors too. */
    if (a[2] != 0 && copy_out(t->proc->mm, a[2], &si, sizeof(si)) != 0)
        return -EFAULT;
    return found < 0 ? found : 0;
}
