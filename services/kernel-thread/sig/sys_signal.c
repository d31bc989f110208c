/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/sys_signal.c: the system calls about signals. */
#include <string.h>

#include <linux/errno.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "sig/action.h"
#include "sig/deliver.h"
#include "sig/frame.h"
#include "sig/queue.h"
#include "trace/syscalls.h"
#include "transport/transport.h"

enum { SIGSET_BYTES = 8 };
#define UNBLOCKABLE (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))

long sys_rt_sigaction(struct thread *t, const uint64_t a[6])
{
    int sig = (int)a[0];
    struct linux_sigaction new, old;
    if (a[3] != SIGSET_BYTES || sig < 1 || sig > LINUX_NSIG)
        return -EINVAL;
    if (a[1] != 0 && copy_in(t->proc->mm, &new, a[1], sizeof(new)) != 0)
        return -EFAULT;
    if (a[1] != 0 && (sig == SIGKILL || sig == SIGSTOP))
        return -EINVAL;

    struct linux_sigaction *act = &t->proc->actions->action[sig - 1];
    old = *act;
    if (a[1] != 0) {
        new.mask &= ~UNBLOCKABLE;
        *act = new;
        if (signal_is_ignored(t->proc, sig)) {
            struct thread *other;
            sig_queue_drop(&t->proc->pending, SIGMASK(sig));
            LIST_FOREACH (other, &t->proc->threads, in_proc)
                sig_queue_drop(&other->pending, SIGMASK(sig));
        }
    }
    return a[2] != 0 ? copy_out(t->proc->mm, a[2], &old, sizeof(old)) : 0;
}

long sys_rt_sigprocmask(struct thread *t, const uint64_t a[6])
{
    uint64_t old = t->sig_mask, set;
    if (a[3] != SIGSET_BYTES)
        return -EINVAL;
    if (a[1] != 0) {
        if (copy_in(t->proc->mm, &set, a[1], sizeof(set)) != 0)
            return -EFAULT;
        set &= ~UNBLOCKABLE;
        t->attention = true;
        switch ((int)a[0]) {
        case SIG_BLOCK:
            t->sig_mask |= set;
            break;
        case SIG_UNBLOCK:
            t->sig_mask &= ~set;
            break;
        case SIG_SETMASK:
            t->sig_mask = set;
            break;
        default:
            return -EINVAL;
        }
    }
    return a[2] != 0 ? copy_out(t->proc->mm, a[2], &old, sizeof(old)) : 0;
}

long sys_rt_sigpending(struct thread *t, const uint64_t a[6])
{
    uint64_t set = (t->pending.set | t->proc->pending.set) & t->sig_mask;
    return a[1] > SIGSET_BYTES ? -EINVAL : copy_out(t->proc->mm, a[0], &set, a[1]);
}

int signal_mask_from_user(struct thread *t, uint64_t mask_addr, uint64_t mask_size)
{
    uint64_t set;
    if (mask_addr == 0)
        return 0;
    if (mask_size != SIGSET_BYTES)
        return -EINVAL;
    if (copy_in(t->proc->mm, &set, mask_addr, sizeof(set)) != 0)
        return -EFAULT;
    t->sig_saved_mask = t->sig_mask;
    t->sig_restore_mask = true;
    t->attention = true;
    t->sig_mask = set & ~UNBLOCKABLE;
    return 0;
}

long sys_rt_sigsuspend(struct thread *t, const uint64_t a[6])
{
    if (a[0] == 0)
        return -EFAULT;
    int err = signal_mask_from_user(t, a[0], a[1]);
    if (err)
        return err;
    while (thread_park(RT_NEVER) != -ERESTARTSYS)
        ;
    return -ERESTARTNOHAND;
}

long sys_rt_sigtimedwait(struct thread *t, const uint64_t a[6])
{
    uint64_t set;
    struct linux_timespec ts;
    if (a[3] != SIGSET_BYTES)
        return -EINVAL;
    if (copy_in(t->proc->mm, &set, a[0], sizeof(set)) != 0 ||
        (a[2] != 0 && copy_in(t->proc->mm, &ts, a[2], sizeof(ts)) != 0))
        return -EFAULT;
    if (a[2] != 0 && (ts.sec < 0 || ts.nsec < 0 || ts.nsec >= NS_PER_SEC))
        return -EINVAL;
    set &= ~UNBLOCKABLE;
    uint64_t deadline = a[2] == 0 ? RT_NEVER : rt_now_ns() + (uint64_t)timespec_ns(&ts);

    struct sig_info info;
    uint64_t mask = t->sig_mask;
    while (!signal_dequeue(t, ~set, &info)) {
        t->sig_mask = mask & ~set; /* so that they wake this thread */
        int err = thread_park(deadline);
        t->sig_mask = mask;
        if (err == -ETIMEDOUT)
            return -EAGAIN;
        if (err == -ERESTARTSYS && ((t->pending.set | t->proc->pending.set) & set) == 0)
            return -EINTR;
    }
    struct linux_siginfo si;
    sig_info_to_user(&info, &si);
    if (a[1] != 0 && copy_out(t->proc->mm, a[1], &si, sizeof(si)) != 0)
        return -EFAULT;
    return info.signo;
}

long sys_rt_sigreturn(struct thread *t, const uint64_t a[6])
{
    (void)a;
    if (signal_frame_pop(t) != 0)
        signal_force(t, &(struct sig_info){.signo = SIGSEGV, .code = SI_KERNEL});
    syscall_no_result(t);
    return 0;
}

long sys_sigaltstack(struct thread *t, const uint64_t a[6])
{
    bool on = signal_on_altstack(t, regs_sp(t));
    struct linux_sigaltstack new, old = {t->altstack_base, 0, 0, t->altstack_size};
    old.flags = (int32_t)t->altstack_flags | (t->altstack_size == 0 ? SS_DISABLE : on ? SS_ONSTACK : 0);

    if (a[0] != 0) {
        if (copy_in(t->proc->mm, &new, a[0], sizeof(new)) != 0)
            return -EFAULT;
        if (on)
            return -EPERM;
        if ((uint32_t)new.flags & ~(SS_DISABLE | SS_ONSTACK | SS_AUTODISARM))
            return -EINVAL;
        if (new.flags & SS_DISABLE) {
            new.sp = 0;
            new.size = 0;
        } else if (new.size < MINSIGSTKSZ) {
            return -ENOMEM;
        }
        t->altstack_base = new.sp;
        t->altstack_size = new.size;
        t->altstack_flags = (uint32_t)new.flags & SS_AUTODISARM;
    }
    return a[1] != 0 ? copy_out(t->proc->mm, a[1], &old, sizeof(old)) : 0;
}
