/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/seccomp.c: system calls that a thread gave up: strict mode, and filters written in classic BPF. */
#include "proc/seccomp.h"

#include <stdlib.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/ptrace.h>

#include "mm/user.h"
#include "proc/bpf.h"
#include "proc/exit.h"
#include "proc/proc.h"
#include "trace/ptrace.h"
#include "trace/syscalls.h"
#include "trace/tracee.h"
#include "transport/answers.h"
#include "transport/transport.h"

enum {
    CHAIN_MOST = 32768,       /* instructions that a thread's filters may have together (Linux) */
    CHAIN_PENALTY = 4,        /* instructions that each filter counts besides its own */
    SYS_SECCOMP = 1,          /* si_code of SIGSYS */
    ERRNO_MOST = 4095,
    NR_READ = 63, NR_WRITE = 64, NR_EXIT = 93, NR_RT_SIGRETURN = 139
};

struct seccomp_filter {
    unsigned refs;                 /* threads and newer filters */
    struct seccomp_filter *older;  /* counted */
    unsigned count, chain, filters; /* instructions here; with all older ones and penalties; filters in the chain */
    bool needs_pc;                 /* this one or an older one looks at the address of the call */
    struct linux_sock_filter program[];
};

static void filter_put(struct seccomp_filter *f)
{
    while (f != NULL && --f->refs == 0) {
        struct seccomp_filter *older = f->older;
        free(f);
        f = older;
    }
}

void seccomp_inherit(struct thread *child, const struct thread *t)
{
    child->seccomp = t->seccomp;
    if (child->seccomp.filter != NULL)
        child->seccomp.filter->refs++;
    if (child->seccomp.mode != SECCOMP_MODE_DISABLED)
        answers_off(child);
}

void seccomp_end(struct thread *t)
{
    filter_put(t->seccomp.filter);
    t->seccomp.filter = NULL;
}

unsigned seccomp_count(const struct thread *t)
{
    return t->seccomp.filter != NULL ? t->seccomp.filter->filters : 0;
}

/* -- a call is made -- */

static bool is_lower(uint32_t action, uint32_t than)
{
    return (int32_t)(action & SECCOMP_RET_ACTION_FULL) < (int32_t)(than & SECCOMP_RET_ACTION_FULL);
}

/* What all filters say together: the strictest, of equal ones the newest. */
static uint32_t verdict(struct thread *t)
{
    const struct user_regs *r = &t->regs;
    if (t->seccomp.filter->needs_pc)
        regs_read_all(t);
    const struct linux_seccomp_data data = {
        .number = t->syscall, .arch = AUDIT_ARCH_AARCH64, .pc = t->syscall_pc + 4,
        .args = {r->x0, r->x1, r->x2, r->x3, r->x4, r->x5},
    };
    uint32_t result = SECCOMP_RET_ALLOW;
    for (const struct seccomp_filter *f = t->seccomp.filter; f != NULL; f = f->older) {
        uint32_t one = bpf_run(f->program, &data, sizeof(data));
        if (is_lower(one, result))
            result = one;
    }
    return result;
}

/* SIGSYS that tells of the call, which has not happened: x0 is what it was. */
static long trap(struct thread *t, uint32_t data)
{
    regs_read_all(t);
    signal_force(t, &(struct sig_info){.signo = SIGSYS, .code = SYS_SECCOMP, .error = (int)data, .pid = t->syscall,
                                       .uid = AUDIT_ARCH_AARCH64, .value = t->syscall_pc + 4});
    return (long)t->regs.x0;
}

static void end(struct thread *t, uint32_t action)
{
    if (action == SECCOMP_RET_KILL_THREAD && t->proc->thread_count > 1)
        thread_exit_status(t, SIGSYS);
    else
        proc_exit_group(t->proc, SIGSYS);
}

