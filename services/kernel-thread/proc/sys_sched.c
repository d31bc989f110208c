/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling calls.  There is one processor.  Real-time threads go first (priority.c), all others share the rest in turn;
 * their policies and nice values are kept and told as Linux does, with its rules of who may ask for what. */
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/time.h>

#include "mm/user.h"
#include "proc/priority.h"
#include "proc/proc.h"
#include "trace/syscalls.h"
#include "transport/transport.h"

enum { RT_PRIORITY_LOWEST = 1, RT_PRIORITY_HIGHEST = 99, RR_SLICE_NS = 100000000, FAIR_SLICE_NS = 4000000,
       AFFINITY_BYTES = 8 };
enum { POLICY_KEEP = -1 };

static struct thread *find(struct thread *t, uint64_t pid)
{
    return (int)pid == 0 ? t : (int)pid == INIT_PID ? init_thread() : thread_find((int)pid);
}

long sys_sched_yield(struct thread *t, const uint64_t a[6])
{
    (void)a;
    if (t->rt_priority == 0 || priority_has_equals(t))
        thread_yield(t);
    return 0;
}

static int policy_told(const struct thread *t)
{
    return (int)t->sched.policy | (t->sched.reset_on_fork ? SCHED_RESET_ON_FORK : 0);
}

long sys_sched_getscheduler(struct thread *t, const uint64_t a[6])
{
    if ((int)a[0] < 0)
        return -EINVAL;
    struct thread *of = find(t, a[0]);
    return of ? policy_told(of) : -ESRCH;
}

long sys_sched_getparam(struct thread *t, const uint64_t a[6])
{
    if ((int)a[0] < 0 || !a[1])
        return -EINVAL;
    struct thread *of = find(t, a[0]);
    if (!of)
        return -ESRCH;
    int32_t priority = (int32_t)of->sched.priority;
    return copy_out(t->proc->mm, a[1], &priority, sizeof(priority));
}

static bool is_fair(int policy)
{
    return policy == SCHED_OTHER || policy == SCHED_BATCH;
}

static bool is_rt(int policy)
{
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool same_owner(const struct thread *t, const struct thread *of)
{
    const struct cred *c = thread_cred(t), *o = thread_cred(of);
    return c->euid == o->euid || c->euid == o->uid;
}

/* What a thread without CAP_SYS_NICE may do to another: 0 or -EPERM. */
static int may_set(const struct thread *t, const struct thread *of, const struct sched_setting *s, int nice)
{
    const struct proc *p = of->proc;
    int nice_now = 20 - (int)p->nice_plus_20;
    bool nicer = nice < nice_now && (uint64_t)(20 - nice) > proc_rlimit(p, RLIMIT_NICE);
    if (cred_has(t, CAP_SYS_NICE))
        return 0;
    if (is_fair((int)s->policy) && nicer)
        return -EPERM;
    if (is_rt((int)s->policy)) {
        uint64_t most = proc_rlimit(p, RLIMIT_RTPRIO);
        if (s->policy != of->sched.policy && most == 0)
            return -EPERM;
        if (s->priority > of->sched.priority && s->priority > most)
            return -EPERM;
    }
    if (of->sched.policy == SCHED_IDLE && s->policy != SCHED_IDLE &&
        (uint64_t)(20 - nice_now) > proc_rlimit(p, RLIMIT_NICE))
        return -EPERM;
    if (!same_owner(t, of) || (of->sched.reset_on_fork && !s->reset_on_fork))
        return -EPERM;
    return 0;
}

/* nice: INT32_MIN keeps it. */
static int set(struct thread *t, struct thread *of, const struct sched_setting *s, int nice)
{
    int policy = (int)s->policy;
    if (!is_fair(policy) && !is_rt(policy) && policy != SCHED_IDLE)
        return -EINVAL; /* SCHED_DEADLINE too */
    if (s->priority > RT_PRIORITY_HIGHEST || is_rt(policy) != (s->priority != 0))
        return -EINVAL;
    int err = may_set(t, of, s, nice == INT32_MIN ? 20 - (int)of->proc->nice_plus_20 : nice);
    if (err)
        return err;
    of->sched = *s;
    priority_apply(of);
    if (nice != INT32_MIN && is_fair(policy))
        of->proc->nice_plus_20 = (uint32_t)(20 - nice);
    return 0;
}

static long set_policy(struct thread *t, uint64_t pid, int policy, uint64_t param_addr)
{
    int32_t priority;

    if ((int)pid < 0 || !param_addr)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &priority, param_addr, sizeof(priority));
    if (err)
        return err;
    struct thread *of = find(t, pid);
    if (!of)
        return -ESRCH;
    struct sched_setting s = of->sched;
    if (policy != POLICY_KEEP) {
        s.policy = (uint32_t)policy & ~(uint32_t)SCHED_RESET_ON_FORK;
        s.reset_on_fork = (policy & SCHED_RESET_ON_FORK) != 0;
    }
    s.priority = (uint32_t)priority;
    return set(t, of, &s, INT32_MIN);
}

long sys_sched_setscheduler(struct thread *t, const uint64_t a[6])
{
    return (int)a[1] < 0 ? -EINVAL : set_policy(t, a[0], (int)a[1], a[2]);
}

