/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/sys_kill.c: sending signals. */
#include <linux/capability.h>
#include <linux/errno.h>

#include "io/control.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/kill.h"
#include "sig/signal.h"
#include "trace/syscalls.h"

bool signal_may_send(const struct thread *t, const struct proc *p, int sig)
{
    const struct cred *c = &t->proc->cred, *o = &p->cred;
    return p == t->proc || cred_has(t, CAP_KILL) || c->euid == o->suid || c->euid == o->uid || c->uid == o->suid || c->uid == o->uid ||
           (sig == SIGCONT && t->proc->session == p->session);
}

static struct sig_info info_of(const struct thread *t, int sig, int code)
{
    return (struct sig_info){.signo = sig, .code = code, .pid = t->proc->pid, .uid = t->proc->cred.uid};
}

static int kill_one(struct thread *t, struct proc *p, int sig)
{
    if (!signal_may_send(t, p, sig))
        return -EPERM;
    struct sig_info info = info_of(t, sig, SI_USER);
    if (sig != 0)
        signal_proc(p, &info);
    return 0;
}

/* One of several: the first error stays unless somebody could be signalled. */
static void kill_next(struct thread *t, struct proc *p, int sig, long *result)
{
    int err = kill_one(t, p, sig);
    if (err == 0 || *result != 0)
        *result = err;
}

static long kill_group(struct thread *t, int pgrp, int sig)
{
    struct proc *p;
    long result = -ESRCH;
    LIST_FOREACH (p, pgrp_members(pgrp), in_group)
        kill_next(t, p, sig, &result);
    return result;
}

/* Everybody but the caller. */
static long kill_all(struct thread *t, int sig)
{
    long result = -ESRCH; /* EPERM counts for success */
    int pid = 0;
    for (struct proc *p; (p = proc_next(pid)) != NULL;) {
        pid = p->pid;
        if (p == t->proc)
            continue;
        int err = kill_one(t, p, sig);
        result = err != -EPERM ? err : result == -ESRCH ? 0 : result;
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
        return kill_all(t, sig);
    return kill_group(t, pid == 0 ? t->proc->pgrp : -pid, sig);
}

static long kill_thread(struct thread *t, int tgid, int tid, int sig)
{
    struct thread *to = thread_find(tid);
    if (tid <= 0 || sig < 0 || sig > LINUX_NSIG)
        return -EINVAL;
    if (tid == INIT_PID && (tgid <= 0 || tgid == INIT_PID))
        return kill_init(t, sig);
    if (to == NULL || (tgid > 0 && to->proc->pid != tgid))
        return proc_find(tid) != NULL && to == NULL && (tgid <= 0 || tgid == tid) ? 0 : -ESRCH; /* a zombie */
    if (!signal_may_send(t, to->proc, sig))
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

long signal_info_in(struct thread *t, uint64_t addr, int to_pid, struct sig_info *info)
{
    struct linux_siginfo si;
    if (copy_in(t->proc->mm, &si, addr, sizeof(si)) != 0)
        return -EFAULT;
    if ((si.code >= 0 || si.code == SI_TKILL) && to_pid != t->proc->pid)
        return -EPERM;
    *info = (struct sig_info){.signo = si.signo, .code = si.code, .error = si.error, .pid = si.kill.pid,
                              .uid = si.kill.uid, .value = si.kill.value};
    return 0;
}

/* 0, -EINVAL, -EPERM. */
static int send_check(const struct thread *t, const struct proc *p, int sig)
{
    if (sig < 0 || sig > LINUX_NSIG)
        return -EINVAL;
    return signal_may_send(t, p, sig) ? 0 : -EPERM;
}

long sys_rt_sigqueueinfo(struct thread *t, const uint64_t a[6])
{
    struct sig_info info;
    long err = signal_info_in(t, a[2], (int)a[0], &info);
    if (err)
        return err;
    info.signo = (int)a[1];
    struct proc *p = proc_find((int)a[0]);
    if ((int)a[0] == INIT_PID && (unsigned)info.signo <= LINUX_NSIG)
        return kill_init(t, info.signo);
    if (p == NULL)
        return -ESRCH;
    err = send_check(t, p, info.signo);
    return err == 0 && info.signo != 0 ? signal_proc(p, &info) : err;
}

long sys_rt_tgsigqueueinfo(struct thread *t, const uint64_t a[6])
{
    struct sig_info info;
    if ((int)a[0] <= 0 || (int)a[1] <= 0)
        return copy_in(t->proc->mm, &(struct linux_siginfo){0}, a[3], sizeof(struct linux_siginfo)) != 0 ? -EFAULT : -EINVAL;
    long err = signal_info_in(t, a[3], (int)a[1], &info);
    if (err)
        return err;
    info.signo = (int)a[2];
    struct thread *to = thread_find((int)a[1]);
    if (to == NULL || to->proc->pid != (int)a[0])
        return -ESRCH;
    err = send_check(t, to->proc, info.signo);
    return err == 0 && info.signo != 0 ? signal_thread(to, &info) : err;
}
