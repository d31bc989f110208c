/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/sys_ptrace.c: the requests of ptrace. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/ptrace.h>

#include "mm/mm.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/action.h"
#include "sig/frame.h"
#include "trace/ptrace.h"
#include "trace/syscalls.h"

static long trace_me(struct thread *t)
{
    if (t->tracee != NULL)
        return -EPERM;
    if (t->proc->parent == NULL)
        return 0; /* init does not look */
    return tracee_attach(t, t->proc->parent) == NULL ? -ENOMEM : 0;
}

int tracee_poke(struct mm *mm, uint64_t addr, const void *bytes, size_t size)
{
    return copy_out_forced(mm, addr, bytes, size) == (ssize_t)size ? 0 : -EIO;
}

static long peek(struct thread *t, struct mm *mm, uint64_t addr, uint64_t to)
{
    uint64_t word;
    if (copy_in_forced(mm, &word, addr, sizeof(word)) != sizeof(word))
        return -EIO;
    return copy_out(t->proc->mm, to, &word, sizeof(word));
}

static long go_on(struct tracee *x, uint64_t data, enum tracee_run run)
{
    if (data > LINUX_NSIG)
        return -EIO;
    x->run = run;
    tracee_resume(x, (int)data);
    return 0;
}

static long siginfo_get(struct thread *t, struct tracee *x, uint64_t addr)
{
    struct linux_siginfo si;
    if (x->info.signo == 0)
        return -EINVAL;
    sig_info_to_user(&x->info, &si);
    return copy_out(t->proc->mm, addr, &si, sizeof(si));
}

static long siginfo_set(struct thread *t, struct tracee *x, uint64_t addr)
{
    struct linux_siginfo si;
    if (copy_in(t->proc->mm, &si, addr, sizeof(si)) != 0)
        return -EFAULT;
    if (x->info.signo == 0)
        return -EINVAL;
    x->info = (struct sig_info){.signo = si.signo, .code = si.code, .error = si.error, .pid = si.kill.pid,
                                .uid = si.kill.uid, .value = si.kill.value};
    return 0;
}

/* Signals that wait, none of which is taken: how many were copied. */
static long siginfo_peek(struct thread *t, struct tracee *x, uint64_t args_addr, uint64_t to)
{
    struct linux_peeksiginfo_args args;
    const struct sig_queue *q = &x->thread->pending;
    struct sig_entry *e;
    long done = 0;
    if (copy_in(t->proc->mm, &args, args_addr, sizeof(args)) != 0)
        return -EFAULT;
    if ((args.flags & ~(uint32_t)PEEKSIGINFO_SHARED) != 0 || args.count < 0)
        return -EINVAL;
    if (args.flags & PEEKSIGINFO_SHARED)
        q = &x->thread->proc->pending;
    TAILQ_FOREACH (e, &q->list, link) {
        struct linux_siginfo si;
        if (args.off != 0) {
            args.off--;
            continue;
        }
        if (done == args.count)
            break;
        sig_info_to_user(&e->info, &si);
        if (copy_out(t->proc->mm, to + (uint64_t)done * sizeof(si), &si, sizeof(si)) != 0)
            return done != 0 ? done : -EFAULT;
        done++;
    }
    return done;
}

/* 0, -EINVAL, -EPERM: only who may do anything sets filters aside. */
static int options_check(const struct thread *t, uint64_t options)
{
    if (options & ~(uint64_t)PTRACE_O_ALL)
        return -EINVAL;
    if ((options & PTRACE_O_SUSPEND_SECCOMP) == 0)
        return 0;
    return !cred_has(t, CAP_SYS_ADMIN) || t->seccomp.mode != SECCOMP_MODE_DISABLED ? -EPERM : 0;
}

static long sigmask(struct thread *t, struct tracee *x, const uint64_t a[6])
{
    uint64_t set = x->thread->sig_mask;
    if (a[2] != sizeof(set))
        return -EINVAL;
    if (a[0] == PTRACE_GETSIGMASK)
        return copy_out(t->proc->mm, a[3], &set, sizeof(set));
    if (copy_in(t->proc->mm, &set, a[3], sizeof(set)) != 0)
        return -EFAULT;
    x->thread->sig_mask = set & ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP));
    return 0;
}

static long listen(struct tracee *x)
{
    if (!x->seized || x->status >> 16 != PTRACE_EVENT_STOP)
        return -EIO;
    x->listening = true;
    return 0;
}

