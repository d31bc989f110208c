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
        .pidfd = a[2],
    };
    if ((c.flags & CLONE_PIDFD) && (c.flags & CLONE_PARENT_SETTID))
        return -EINVAL; /* both go to the same place */
    return clone_run(t, &c);
}

static int args_check(struct thread *t, const struct linux_clone_args *args)
{
    enum { SET_TID_MOST = 32 };
    const uint64_t known = 0xffffffff | CLONE_CLEAR_SIGHAND;
    if (args->set_tid_size > SET_TID_MOST || (args->set_tid == 0) != (args->set_tid_size == 0))
        return -EINVAL;
    if (args->exit_signal > CSIGNAL || args->exit_signal > LINUX_NSIG)
        return -EINVAL;
    if ((args->flags & ~known) != 0 || (args->flags & (CLONE_DETACHED | (CSIGNAL & ~CLONE_NEWTIME))) != 0)
        return -EINVAL; /* CLONE_INTO_CGROUP too: there are no groups of that kind */
    if ((args->flags & (CLONE_THREAD | CLONE_PARENT)) && args->exit_signal != 0)
        return -EINVAL;
    if ((args->stack == 0) != (args->stack_size == 0))
        return -EINVAL;
    if (args->set_tid_size != 0) /* choosing numbers is for checkpoint and restore, which there is not */
        return cred_capable(t) ? -EINVAL : -EPERM;
    return 0;
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
    int err = args_check(t, &args);
    if (err)
        return err;
    struct clone_request c = {
        .flags = args.flags,
        .exit_signal = (int)args.exit_signal,
        .stack = args.stack + args.stack_size,
        .parent_tid = args.parent_tid,
        .child_tid = args.child_tid,
        .tls = args.tls,
        .pidfd = args.pidfd,
    };
    return clone_run(t, &c);
}

long sys_exit(struct thread *t, const uint64_t a[6])
{
    thread_exit_status(t, (int)(a[0] & 0xff) << 8);
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