/* The tracer decides: false: the call is not made. */
static bool ask_tracer(struct thread *t, uint32_t data, long *result)
{
    *result = -ENOSYS;
    if (!tracee_seccomp(t, data))
        return false;
    if (signal_fatal_pending(t)) {
        *result = -EINTR;
        return false;
    }
    *result = (long)t->regs.x0; /* which the tracer chose, if it wants no call */
    return t->syscall >= 0;
}

static bool strict_call(struct thread *t)
{
    int n = t->syscall;
    if (n == NR_READ || n == NR_WRITE || n == NR_EXIT || n == NR_RT_SIGRETURN)
        return true;
    thread_exit_status(t, SIGKILL);
    return false;
}

bool seccomp_call(struct thread *t, long *result)
{
    *result = 0;
    if (t->tracee != NULL && (t->tracee->options & PTRACE_O_SUSPEND_SECCOMP))
        return true;
    if (t->seccomp.mode == SECCOMP_MODE_STRICT)
        return strict_call(t);
    for (bool asked = false;; asked = true) {
        uint32_t what = verdict(t), action = what & SECCOMP_RET_ACTION_FULL, data = what & SECCOMP_RET_DATA;
        switch (action) {
        case SECCOMP_RET_ALLOW: case SECCOMP_RET_LOG:
            return true;
        case SECCOMP_RET_ERRNO:
            *result = -(long)(data < ERRNO_MOST ? data : ERRNO_MOST);
            return false;
        case SECCOMP_RET_TRAP:
            *result = trap(t, data);
            return false;
        case SECCOMP_RET_TRACE:
            if (asked)
                return true;
            if (!ask_tracer(t, data, result))
                return false;
            break; /* the filters see what the tracer made of it */
        case SECCOMP_RET_USER_NOTIF: /* no filter can have a listener */
            *result = -ENOSYS;
            return false;
        default:
            end(t, action);
            return false;
        }
    }
}

/* -- filters are looked at, and installed -- */

long seccomp_peek(struct thread *t, const struct thread *of, uint64_t nth, uint64_t addr)
{
    const struct seccomp_filter *f = of->seccomp.filter;
    if (!cred_has(t, CAP_SYS_ADMIN) || t->seccomp.mode != SECCOMP_MODE_DISABLED)
        return -EACCES;
    if (of->seccomp.mode != SECCOMP_MODE_FILTER)
        return -EINVAL;
    if (nth >= f->filters)
        return -ENOENT;
    while (f->filters != nth + 1)
        f = f->older;
    if (addr != 0 && copy_out(t->proc->mm, addr, f->program, f->count * sizeof(f->program[0])) != 0)
        return -EFAULT;
    return f->count;
}

static int filter_new(struct thread *t, uint64_t addr, struct seccomp_filter **made)
{
    struct linux_sock_fprog prog;
    if (copy_in(t->proc->mm, &prog, addr, sizeof(prog)) != 0)
        return -EFAULT;
    if (prog.len == 0 || prog.len > BPF_MOST)
        return -EINVAL;
    if (!t->proc->no_new_privs && !cred_has(t, CAP_SYS_ADMIN))
        return -EACCES;
    if (prog.filter == 0)
        return -EINVAL;
    size_t bytes = prog.len * sizeof(struct linux_sock_filter);
    struct seccomp_filter *f = malloc(sizeof(*f) + bytes);
    if (f == NULL)
        return -ENOMEM;
    int err = copy_in(t->proc->mm, f->program, prog.filter, bytes) != 0
                  ? -EFAULT : bpf_check(f->program, prog.len, sizeof(struct linux_seccomp_data));
    if (err) {
        free(f);
        return err;
    }
    f->refs = 1;
    f->count = prog.len;
    f->needs_pc = false;
    for (unsigned i = 0; i < f->count; i++)
        f->needs_pc |= f->program[i].code == (BPF_LD | BPF_W | BPF_ABS) && (f->program[i].k == 8 || f->program[i].k == 12);
    *made = f;
    return 0;
}

static bool is_ancestor(const struct seccomp_filter *f, const struct seccomp_filter *of)
{
    while (of != NULL && of != f)
        of = of->older;
    return of == f;
}

