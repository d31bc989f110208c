/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/dispatch.c: from a number to a handler. */
#include "trace/dispatch.h"

#include <linux/errno.h>
#include <rt/log.h>

#include "proc/proc.h"
#include "sig/deliver.h"
#include "sig/signal.h"
#include "trace/count.h"
#include "trace/strace.h"
#include "trace/syscalls.h"
#include "trace/tracee.h"
#include "transport/answers.h"
#include "transport/transport.h"

#define unlikely(x) __builtin_expect(!!(x), 0)

#define KINDS(kinds) #kinds
static const struct syscall_entry table[SYSCALL_COUNT] = {
#define SYS(number, name, kinds, result, group) [number] = {sys_##name, #name, KINDS(kinds), result, group, 0},
#define ZERO(number, name, kinds, why)          [number] = {0, #name, KINDS(kinds), 0, 0, 1},
#define NONE(number, name, kinds, why)          [number] = {0, #name, KINDS(kinds), 0, 0, 0},
#include <linux/syscalls.def>
#undef SYS
#undef ZERO
#undef NONE
};

const struct syscall_entry *syscall_find(uint64_t number)
{
    return number < SYSCALL_COUNT && table[number].name != NULL ? &table[number] : NULL;
}

/* Once for each program and number. */
static long not_there(struct thread *t, uint64_t number)
{
    struct proc *p = t->proc;
    uint64_t place = number < SYSCALL_COUNT ? number : SYSCALL_COUNT - 1; /* all numbers beyond share one */
    uint64_t bit = 1ul << place % 64;
    answers_enosys(t, (uint32_t)number);
    if (p->seen_enosys[place / 64] & bit)
        return -ENOSYS;
    p->seen_enosys[place / 64] |= bit;
    const struct syscall_entry *e = syscall_find(number);
    log_info("%s/%d: no system call %lu (%s)", t->comm, p->pid, (unsigned long)number, e != NULL ? e->name : "?");
    return -ENOSYS;
}

long syscall_missing(struct thread *t, const uint64_t a[6])
{
    (void)a;
    return not_there(t, (uint32_t)t->syscall);
}

static long syscall_zero(struct thread *t, const uint64_t a[6])
{
    (void)t, (void)a;
    return 0;
}

syscall_fn *syscall_handler(uint64_t number)
{
    const struct syscall_entry *e = syscall_find(number);
    if (e != NULL && e->fn != NULL)
        return e->fn;
    return e != NULL && e->is_zero ? syscall_zero : syscall_missing;
}

/* The result is the registers' as it is, also if it looks like a restart. */
static void not_made(struct thread *t, long result)
{
    if (t->state == THREAD_DEAD)
        return;
    t->restart_code = 0;
    transport->set_result(t, (uint64_t)result);
    if (t->tracee != NULL)
        tracee_call_leave(t);
}

/* Asks the thread's tracer and filters about its call, of which they may make another; false: it has its result. */
static bool may_be_made(struct thread *t)
{
    long result;
    if (t->tracee != NULL) {
        bool made = tracee_call_enter(t);
        if (signal_fatal_pending(t)) {
            syscall_result(t, -EINTR);
            return false;
        }
        if (!made) {
            transport->set_result(t, t->regs.x0);
            return false;
        }
        if (t->syscall < 0) { /* none at all */
            not_made(t, (long)t->regs.x0);
            return false;
        }
    }
    if (t->seccomp.mode == SECCOMP_MODE_DISABLED || seccomp_call(t, &result))
        return true;
    not_made(t, result);
    return false;
}

void syscall_run(struct thread *t, uint32_t number)
{
    const struct user_regs *r = &t->regs;

    t->syscall = (int)number;
    t->syscall_pc = r->pc;
    if (unlikely(thread_watched(t)) && !may_be_made(t))
        return;
    number = (uint32_t)t->syscall;
    const uint64_t a[6] = {r->x0, r->x1, r->x2, r->x3, r->x4, r->x5};
    const struct syscall_entry *e = syscall_find(number);
    struct syscall_count *count = syscall_count(number);
    long result;
    count->calls++;
    if (strace_on)
        strace_enter(t, e, number, a);
    if (e != NULL && e->fn != NULL)
        result = e->fn(t, a);
    else
        result = e != NULL && e->is_zero ? 0 : not_there(t, number);
    count->errors += result < 0 && result > -ERESTARTSYS;
    if (strace_on)
        strace_leave(t, e, number, a, result);
    syscall_result(t, result);
    if (t->tracee != NULL)
        tracee_call_leave(t);
}
