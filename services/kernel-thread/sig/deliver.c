/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/deliver.c: what happens to a thread's signals at the edge of its program. */
#include "sig/deliver.h"

#include <linux/errno.h>
#include <rt/log.h>

#include "proc/core.h"
#include "proc/exit.h"
#include "proc/proc.h"
#include "sig/action.h"
#include "sig/frame.h"
#include "sig/queue.h"
#include "trace/strace.h"
#include "trace/tracee.h"
#include "time/posix_timer.h"
#include "transport/transport.h"

enum { NR_RESTART_SYSCALL = 128, CALL_WORDS = 12 };

static bool is_restart(long result)
{
    return result == -ERESTARTSYS || result == -ERESTARTNOINTR || result == -ERESTARTNOHAND ||
           result == -ERESTART_RESTARTBLOCK;
}

void syscall_result(struct thread *t, long result)
{
    t->restart_code = 0;
    if (t->state == THREAD_DEAD || t->syscall < 0)
        return;
    if (is_restart(result)) {
        t->restart_code = (int)-result;
        return;
    }
    transport->set_result(t, (uint64_t)result);
}

void syscall_no_result(struct thread *t)
{
    t->syscall = -1;
    t->restart_code = 0;
}

bool signal_work(struct thread *t)
{
    return t->state == THREAD_DEAD ? false : t->restart_code != 0 || t->sig_restore_mask || signal_pending(t);
}

bool signal_dequeue(struct thread *t, uint64_t blocked, struct sig_info *info)
{
    if (!sig_queue_take(&t->pending, blocked, info) && !sig_queue_take(&t->proc->pending, blocked, info))
        return false;
    if (info->code == SI_TIMER)
        posix_timer_taken(t->proc, info);
    return true;
}

static bool signal_take(struct thread *t, struct sig_info *info)
{
    return signal_dequeue(t, t->sig_mask & ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP)), info);
}

/* A handler runs: the interrupted call is restarted afterwards, or has failed with EINTR. */
static void restart_before_handler(struct thread *t, const struct linux_sigaction *act)
{
    int code = t->restart_code;
    t->restart_code = 0;
    if (code == 0 || code == ERESTARTNOINTR || (code == ERESTARTSYS && (act->flags & SA_RESTART)))
        return; /* pc is still at the svc */
    transport->set_result(t, (uint64_t)-EINTR);
}

/* Enters the handler; if its frame cannot be written the thread gets SIGSEGV instead. */
static void run_handler(struct thread *t, const struct sig_info *info)
{
    struct linux_sigaction *slot = &t->proc->actions->action[info->signo - 1];
    struct linux_sigaction act = *slot;

    restart_before_handler(t, &act);
    if (act.flags & SA_RESETHAND)
        slot->handler = SIG_DFL;
    if (signal_frame_push(t, info, &act) != 0) {
        if (info->signo == SIGSEGV)
            slot->handler = SIG_DFL;
        signal_force(t, &(struct sig_info){.signo = SIGSEGV, .code = SI_KERNEL});
        return;
    }
    t->sig_restore_mask = false;
    t->sig_mask |= act.mask;
    if ((act.flags & SA_NODEFER) == 0)
        t->sig_mask |= SIGMASK(info->signo);
    t->sig_mask &= ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP));
}

static void act_on(struct thread *t, const struct sig_info *info)
{
    struct proc *p = t->proc;
    int signo = info->signo;
    uint64_t handler = p->actions->action[signo - 1].handler;

    if (strace_on)
        strace_signal(t, info);

    if (signo != SIGKILL && signo != SIGSTOP && handler != SIG_DFL) {
        if (handler != SIG_IGN)
            run_handler(t, info);
        return;
    }
    switch (signal_default(signo)) {
    case SIG_DEFAULT_IGNORE:
        return;
    case SIG_DEFAULT_STOP:
        if (signo == SIGSTOP || !pgrp_is_orphaned(p->pgrp))
            proc_stop(p, signo);
        return;
    case SIG_DEFAULT_END: {
        enum { DUMPED = 0x80 };
        bool dumped = core_signal(signo) && core_dump(t, info);
        proc_exit_group(p, signo | (dumped ? DUMPED : 0));
        return;
    }
    }
}

void signal_deliver(struct thread *t)
{
    struct proc *p = t->proc;
    struct sig_info info;

    for (;;) {
        if (p->exiting || (p->exec_thread != NULL && p->exec_thread != t)) {
            thread_exit(t);
            return;
        }
        if (t->tracee != NULL && t->tracee->interrupt)
            tracee_interrupted(t);
        else if (p->stop_signal != 0)
            thread_stop(t);
        else if (!signal_take(t, &info))
            break;
        else if (t->tracee == NULL || tracee_signal(t, &info))
            act_on(t, &info);
    }
    if (t->restart_code == ERESTART_RESTARTBLOCK) {
        regs_read(t, CALL_WORDS);
        t->regs.x8 = NR_RESTART_SYSCALL;
        regs_change(t, CALL_WORDS);
    }
    t->restart_code = 0; /* the thread is still at the svc */
    signal_mask_restore(t);
}

void signal_mask_restore(struct thread *t)
{
    if (t->sig_restore_mask)
        t->sig_mask = t->sig_saved_mask;
    t->sig_restore_mask = false;
}
