/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/sys_kill.c: sending signals. */
#include <linux/errno.h>

#include "io/control.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "trace/syscalls.h"

static bool may_signal(const struct thread *t, const struct proc *p, int sig)
{
    const struct cred *c = &t->proc->cred, *o = &p->cred;
    return c->euid == 0 || c->euid == o->suid || c->euid == o->uid || c->uid == o->suid || c->uid == o->uid ||
           (sig == SIGCONT && t->proc->session == p->session);
}

static struct sig_info info_of(const struct thread *t, int sig, int code)
{
    return (struct sig_info){.signo = sig, .code = code, .pid = t->proc->pid, .uid = t->proc->cred.uid};
}

static int kill_one(struct thread *t, struct proc *p, int sig)
{
    if (!may_signal(t, p, sig))
        return -EPERM;
    struct sig_info info = info_of(t, sig, SI_USER);
    if (sig != 0)
        signal_proc(p, &info);
    return 0;
}

/* Everybody (pgrp 0; but not the caller) or a group: 0 if one could be signalled. */
static long kill_many(struct thread *t, int pgrp, int sig)
{
    long result = -ESRCH; /* of everybody: EPERM counts for success */
    int pid = 0;
    for (struct proc *p; (p = proc_next(pid)) != NULL;) {
        pid = p->pid;
        if (pgrp != 0 ? p->pgrp != pgrp : p == t->proc)
            continue;
        int err = kill_one(t, p, sig);
        if (pgrp == 0)
            result = err != -EPERM ? err : result == -ESRCH ? 0 : result;
        else if (err == 0 || result != 0)
            result = err;
    }
    return result;
}

/* Signals to process 1 ask the built-in init. */
static long kill_init(struct thread *t, int sig)
{
    if (t->proc->cred.euid != 0)
        return -EPERM;
    if (sig == SIGTERM || sig == SIGINT)
        system_halt("reboot");
    else if (sig == SIGUSR1 || sig == SIGUSR2 || sig == SIGPWR)
        system_halt("poweroff");
    return 0;
}

long sys_kill(struct thread *t, const uint64_t a[6])
{
    int pid = (int)a[0], sig = (int)a[1];
    if (sig < 0 || sig > LINUX_NSIG)
        return -EINVAL;
    if (pid == INT32_MIN)
        return -ESRCH;
    if (pid == INIT_PID)
        return kill_init(t, sig);
    if (pid > 0) {
        struct proc *p = proc_find(pid);
        if (p == NULL && thread_find(pid) != NULL)
            p = thread_find(pid)->proc;
        return p == NULL ? -ESRCH : kill_one(t, p, sig);
    }
    if (pid == -1)
        return kill_many(t, 0, sig);
    return kill_many(t, pid == 0 ? t->proc->pgrp : -pid, sig);
}

static long kill_thread(struct thread *t, int tgid, int tid, int sig)
{
    struct thread *to = thread_find(tid);
    if (tid <= 0 || sig < 0 || sig > LINUX_NSIG)
        return -EINVAL;
    if (to == NULL || (tgid > 0 && to->proc->pid != tgid))
        return proc_find(tid) != NULL && to == NULL && (tgid <= 0 || tgid == tid) ? 0 : -ESRCH; /* a zombie */
    if (!may_signal(t, to->proc, sig))
        return -EPERM;
    struct sig_info info = info_of(t, sig, SI_TKILL);
    if (sig != 0)
        signal_thread(to, &info);
    return 0;
}

long sys_tkill(struct thread *t, const uint64_t a[6])
{
    return kill_thread(t, 0, (int)a[0], (int)a[1]);
}

long sys_tgkill(struct thread *t, const uint64_t a[6])
{
    return (int)a[0] <= 0 ? -EINVAL : kill_thread(t, (int)a[0], (int)a[1], (int)a[2]);
}

/* What a program says about its signal: it may not claim to be the kernel towards others. */
static long info_from_user(struct thread *t, uint64_t addr, int sig, int to_pid, struct sig_info *info)
{
    struct linux_siginfo si;
    if (copy_in(t->proc->mm, &si, addr, sizeof(si)) != 0)
        return -EFAULT;
    if (sig < 0 || sig > LINUX_NSIG)
        return -EINVAL;
    if ((si.code >= 0 || si.code == SI_TKILL) && to_pid != t->proc->pid)
        return -EPERM;
    *info = (struct sig_info){.signo = sig, .code = si.code, .error = si.error, .pid = si.kill.pid,
                              .uid = si.kill.uid, .value = si.kill.value};
    return 0;
}

long sys_rt_sigqueueinfo(struct thread *t, const uint64_t a[6])
{
    struct sig_info info;
    long err = info_from_user(t, a[2], (int)a[1], (int)a[0], &info);
    if (err)
        return err;
    struct proc *p = proc_find((int)a[0]);
    if (p == NULL)
        return -ESRCH;
    if (!may_signal(t, p, info.signo))
        return -EPERM;
    if (info.signo != 0)
        signal_proc(p, &info);
    return 0;
}

long sys_rt_tgsigqueueinfo(struct thread *t, const uint64_t a[6])
{
    struct sig_info info;
    long err = info_from_user(t, a[3], (int)a[2], (int)a[0], &info);
    if (err)
        return err;
    struct thread *to = thread_find((int)a[1]);
    if (to == NULL || to->proc->pid != (int)a[0])
        return -ESRCH;
    if (!may_signal(t, to->proc, info.signo))
        return -EPERM;
    if (info.signo != 0)
        signal_thread(to, &info);
    return 0;
}