/* A thread that cannot take over the caller's filters: it has others; NULL: all can. */
static const struct thread *different(const struct thread *t)
{
    const struct thread *other;
    LIST_FOREACH (other, &t->proc->threads, in_proc)
        if (other != t && other->state != THREAD_DEAD &&
            (other->seccomp.mode == SECCOMP_MODE_STRICT || !is_ancestor(other->seccomp.filter, t->seccomp.filter)))
            return other;
    return NULL;
}

static void mode_set(struct thread *t, uint8_t mode)
{
    t->seccomp.mode = mode;
    answers_off(t); /* from now on every call is looked at */
}

static void others_follow(struct thread *t)
{
    struct thread *other;
    LIST_FOREACH (other, &t->proc->threads, in_proc) {
        if (other == t || other->state == THREAD_DEAD)
            continue;
        t->seccomp.filter->refs++;
        filter_put(other->seccomp.filter);
        other->seccomp.filter = t->seccomp.filter;
        mode_set(other, SECCOMP_MODE_FILTER);
    }
}

static long filter_set(struct thread *t, uint64_t flags, uint64_t addr)
{
    const uint64_t known = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW |
                           SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
    struct seccomp_filter *f, *older = t->seccomp.filter;
    if ((flags & ~known) != 0)
        return -EINVAL;
    int err = filter_new(t, addr, &f);
    if (err)
        return err;
    const struct thread *other = flags & SECCOMP_FILTER_FLAG_TSYNC ? different(t) : NULL;
    f->chain = f->count + (older != NULL ? older->chain + CHAIN_PENALTY : 0);
    long result = t->seccomp.mode == SECCOMP_MODE_STRICT ? -EINVAL
                  : f->chain > CHAIN_MOST                ? -ENOMEM
                  : other == NULL                        ? 0
                  : flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH ? -ESRCH : other->tid;
    if (result != 0) {
        free(f);
        return result;
    }
    f->older = older; /* and the thread's count of it */
    f->filters = older != NULL ? older->filters + 1 : 1;
    f->needs_pc |= older != NULL && older->needs_pc;
    t->seccomp.filter = f;
    mode_set(t, SECCOMP_MODE_FILTER);
    if (flags & SECCOMP_FILTER_FLAG_TSYNC)
        others_follow(t);
    return 0;
}

static long strict_set(struct thread *t)
{
    if (t->seccomp.mode == SECCOMP_MODE_FILTER)
        return -EINVAL;
    mode_set(t, SECCOMP_MODE_STRICT);
    return 0;
}

static long action_known(struct thread *t, uint64_t addr)
{
    uint32_t action;
    if (copy_in(t->proc->mm, &action, addr, sizeof(action)) != 0)
        return -EFAULT;
    switch (action) {
    case SECCOMP_RET_KILL_PROCESS: case SECCOMP_RET_KILL_THREAD: case SECCOMP_RET_TRAP: case SECCOMP_RET_ERRNO:
    case SECCOMP_RET_TRACE: case SECCOMP_RET_LOG: case SECCOMP_RET_ALLOW:
        return 0;
    default:
        return -EOPNOTSUPP;
    }
}

long sys_seccomp(struct thread *t, const uint64_t a[6])
{
    uint32_t flags = (uint32_t)a[1];
    switch ((uint32_t)a[0]) {
    case SECCOMP_SET_MODE_STRICT:
        return flags != 0 || a[2] != 0 ? -EINVAL : strict_set(t);
    case SECCOMP_SET_MODE_FILTER:
        return filter_set(t, flags, a[2]);
    case SECCOMP_GET_ACTION_AVAIL:
        return flags != 0 ? -EINVAL : action_known(t, a[2]);
    default:
        return -EINVAL;
    }
}

long seccomp_prctl(struct thread *t, uint64_t mode, uint64_t addr)
{
    return mode == SECCOMP_MODE_STRICT ? strict_set(t) : mode == SECCOMP_MODE_FILTER ? filter_set(t, 0, addr) : -EINVAL;
}
