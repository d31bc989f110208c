/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_cred.c: users and groups of a process. */
#include <stdlib.h>

#include <linux/capability.h>
#include <linux/errno.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"
#include "transport/answers.h"

/* One of the two families of numbers, user or group, and the capability that allows any change. */
struct ids {
    uint32_t *real, *effective, *saved, *fs;
    unsigned cap;
};

static struct ids users(struct thread *t)
{
    struct cred *c = &t->proc->cred;
    return (struct ids){&c->uid, &c->euid, &c->suid, &c->fsuid, CAP_SETUID};
}

static struct ids groups(struct thread *t)
{
    struct cred *c = &t->proc->cred;
    return (struct ids){&c->gid, &c->egid, &c->sgid, &c->fsgid, CAP_SETGID};
}

static bool is_one_of(const struct ids *i, uint32_t id)
{
    return id == *i->real || id == *i->effective || id == *i->saved;
}

static long set_one(struct thread *t, struct ids i, uint32_t id)
{
    if (id == UINT32_MAX)
        return -EINVAL;
    if (cred_has(t, i.cap))
        *i.real = *i.saved = id;
    else if (id != *i.real && id != *i.saved)
        return -EPERM;
    *i.effective = *i.fs = id;
    answers_update(t->proc);
    return 0;
}

static long set_re(struct thread *t, struct ids i, uint32_t real, uint32_t effective)
{
    bool all = cred_has(t, i.cap);
    if (real != UINT32_MAX && !all && real != *i.real && real != *i.effective)
        return -EPERM;
    if (effective != UINT32_MAX && !all && !is_one_of(&i, effective))
        return -EPERM;
    uint32_t old_real = *i.real;
    if (real != UINT32_MAX)
        *i.real = real;
    if (effective != UINT32_MAX)
        *i.effective = effective;
    if (real != UINT32_MAX || (effective != UINT32_MAX && effective != old_real))
        *i.saved = *i.effective;
    *i.fs = *i.effective;
    answers_update(t->proc);
    return 0;
}

static long set_res(struct thread *t, struct ids i, const uint64_t a[6])
{
    uint32_t want[3] = {(uint32_t)a[0], (uint32_t)a[1], (uint32_t)a[2]};
    if (!cred_has(t, i.cap))
        for (int k = 0; k < 3; k++)
            if (want[k] != UINT32_MAX && !is_one_of(&i, want[k]))
                return -EPERM;
    if (want[0] != UINT32_MAX)
        *i.real = want[0];
    if (want[1] != UINT32_MAX)
        *i.effective = want[1];
    if (want[2] != UINT32_MAX)
        *i.saved = want[2];
    *i.fs = *i.effective;
    answers_update(t->proc);
    return 0;
}

/* After a change of users: capabilities follow; who got other rights is not to be looked into. */
static long users_set(struct thread *t, const struct cred *before, long result)
{
    struct cred *c = &t->proc->cred;
    if (result == 0)
        cred_users_changed(c, before);
    if (c->uid != before->uid) {
        uint32_t uid = c->uid;
        c->uid = before->uid;
        proc_set_uid(t->proc, uid);
    }
    if (c->euid != before->euid || c->egid != before->egid) {
        t->proc->dumpable = false;
        t->proc->parent_death_signal = 0;
    }
    return result;
}

static long get_res(struct thread *t, struct ids i, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    if (copy_out(mm, a[0], i.real, 4) != 0 || copy_out(mm, a[1], i.effective, 4) != 0 ||
        copy_out(mm, a[2], i.saved, 4) != 0)
        return -EFAULT;
    return 0;
}

static long set_fs(struct thread *t, struct ids i, uint32_t id)
{
    uint32_t old = *i.fs;
    if (id != UINT32_MAX && (cred_has(t, i.cap) || is_one_of(&i, id)))
        *i.fs = id;
    return old;
}

#define GETTER(name, field)                                     \
    long sys_##name(struct thread *t, const uint64_t a[6])      \
    {                                                           \
        (void)a;                                                \
        return t->proc->cred.field;                             \
    }
GETTER(getuid, uid)
GETTER(geteuid, euid)
GETTER(getgid, gid)
GETTER(getegid, egid)

long sys_setuid(struct thread *t, const uint64_t a[6])
{
    const struct cred before = t->proc->cred;
    return users_set(t, &before, set_one(t, users(t), (uint32_t)a[0]));
}

long sys_setgid(struct thread *t, const uint64_t a[6])
{
    const struct cred before = t->proc->cred;
    return users_set(t, &before, set_one(t, groups(t), (uint32_t)a[0]));
}

long sys_setreuid(struct thread *t, const uint64_t a[6])
{
    const struct cred before = t->proc->cred;
    return users_set(t, &before, set_re(t, users(t), (uint32_t)a[0], (uint32_t)a[1]));
}

long sys_setregid(struct thread *t, const uint64_t a[6])
{
    const struct cred before = t->proc->cred;
    return users_set(t, &before, set_re(t, groups(t), (uint32_t)a[0], (uint32_t)a[1]));
}

long sys_setresuid(struct thread *t, const uint64_t a[6])
{
    const struct cred before = t->proc->cred;
    return users_set(t, &before, set_res(t, users(t), a));
}

long sys_setresgid(struct thread *t, const uint64_t a[6])
{
    const struct cred before = t->proc->cred;
    return users_set(t, &before, set_res(t, groups(t), a));
}

long sys_getresuid(struct thread *t, const uint64_t a[6])
{
    return get_res(t, users(t), a);
}

long sys_getresgid(struct thread *t, const uint64_t a[6])
{
    return get_res(t, groups(t), a);
}

long sys_setfsuid(struct thread *t, const uint64_t a[6])
{
    struct cred *c = &t->proc->cred;
    long old = set_fs(t, users(t), (uint32_t)a[0]);
    if (c->securebits & SECBIT_NO_SETUID_FIXUP)
        return old;
    if (old == 0 && c->fsuid != 0)
        c->cap_effective &= ~CAP_FILES;
    if (old != 0 && c->fsuid == 0)
        c->cap_effective |= c->cap_permitted & CAP_FILES;
    return old;
}

long sys_setfsgid(struct thread *t, const uint64_t a[6])
{
    return set_fs(t, groups(t), (uint32_t)a[0]);
}

long sys_getgroups(struct thread *t, const uint64_t a[6])
{
    const struct cred *c = &t->proc->cred;
    int size = (int)a[0];
    if (size < 0 || (size != 0 && (unsigned)size < c->ngroups))
        return -EINVAL;
    if (size != 0 && copy_out(t->proc->mm, a[1], c->groups, c->ngroups * 4) != 0)
        return -EFAULT;
    return c->ngroups;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

long sys_setgroups(struct thread *t, const uint64_t a[6])
{
    struct cred *c = &t->proc->cred;
    unsigned count = (unsigned)a[0];
    uint32_t *list = NULL;
    if (!cred_has(t, CAP_SETGID))
        return -EPERM;
    if (count > GROUPS_MAX)
        return -EINVAL;
    if (count != 0) {
        list = malloc(count * sizeof(list[0]));
        if (list == NULL)
            return -ENOMEM;
        if (copy_in(t->proc->mm, list, a[1], count * sizeof(list[0])) != 0) {
            free(list);
            return -EFAULT;
        }
        qsort(list, count, sizeof(list[0]), by_number);
    }
    free(c->groups);
    c->groups = list;
    c->ngroups = count;
    return 0;
}
