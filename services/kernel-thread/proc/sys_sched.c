/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling calls: one processor, and programs of one priority that share it in turn. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/time.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"
#include "transport/transport.h"

enum { RT_PRIORITY_LOWEST = 1, RT_PRIORITY_HIGHEST = 99, SLICE_NS = 10000000, AFFINITY_BYTES = 8 };

static struct thread *find(struct thread *t, uint64_t pid)
{
    return (int)pid == 0 ? t : thread_find((int)pid);
}

long sys_sched_yield(struct thread *t, const uint64_t a[6])
{
    (void)a;
    thread_yield(t);
    return 0;
}

long sys_sched_getscheduler(struct thread *t, const uint64_t a[6])
{
    if ((int)a[0] < 0)
        return -EINVAL;
    return find(t, a[0]) ? SCHED_OTHER : -ESRCH;
}

long sys_sched_getparam(struct thread *t, const uint64_t a[6])
{
    int32_t priority = 0;

    if ((int)a[0] < 0 || !a[1])
        return -EINVAL;
    return find(t, a[0]) ? copy_out(t->proc->mm, a[1], &priority, sizeof(priority)) : -ESRCH;
}

static long set_policy(struct thread *t, uint64_t pid, int policy, uint64_t param_addr)
{
    int32_t priority;

    if ((int)pid < 0 || !param_addr)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &priority, param_addr, sizeof(priority));
    if (err)
        return err;
    if (!find(t, pid))
        return -ESRCH;
    if (policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE)
        return priority == 0 ? 0 : -EINVAL;
    if (policy != SCHED_FIFO && policy != SCHED_RR)
        return -EINVAL;
    if (priority < RT_PRIORITY_LOWEST || priority > RT_PRIORITY_HIGHEST)
        return -EINVAL;
    return -EPERM; /* real-time policies are not offered */
}

long sys_sched_setscheduler(struct thread *t, const uint64_t a[6])
{
    return set_policy(t, a[0], (int)a[1], a[2]);
}

long sys_sched_setparam(struct thread *t, const uint64_t a[6])
{
    return set_policy(t, a[0], SCHED_OTHER, a[1]);
}

long sys_sched_getaffinity(struct thread *t, const uint64_t a[6])
{
    uint64_t mask = 1;

    if (a[1] < AFFINITY_BYTES || a[1] % sizeof(uint64_t))
        return -EINVAL;
    if (!find(t, a[0]))
        return -ESRCH;
    int err = copy_out(t->proc->mm, a[2], &mask, sizeof(mask));
    return err ? err : AFFINITY_BYTES;
}

long sys_sched_setaffinity(struct thread *t, const uint64_t a[6])
{
    uint64_t mask = 0, bytes = a[1] < sizeof(mask) ? a[1] : sizeof(mask);
    int err = copy_in(t->proc->mm, &mask, a[2], bytes);

    if (err)
        return err;
    if (!find(t, a[0]))
        return -ESRCH;
    return mask & 1 ? 0 : -EINVAL;
}

long sys_sched_get_priority_max(struct thread *t, const uint64_t a[6])
{
    (void)t;
    switch ((int)a[0]) {
    case SCHED_FIFO:
    case SCHED_RR: return RT_PRIORITY_HIGHEST;
    case SCHED_OTHER:
    case SCHED_BATCH:
    case SCHED_IDLE: return 0;
    }
    return -EINVAL;
}

long sys_sched_get_priority_min(struct thread *t, const uint64_t a[6])
{
    long most = sys_sched_get_priority_max(t, a);

    return most > 0 ? RT_PRIORITY_LOWEST : most;
}

long sys_sched_rr_get_interval(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec slice = ns_timespec(SLICE_NS);

    if ((int)a[0] < 0)
        return -EINVAL;
    return find(t, a[0]) ? copy_out(t->proc->mm, a[1], &slice, sizeof(slice)) : -ESRCH;
}

long sys_getcpu(struct thread *t, const uint64_t a[6])
{
    uint32_t zero = 0;

    for (int i = 0; i < 2; i++) {
        int err = a[i] ? copy_out(t->proc->mm, a[i], &zero, sizeof(zero)) : 0;
        if (err)
            return err;
    }
    return 0;
}
