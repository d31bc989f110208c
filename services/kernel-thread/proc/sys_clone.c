/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_clone.c: clone, clone3, exit and friends. */
#include <string.h>

#include <linux/errno.h>
#include <linux/sched.h>

#include "mm/user.h"
#include "proc/clone.h"
#include "proc/exit.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

long sys_clone(struct thread *t, const uint64_t a[6])
{
    struct clone_request c = {
        .flags = a[0] & ~CSIGNAL & 0xfffffffful,
        .exit_signal = (int)(a[0] & CSIGNAL),
        .stack = a[1],
        .parent_tid = a[2],
        .tls = a[3],
        .child_tid = a[4],
    };
    return clone_run(t, &c);
}

long sys_clone3(struct thread *t, const uint64_t a[6])
{
    enum { SIZE_FIRST = 64 };
    struct linux_clone_args args;
    memset(&args, 0, sizeof(args));
    if (a[1] < SIZE_FIRST)
        return -EINVAL;
    if (a[1] > 4096)
        return -E2BIG;
    size_t size = a[1] < sizeof(args) ? a[1] : sizeof(args);
    if (copy_in(t->proc->mm, &args, a[0], size) != 0)
        return -EFAULT;
    for (uint64_t at = sizeof(args); at < a[1]; at++) { /* fields we do not know must be zero */
        uint8_t byte;
        if (copy_in(t->proc->mm, &byte, a[0] + at, 1) != 0)
            return -EFAULT;
        if (byte != 0)
            return -E2BIG;
    }
    if (args.set_tid_size != 0 || (args.stack == 0) != (args.stack_size == 0) || args.exit_signal > CSIGNAL ||
        (args.flags & CSIGNAL) != 0)
        return -EINVAL;
    struct clone_request c = {
        .flags = args.flags,
        .exit_signal = (int)args.exit_signal,
        .stack = args.stack + args.stack_size,
        .parent_tid = args.parent_tid,
        .child_tid = args.child_tid,
        .tls = args.tls,
    };
    return clone_run(t, &c);
}

long sys_exit(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    if (p->leader == t && !p->exiting)
        p->exit_status = (int)(a[0] & 0xff) << 8;
    thread_exit(t);
    return 0;
}

long sys_exit_group(struct thread *t, const uint64_t a[6])
{
    proc_exit_group(t->proc, (int)(a[0] & 0xff) << 8);
    return 0;
}

long sys_set_tid_address(struct thread *t, const uint64_t a[6])
{
    t->clear_child_tid = a[0];
    return t->tid;
}
