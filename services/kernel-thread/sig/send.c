/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/send.c: signals on their way to processes and threads. */
#include <linux/errno.h>
#include <rt/fiber.h>

#include "proc/proc.h"
#include "sig/action.h"
#include "sig/queue.h"
#include "sig/signal.h"
#include "trace/tracee.h"
#include "transport/transport.h"

#define STOPS (SIGMASK(SIGSTOP) | SIGMASK(SIGTSTP) | SIGMASK(SIGTTIN) | SIGMASK(SIGTTOU))
#define UNBLOCKABLE (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))

enum sig_default signal_default(int signo)
{
    switch (signo) {
    case SIGCHLD: case SIGURG: case SIGWINCH: case SIGCONT:
        return SIG_DEFAULT_IGNORE;
    case SIGSTOP: case SIGTSTP: case SIGTTIN: case SIGTTOU:
        return SIG_DEFAULT_STOP;
    default:
        return SIG_DEFAULT_END;
    }
}

static uint64_t handler_of(const struct proc *p, int signo)
{
    return p->actions->action[signo - 1].handler;
}

bool signal_is_ignored(const struct proc *p, int signo)
{
    uint64_t handler = handler_of(p, signo);
    if (handler == SIG_IGN)
        return signo != SIGKILL && signo != SIGSTOP;
    return handler == SIG_DFL && signal_default(signo) == SIG_DEFAULT_IGNORE;
}

int signal_pending(struct thread *t)
{
    struct proc *p = t->proc;
    if (p->exiting || (p->exec_thread != NULL && p->exec_thread != t) || p->stop_signal != 0)
        return 1;
    if (t->tracee != NULL && t->tracee->interrupt)
        return 1;
    return ((t->pending.set | p->pending.set) & ~(t->sig_mask & ~UNBLOCKABLE)) != 0;
}

int signal_fatal_pending(struct thread *t)
{
    struct proc *p = t->proc;
    return p->exiting || (p->exec_thread != NULL && p->exec_thread != t) ||
           ((t->pending.set | p->pending.set) & SIGMASK(SIGKILL)) != 0;
}

/* Makes the thread look: it may run, wait interruptibly, or be stopped. */
void thread_wake(struct thread *t)
{
    t->attention = true;
    if (t->state == THREAD_USER)
        thread_kick(t);
    else if (t->fiber != NULL && !t->tramp)
        rt_interrupt(t->fiber);
}

/* SIGCONT and SIGKILL end a stop even when blocked or ignored; a stop signal and SIGCONT cancel each
 * other. */
static void stop_and_continue(struct proc *p, int signo)
{
    struct thread *t;
    uint64_t cancel = signo == SIGCONT ? STOPS : SIGMASK(signo) & STOPS ? SIGMASK(SIGCONT) : 0;
    if (cancel != 0) {
        sig_queue_drop(&p->pending, cancel);
        LIST_FOREACH (t, &p->threads, in_proc)
            sig_queue_drop(&t->pending, cancel);
    }
    if (signo != SIGCONT && signo != SIGKILL)
        return;
    if (p->state == PROC_STOPPED || p->stop_signal != 0)
        proc_continue(p, signo == SIGCONT);
}

static bool wants(const struct thread *t, int signo)
{
    return t->state != THREAD_DEAD && (t->sig_mask & SIGMASK(signo) & ~UNBLOCKABLE) == 0;
}

/* Blocked ones stay pending, as sigwait may take them; others that are ignored vanish. */
static bool dropped(const struct proc *p, const struct thread *t, int signo)
{
    if (t != NULL && t->tracee != NULL)
        return false; /* its tracer sees it first */
    return signal_is_ignored(p, signo) && (t == NULL || (t->sig_mask & SIGMASK(signo)) == 0);
}

int signal_thread(struct thread *t, const struct sig_info *info)
{
    struct proc *p = t->proc;
    stop_and_continue(p, info->signo);
    if (t->state == THREAD_DEAD || dropped(p, t, info->signo))
        return 0;
    int err = sig_queue_add(&t->pending, p, info);
    if (err)
        return err;
    rt_waitq_wake_all(&p->signalfd_wait);
    if (wants(t, info->signo))
        thread_wake(t);
    return 0;
}

int signal_proc(struct proc *p, const struct sig_info *info)
{
    if (p->state == PROC_ZOMBIE)
        return 0;
    stop_and_continue(p, info->signo);
    if (dropped(p, p->leader, info->signo))
        return 0;
    int err = sig_queue_add(&p->pending, p, info);
    if (err)
        return err;
    rt_waitq_wake_all(&p->signalfd_wait);

    struct thread *t, *taker = NULL;
    LIST_FOREACH (t, &p->threads, in_proc)
        if (wants(t, info->signo) && (taker == NULL || t == p->leader))
            taker = t;
    if (info->signo == SIGKILL) {
        LIST_FOREACH (t, &p->threads, in_proc)
            thread_wake(t);
    } else if (taker != NULL) {
        thread_wake(taker);
    }
    return 0;
}

void signal_force(struct thread *t, const struct sig_info *info)
{
    struct linux_sigaction *act = &t->proc->actions->action[info->signo - 1];
    if ((t->sig_mask & SIGMASK(info->signo)) != 0 || act->handler == SIG_IGN) {
        act->handler = SIG_DFL;
        t->sig_mask &= ~SIGMASK(info->signo);
    }
    (void)sig_queue_add(&t->pending, t->proc, info);
    t->attention = true;
}

int kill_proc(struct proc *p, int sig)
{
    if (p == NULL)
        return -ESRCH;
    if (sig != 0)
        signal_proc(p, &(struct sig_info){.signo = sig, .code = SI_KERNEL});
    return 0;
}

int kill_pgrp(int pgrp, int sig)
{
    int err = -ESRCH;
    struct proc *p;
    LIST_FOREACH (p, pgrp_members(pgrp), in_group)
        if (p->state != PROC_ZOMBIE)
            err = kill_proc(p, sig);
    return err;
}

int signal_ignored_or_blocked(struct thread *t, int sig)
{
    return (t->sig_mask & SIGMASK(sig)) != 0 || handler_of(t->proc, sig) == SIG_IGN;
}

int pgrp_is_orphaned(int pgrp)
{
    const struct proc *p;
    LIST_FOREACH (p, pgrp_members(pgrp), in_group) {
        if (p->state == PROC_ZOMBIE || p->parent == NULL)
            continue;
        if (p->parent->pgrp != pgrp && p->parent->session == p->session)
            return 0;
    }
    return 1;
}

int thread_park(uint64_t deadline_ns)
{
    struct thread *t = current();
    if (t != NULL && signal_pending(t))
        return -ERESTARTSYS;
    if (t != NULL)
        t->waits++;
    int err = rt_park_deadline(deadline_ns, t != NULL);
    return err == -EINTR ? -ERESTARTSYS : err;
}

int wait_interruptible(struct rt_waitq *q, uint64_t deadline_ns)
{
    struct rt_waiter w;
    rt_waitq_add(q, &w);
    int err = thread_park(deadline_ns);
    rt_waitq_remove(&w);
    return err;
}