static long attach(struct thread *t, int pid, bool seize, uint64_t addr, uint64_t options)
{
    if (seize && (addr != 0 || options_check(t, options) == -EINVAL))
        return -EIO;
    if (seize && options_check(t, options) != 0)
        return -EPERM;
    struct thread *to = thread_find(pid);
    if (to == NULL)
        return proc_find(pid) != NULL || pid == INIT_PID ? -EPERM : -ESRCH; /* a zombie, or the built-in one */
    if (to->proc == t->proc || to->tracee != NULL || !proc_may_look(t, to->proc))
        return -EPERM;
    struct tracee *x = tracee_attach(to, t->proc);
    if (x == NULL)
        return -ENOMEM;
    x->seized = seize;
    x->options = seize ? (uint32_t)options : 0;
    if (!seize)
        signal_thread(to, &(struct sig_info){.signo = SIGSTOP, .code = SI_USER, .pid = t->proc->pid});
    else if (to->proc->stop_signal != 0)
        x->interrupt = true;
    thread_wake(to); /* from now on it takes the long way */
    return 0;
}

/* Requests to a stopped tracee. */
static long request(struct thread *t, struct tracee *x, const uint64_t a[6])
{
    struct mm *mm = x->thread->proc->mm;
    switch (a[0]) {
    case PTRACE_PEEKTEXT: case PTRACE_PEEKDATA:
        return mm == NULL ? -EIO : peek(t, mm, a[2], a[3]);
    case PTRACE_POKETEXT: case PTRACE_POKEDATA:
        return mm == NULL ? -EIO : tracee_poke(mm, a[2], &a[3], sizeof(a[3]));
    case PTRACE_CONT:
        return go_on(x, a[3], TRACEE_CONT);
    case PTRACE_SYSCALL:
        return go_on(x, a[3], TRACEE_SYSCALL);
    case PTRACE_SINGLESTEP: {
        int err = a[3] > LINUX_NSIG ? -EIO : tracee_step_begin(x->thread, x);
        return err ? err : go_on(x, a[3], TRACEE_CONT);
    }
    case PTRACE_DETACH:
        if (a[3] > LINUX_NSIG)
            return -EIO;
        tracee_detach(x, (int)a[3]);
        return 0;
    case PTRACE_SETOPTIONS:
        if (options_check(t, a[3]) != 0)
            return options_check(t, a[3]);
        x->options = (uint32_t)a[3];
        return 0;
    case PTRACE_PEEKSIGINFO:
        return siginfo_peek(t, x, a[2], a[3]);
    case PTRACE_SECCOMP_GET_FILTER:
        return seccomp_peek(t, x->thread, a[2], a[3]);
    case PTRACE_SYSEMU:
        return go_on(x, a[3], TRACEE_SYSEMU);
    case PTRACE_GETEVENTMSG:
        return copy_out(t->proc->mm, a[3], &x->message, sizeof(x->message));
    case PTRACE_GETSIGINFO:
        return siginfo_get(t, x, a[3]);
    case PTRACE_SETSIGINFO:
        return siginfo_set(t, x, a[3]);
    case PTRACE_GETREGSET: case PTRACE_SETREGSET:
        return tracee_regset(t, x, a[2], a[3], a[0] == PTRACE_SETREGSET);
    case PTRACE_LISTEN:
        return listen(x);
    case PTRACE_GETSIGMASK: case PTRACE_SETSIGMASK:
        return sigmask(t, x, a);
    case PTRACE_GET_SYSCALL_INFO:
        return tracee_call_info(t, x, a[2], a[3]);
    default:
        return -EIO;
    }
}

long sys_ptrace(struct thread *t, const uint64_t a[6])
{
    if (a[0] == PTRACE_TRACEME)
        return trace_me(t);
    if (a[0] == PTRACE_ATTACH || a[0] == PTRACE_SEIZE)
        return attach(t, (int)a[1], a[0] == PTRACE_SEIZE, a[2], a[3]);
    struct thread *to = thread_find((int)a[1]);
    struct tracee *x = to != NULL ? to->tracee : NULL;
    if (x == NULL || x->tracer != t->proc)
        return -ESRCH;
    if (a[0] == PTRACE_KILL) {
        kill_proc(to->proc, SIGKILL);
        return 0;
    }
    if (a[0] == PTRACE_INTERRUPT) {
        if (!x->seized)
            return -EIO;
        x->interrupt = true;
        thread_wake(to);
        return 0;
    }
    if (!x->stopped || x->listening)
        return -ESRCH;
    return request(t, x, a);
}
