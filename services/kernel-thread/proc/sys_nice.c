/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_nice.c: getpriority, setpriority, and the priorities of disk accesses (kept and told, without effect). */
#include <linux/capability.h>
#include <linux/errno.h>

#include "proc/proc.h"
#include "trace/syscalls.h"

enum { PRIO_PROCESS, PRIO_PGRP, PRIO_USER };

/* Whom a call means: one by one, -ESRCH when there is nobody. */
struct targets {
    struct thread *t;
    int which, who;
    long result;
    void (*each)(struct targets *s, struct proc *p);
    uint32_t value; /* to set */
};

static void targets_run(struct targets *s)
{
    struct proc *p;
    struct thread *one;
    switch (s->which) {
    case PRIO_PROCESS:
        one = s->who == 0 ? s->t : s->who == INIT_PID ? init_thread() : thread_find(s->who);
        p = one != NULL ? one->proc : proc_find(s->who);
        if (p != NULL)
            s->each(s, p);
        break;
    case PRIO_PGRP:
        LIST_FOREACH (p, pgrp_members(s->who == 0 ? s->t->proc->pgrp : s->who), in_group)
            s->each(s, p);
        break;
    default: { /* Linux looks at all processes for this, too */
        uint32_t uid = s->who == 0 ? s->t->proc->cred.uid : (uint32_t)s->who;
        for (p = proc_next(0); p != NULL; p = proc_next(p->pid))
            if (p->cred.uid == uid)
                s->each(s, p);
    }
    }
}

static void nice_best(struct targets *s, struct proc *p)
{
    if ((long)p->nice_plus_20 > s->result)
        s->result = (long)p->nice_plus_20;
}

static bool same_owner(const struct thread *t, const struct proc *p)
{
    const struct cred *c = thread_cred(t);
    return c->euid == p->cred.uid || c->euid == p->cred.euid;
}

static void nice_set(struct targets *s, struct proc *p)
{
    bool capable = cred_has(s->t, CAP_SYS_NICE);
    if (!capable && !same_owner(s->t, p)) {
        s->result = -EPERM;
        return;
    }
    if (!capable && s->value > p->nice_plus_20 && s->value > proc_rlimit(p, RLIMIT_NICE)) {
        s->result = -EACCES;
        return;
    }
    p->nice_plus_20 = s->value;
    if (s->result == -ESRCH)
        s->result = 0;
}

static bool which_valid(int which)
{
    return which == PRIO_PROCESS || which == PRIO_PGRP || which == PRIO_USER;
}

long sys_getpriority(struct thread *t, const uint64_t a[6])
{
    struct targets s = {t, (int)a[0], (int)a[1], -ESRCH, nice_best, 0};
    if (!which_valid(s.which))
        return -EINVAL;
    targets_run(&s);
    return s.result;
}

long sys_setpriority(struct thread *t, const uint64_t a[6])
{
    int nice = (int)a[2] < -20 ? -20 : (int)a[2] > 19 ? 19 : (int)a[2];
    struct targets s = {t, (int)a[0], (int)a[1], -ESRCH, nice_set, (uint32_t)(20 - nice)};
    if (!which_valid(s.which))
        return -EINVAL;
    targets_run(&s);
    return s.result;
}

enum { IO_NONE, IO_RT, IO_BEST_EFFORT, IO_IDLE };
enum { IO_CLASS_SHIFT = 13, IO_LEVELS = 8, IO_NORMAL = 0 /* nothing was set */ };

/* 0, -EINVAL, -EPERM. */
static int io_check(const struct thread *t, uint32_t value)
{
    uint32_t level = value & (IO_LEVELS - 1); /* above it: hints */
    switch (value >> IO_CLASS_SHIFT) {
    case IO_RT:
        if (!cred_has(t, CAP_SYS_ADMIN) && !cred_has(t, CAP_SYS_NICE))
            return -EPERM;
        return 0;
    case IO_BEST_EFFORT: case IO_IDLE:
        return 0;
    case IO_NONE:
        return level != 0 ? -EINVAL : 0;
    default:
        return -EINVAL;
    }
}

static void io_set(struct targets *s, struct proc *p)
{
    if (!same_owner(s->t, p) && !cred_has(s->t, CAP_SYS_NICE)) {
        s->result = -EPERM;
        return;
    }
    p->io_priority = (uint16_t)s->value;
    p->io_priority_set = true;
    if (s->result == -ESRCH)
        s->result = 0;
}

/* The best of several: a lower number is better. */
static void io_best(struct targets *s, struct proc *p)
{
    long value = p->io_priority_set ? p->io_priority : IO_NORMAL;
    if (s->result < 0 || value < s->result)
        s->result = value;
}

long sys_ioprio_set(struct thread *t, const uint64_t a[6])
{
    struct targets s = {t, (int)a[0] - 1, (int)a[1], -ESRCH, io_set, (uint32_t)a[2]};
    int err = io_check(t, s.value);
    if (err)
        return err;
    if (!which_valid(s.which))
        return -EINVAL;
    targets_run(&s);
    return s.result;
}

long sys_ioprio_get(struct thread *t, const uint64_t a[6])
{
    struct targets s = {t, (int)a[0] - 1, (int)a[1], -ESRCH, io_best, 0};
    if (!which_valid(s.which))
        return -EINVAL;
    targets_run(&s);
    return s.result;
}
