/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_usage.c: getrusage, times, limits, priorities. */
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>

#include "mm/mm.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "proc/table.h"
#include "proc/usage.h"
#include "time/account.h"
#include "time/clock.h"
#include "trace/syscalls.h"

static struct linux_timeval timeval_of(uint64_t ns)
{
    return (struct linux_timeval){(int64_t)(ns / NS_PER_SEC), (int64_t)(ns % NS_PER_SEC / 1000)};
}

void usage_of_proc(const struct proc *p, struct linux_rusage *u, bool with_children)
{
    uint64_t utime, stime;
    memset(u, 0, sizeof(*u));
    proc_times(p, &utime, &stime);
    if (with_children) {
        utime += p->child_utime_ns;
        stime += p->child_stime_ns;
    }
    u->utime = timeval_of(utime);
    u->stime = timeval_of(stime);
    u->minflt = (int64_t)p->min_faults;
    u->majflt = (int64_t)p->maj_faults;
    struct mm_stats st = {0};
    if (p->mm != NULL)
        mm_statistics(p->mm, &st);
    u->maxrss = (int64_t)(st.peak > p->peak_pages ? st.peak : p->peak_pages) * 4;
}

long sys_getrusage(struct thread *t, const uint64_t a[6])
{
    struct linux_rusage u;
    switch ((int)a[0]) {
    case RUSAGE_SELF:
        usage_of_proc(t->proc, &u, false);
        break;
    case RUSAGE_THREAD:
        usage_of_proc(t->proc, &u, false);
        u.utime = timeval_of(rt_ticks_to_ns(t->utime));
        u.stime = timeval_of(rt_ticks_to_ns(t->stime));
        break;
    case RUSAGE_CHILDREN:
        memset(&u, 0, sizeof(u));
        u.utime = timeval_of(t->proc->child_utime_ns);
        u.stime = timeval_of(t->proc->child_stime_ns);
        u.minflt = (int64_t)t->proc->child_min_faults;
        u.majflt = (int64_t)t->proc->child_maj_faults;
        u.maxrss = (int64_t)t->proc->child_peak_pages * 4;
        break;
    default:
        return -EINVAL;
    }
    return copy_out(t->proc->mm, a[1], &u, sizeof(u));
}

long sys_times(struct thread *t, const uint64_t a[6])
{
    enum { TICK_NS = NS_PER_SEC / USER_HZ };
    uint64_t utime, stime;
    proc_times(t->proc, &utime, &stime);
    struct linux_tms tms = {
        .utime = (int64_t)(utime / TICK_NS),
        .stime = (int64_t)(stime / TICK_NS),
        .cutime = (int64_t)(t->proc->child_utime_ns / TICK_NS),
        .cstime = (int64_t)(t->proc->child_stime_ns / TICK_NS),
    };
    if (a[0] != 0 && copy_out(t->proc->mm, a[0], &tms, sizeof(tms)) != 0)
        return -EFAULT;
    return (long)(clock_monotonic_ns() / TICK_NS);
}

static struct proc *proc_or_self(struct thread *t, int pid)
{
    return pid == 0 ? t->proc : proc_find(pid);
}

/* p NULL: init's, which nobody looks at. */
static long limit_set(struct thread *t, struct proc *p, struct linux_rlimit64 *limit, unsigned which,
                      const struct linux_rlimit64 *new)
{
    if (new->cur > new->max)
        return -EINVAL;
    if (new->max > limit->max && !cred_has(t, CAP_SYS_RESOURCE))
        return -EPERM;
    if (which == RLIMIT_NOFILE && new->max > 1048576)
        return -EPERM; /* fs.nr_open */
    *limit = *new;
    if (which == RLIMIT_CPU && p != NULL)
        account_limit(p);
    return 0;
}

/* Another's limits: for who is that user and group in each way. */
static bool may_limit(const struct thread *t, const struct proc *p)
{
    static const struct cred root;
    const struct cred *c = &t->proc->cred, *o = p != NULL ? &p->cred : &root;
    bool same = c->uid == o->uid && c->uid == o->euid && c->uid == o->suid && c->gid == o->gid && c->gid == o->egid &&
                c->gid == o->sgid;
    return p == t->proc || same || cred_has(t, CAP_SYS_RESOURCE);
}

long sys_prlimit64(struct thread *t, const uint64_t a[6])
{
    unsigned which = (unsigned)a[1];
    struct linux_rlimit64 new;
    if (which >= RLIMIT_COUNT)
        return -EINVAL;
    if (a[2] != 0 && copy_in(t->proc->mm, &new, a[2], sizeof(new)) != 0)
        return -EFAULT;
    struct proc *p = proc_or_self(t, (int)a[0]);
    static struct proc init;
    if (p == NULL && (int)a[0] != INIT_PID)
        return -ESRCH;
    if (!may_limit(t, p))
        return -EPERM;
    if (init.limit[RLIMIT_NOFILE].max == 0)
        limits_default(&init);
    struct linux_rlimit64 *limit = p != NULL ? &p->limit[which] : &init.limit[which], old = *limit;
    long err = a[2] != 0 ? limit_set(t, p, limit, which, &new) : 0;
    if (err == 0 && a[3] != 0)
        err = copy_out(t->proc->mm, a[3], &old, sizeof(old));
    return err;
}

long sys_getrlimit(struct thread *t, const uint64_t a[6])
{
    unsigned which = (unsigned)a[0];
    if (which >= RLIMIT_COUNT)
        return -EINVAL;
    return copy_out(t->proc->mm, a[1], &t->proc->limit[which], sizeof(t->proc->limit[which]));
}

long sys_setrlimit(struct thread *t, const uint64_t a[6])
{
    struct linux_rlimit64 new;
    unsigned which = (unsigned)a[0];
    if (which >= RLIMIT_COUNT)
        return -EINVAL;
    if (copy_in(t->proc->mm, &new, a[1], sizeof(new)) != 0)
        return -EFAULT;
    return limit_set(t, t->proc, &t->proc->limit[which], which, &new);
}
