/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_cred.c: users and groups of a process. */
#include <linux/errno.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"
#include "transport/answers.h"

/* One of the two families of numbers: user or group. */
struct ids {
    uint32_t *real, *effective, *saved, *fs;
};

static struct ids users(struct thread *t)
{
    struct cred *c = &t->proc->cred;
    return (struct ids){&c->uid, &c->euid, &c->suid, &c->fsuid};
}

static struct ids groups(struct thread *t)
{
    struct cred *c = &t->proc->cred;
    return (struct ids){&c->gid, &c->egid, &c->sgid, &c->fsgid};
}

static bool is_one_of(const struct ids *i, uint32_t id)
{
    return id == *i->real || id == *i->effective || id == *i->saved;
}

static long set_one(struct thread *t, struct ids i, uint32_t id)
{
    if (id == UINT32_MAX)
        return -EINVAL;
    if (cred_capable(t))
        *i.real = *i.saved = id;
    else if (id != *i.real && id != *i.saved)
        return -EPERM;
    *i.effective = *i.fs = id;
    answers_update(t->proc);
    return 0;
}

static long set_re(struct thread *t, struct ids i, uint32_t real, uint32_t effective)
{
    bool all = cred_capable(t);
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
    if (!cred_capable(t))
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
    if (id != UINT32_MAX && (cred_capable(t) || is_one_of(&i, id)))
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
    return set_one(t, users(t), (uint32_t)a[0]);
}

long sys_setgid(struct thread *t, const uint64_t a[6])
{
    return set_one(t, groups(t), (uint32_t)a[0]);
}

long sys_setreuid(struct thread *t, const uint64_t a[6])
{
    return set_re(t, users(t), (uint32_t)a[0], (uint32_t)a[1]);
}

long sys_setregid(struct thread *t, const uint64_t a[6])
{
    return set_re(t, groups(t), (uint32_t)a[0], (uint32_t)a[1]);
}

long sys_setresuid(struct thread *t, const uint64_t a[6])
{
    return set_res(t, users(t), a);
}

long sys_setresgid(struct thread *t, const uint64_t a[6])
{
    return set_res(t, groups(t), a);
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
    return set_fs(t, users(t), (uint32_t)a[0]);
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

long sys_setgroups(struct thread *t, const uint64_t a[6])
{
    struct cred *c = &t->proc->cred;
    uint32_t list[GROUPS_MAX];
    if (!cred_capable(t))
        return -EPERM;
    if (a[0] > GROUPS_MAX)
        return -EINVAL;
    if (copy_in(t->proc->mm, list, a[1], a[0] * 4) != 0)
        return -EFAULT;
    c->ngroups = (unsigned)a[0];
    for (unsigned i = 0; i < c->ngroups; i++)
        c->groups[i] = list[i];
    return 0;
}

struct cap_header {
    uint32_t version;
    int32_t pid;
};
struct cap_data {
    uint32_t effective, permitted, inheritable;
};
enum { CAP_VERSION_1 = 0x19980330, CAP_VERSION_2 = 0x20071026, CAP_VERSION_3 = 0x20080522, CAP_HIGH = 0x1ff };

/* Words of capability data by version; 0: unknown, and the version we like is written back. */
static int cap_words(struct thread *t, uint64_t addr, struct cap_header *h)
{
    if (copy_in(t->proc->mm, h, addr, sizeof(*h)) != 0)
        return -EFAULT;
    if (h->version == CAP_VERSION_1)
        return 1;
    if (h->version == CAP_VERSION_2 || h->version == CAP_VERSION_3)
        return 2;
    uint32_t version = CAP_VERSION_3;
    return copy_out(t->proc->mm, addr, &version, sizeof(version)) != 0 ? -EFAULT : 0;
}

long sys_capget(struct thread *t, const uint64_t a[6])
{
    struct cap_header h;
    int words = cap_words(t, a[0], &h);
    if (words <= 0)
        return words < 0 ? words : a[1] == 0 ? 0 : -EINVAL;
    struct proc *p = h.pid == 0 ? t->proc : proc_find(h.pid);
    if (p == NULL)
        return -ESRCH;
    uint32_t low = p->cred.euid == 0 ? UINT32_MAX : 0, high = p->cred.euid == 0 ? CAP_HIGH : 0;
    struct cap_data data[2] = {{low, low, 0}, {high, high, 0}};
    return a[1] == 0 ? 0 : copy_out(t->proc->mm, a[1], data, (size_t)words * sizeof(data[0]));
}

long sys_capset(struct thread *t, const uint64_t a[6])
{
    struct cap_header h;
    struct cap_data data[2] = {0};
    int words = cap_words(t, a[0], &h);
    if (words <= 0)
        return words < 0 ? words : -EINVAL;
    if (copy_in(t->proc->mm, data, a[1], (size_t)words * sizeof(data[0])) != 0)
        return -EFAULT;
    /* Privilege is user 0 as a whole: only what changes nothing can be granted. */
    uint32_t low = t->proc->cred.euid == 0 ? UINT32_MAX : 0;
    return (data[0].permitted & ~low) != 0 || (data[0].effective & ~data[0].permitted) != 0 ? -EPERM : 0;
}