long sys_sched_setparam(struct thread *t, const uint64_t a[6])
{
    return set_policy(t, a[0], POLICY_KEEP, a[1]);
}

/* Copies the attributes in, as long as their first word says.  -E2BIG tells the size we know. */
static int attr_in(struct thread *t, uint64_t addr, struct linux_sched_attr *attr)
{
    struct mm *mm = t->proc->mm;
    uint32_t size, ours = sizeof(*attr);
    memset(attr, 0, sizeof(*attr));
    if (copy_in(mm, &size, addr, sizeof(size)) != 0)
        return -EFAULT;
    if (size == 0)
        size = SCHED_ATTR_SIZE_0;
    bool fits = size >= SCHED_ATTR_SIZE_0 && size <= PAGE_BYTES;
    for (uint32_t at = ours; fits && at < size; at++) {
        uint8_t byte;
        if (copy_in(mm, &byte, addr + at, 1) != 0)
            return -EFAULT;
        fits = byte == 0;
    }
    if (!fits)
        return copy_out(mm, addr, &ours, sizeof(ours)) != 0 ? -EFAULT : -E2BIG;
    if (copy_in(mm, attr, addr, size < ours ? size : ours) != 0)
        return -EFAULT;
    if ((attr->flags & (SCHED_FLAG_UTIL_MIN | SCHED_FLAG_UTIL_MAX)) && size < ours)
        return -EINVAL;
    attr->nice = attr->nice < -20 ? -20 : attr->nice > 19 ? 19 : attr->nice;
    return 0;
}

long sys_sched_setattr(struct thread *t, const uint64_t a[6])
{
    struct linux_sched_attr attr;
    if (!a[1] || (int)a[0] < 0 || (uint32_t)a[2])
        return -EINVAL;
    int err = attr_in(t, a[1], &attr);
    if (err)
        return err;
    if ((int)attr.policy < 0)
        return -EINVAL;
    struct thread *of = find(t, a[0]);
    if (!of)
        return -ESRCH;
    if (attr.flags & ~(uint64_t)SCHED_FLAG_ALL)
        return -EINVAL;
    if (attr.flags & (SCHED_FLAG_UTIL_MIN | SCHED_FLAG_UTIL_MAX))
        return -EOPNOTSUPP;
    struct sched_setting s = {attr.policy, attr.priority, (attr.flags & SCHED_FLAG_RESET_ON_FORK) != 0};
    if (attr.flags & SCHED_FLAG_KEEP_POLICY)
        s.policy = of->sched.policy;
    if (attr.flags & SCHED_FLAG_KEEP_PARAMS)
        s.priority = of->sched.priority;
    return set(t, of, &s, attr.flags & SCHED_FLAG_KEEP_PARAMS ? INT32_MIN : attr.nice);
}

long sys_sched_getattr(struct thread *t, const uint64_t a[6])
{
    struct linux_sched_attr attr = {0};
    uint32_t size = (uint32_t)a[2];
    if (!a[1] || (int)a[0] < 0 || size > PAGE_BYTES || size < SCHED_ATTR_SIZE_0 || (uint32_t)a[3])
        return -EINVAL;
    struct thread *of = find(t, a[0]);
    if (!of)
        return -ESRCH;
    attr.policy = of->sched.policy;
    attr.flags = of->sched.reset_on_fork ? SCHED_FLAG_RESET_ON_FORK : 0;
    if (is_rt((int)attr.policy))
        attr.priority = of->sched.priority;
    else
        attr.nice = 20 - (int)of->proc->nice_plus_20;
    attr.size = size < sizeof(attr) ? size : sizeof(attr);
    return copy_out(t->proc->mm, a[1], &attr, attr.size);
}

long sys_sched_getaffinity(struct thread *t, const uint64_t a[6])
{
    uint64_t mask = 1;

    if ((uint32_t)a[1] < 1 || a[1] % sizeof(uint64_t))
        return -EINVAL;
    if (!find(t, a[0]))
        return -ESRCH;
    int err = copy_out(t->proc->mm, a[2], &mask, sizeof(mask));
    return err ? err : AFFINITY_BYTES;
}

long sys_sched_setaffinity(struct thread *t, const uint64_t a[6])
{
    uint64_t mask = 0, bytes = (uint32_t)a[1] < sizeof(mask) ? (uint32_t)a[1] : sizeof(mask);
    int err = copy_in(t->proc->mm, &mask, a[2], bytes);

    if (err)
        return err;
    const struct thread *of = find(t, a[0]);
    if (!of)
        return -ESRCH;
    if (!same_owner(t, of) && !cred_has(t, CAP_SYS_NICE))
        return -EPERM;
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
    case SCHED_IDLE:
    case SCHED_DEADLINE: return 0;
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
    if ((int)a[0] < 0)
        return -EINVAL;
    const struct thread *of = find(t, a[0]);
    if (!of)
        return -ESRCH;
    struct linux_timespec slice = ns_timespec(of->sched.policy == SCHED_RR ? RR_SLICE_NS
                                              : of->sched.policy == SCHED_FIFO ? 0 : FAIR_SLICE_NS);
    return copy_out(t->proc->mm, a[1], &slice, sizeof(slice));
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
