/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_cap.c: capget and capset, and what prctl does with capabilities. */
#include "proc/sys_cap.h"

#include <linux/capability.h>
#include <linux/errno.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

struct cap_header {
    uint32_t version;
    int32_t pid;
};
struct cap_data {
    uint32_t effective, permitted, inheritable;
};
enum { CAP_VERSION_1 = 0x19980330, CAP_VERSION_2 = 0x20071026, CAP_VERSION_3 = 0x20080522 };

/* Words of capability data by version; 0: unknown, and the version we like is written back. */
static int cap_words(struct thread *t, uint64_t addr, struct cap_header *h)
{
    if (copy_in(t->proc->mm, &h->version, addr, sizeof(h->version)) != 0)
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
    if (words < 0 || (words == 0 && a[1] != 0))
        return words < 0 ? words : -EINVAL;
    if (words == 0)
        return 0;
    if (copy_in(t->proc->mm, &h, a[0], sizeof(h)) != 0)
        return -EFAULT;
    if (h.pid < 0)
        return -EINVAL;
    struct thread *of = h.pid == 0 ? t : thread_find(h.pid);
    if (of == NULL && h.pid != INIT_PID)
        return -ESRCH;
    struct cred init;
    cred_init(&init);
    const struct cred *c = of == NULL ? &init : &of->proc->cred;
    struct cap_data data[2] = {
        {(uint32_t)c->cap_effective, (uint32_t)c->cap_permitted, (uint32_t)c->cap_inheritable},
        {(uint32_t)(c->cap_effective >> 32), (uint32_t)(c->cap_permitted >> 32), (uint32_t)(c->cap_inheritable >> 32)},
    };
    return a[1] == 0 ? 0 : copy_out(t->proc->mm, a[1], data, (size_t)words * sizeof(data[0]));
}

long sys_capset(struct thread *t, const uint64_t a[6])
{
    struct cap_header h;
    struct cap_data data[2] = {0};
    int words = cap_words(t, a[0], &h);
    if (words <= 0)
        return words < 0 ? words : -EINVAL;
    if (copy_in(t->proc->mm, &h, a[0], sizeof(h)) != 0)
        return -EFAULT;
    if (h.pid != 0 && h.pid != t->proc->pid)
        return -EPERM;
    if (copy_in(t->proc->mm, data, a[1], (size_t)words * sizeof(data[0])) != 0)
        return -EFAULT;
    uint64_t effective = (data[0].effective | (uint64_t)data[1].effective << 32) & CAP_ALL;
    uint64_t permitted = (data[0].permitted | (uint64_t)data[1].permitted << 32) & CAP_ALL;
    uint64_t inheritable = (data[0].inheritable | (uint64_t)data[1].inheritable << 32) & CAP_ALL;
    struct cred *c = &t->proc->cred;
    if (!cred_has(t, CAP_SETPCAP) && (inheritable & ~(c->cap_inheritable | c->cap_permitted)) != 0)
        return -EPERM;
    if ((inheritable & ~(c->cap_inheritable | c->cap_bounding)) != 0)
        return -EPERM;
    if ((permitted & ~c->cap_permitted) != 0 || (effective & ~permitted) != 0)
        return -EPERM;
    c->cap_effective = effective;
    c->cap_permitted = permitted;
    c->cap_inheritable = inheritable;
    c->cap_ambient &= permitted & inheritable;
    return 0;
}

long cap_bounding_read(struct thread *t, uint64_t cap)
{
    return cap > CAP_LAST ? -EINVAL : (long)(t->proc->cred.cap_bounding >> cap & 1);
}

long cap_bounding_drop(struct thread *t, uint64_t cap)
{
    if (!cred_has(t, CAP_SETPCAP))
        return -EPERM;
    if (cap > CAP_LAST)
        return -EINVAL;
    t->proc->cred.cap_bounding &= ~CAP_BIT(cap);
    return 0;
}

long cap_ambient(struct thread *t, const uint64_t a[6])
{
    enum { IS_SET = 1, RAISE = 2, LOWER = 3, CLEAR_ALL = 4 };
    struct cred *c = &t->proc->cred;
    if (a[1] == CLEAR_ALL) {
        if ((a[2] | a[3] | a[4]) != 0)
            return -EINVAL;
        c->cap_ambient = 0;
        return 0;
    }
    if ((a[3] | a[4]) != 0 || a[2] > CAP_LAST)
        return -EINVAL;
    uint64_t bit = CAP_BIT(a[2]);
    switch (a[1]) {
    case IS_SET:
        return (c->cap_ambient & bit) != 0;
    case RAISE:
        if ((c->cap_permitted & c->cap_inheritable & bit) == 0 || (c->securebits & SECBIT_NO_CAP_AMBIENT_RAISE))
            return -EPERM;
        c->cap_ambient |= bit;
        return 0;
    case LOWER:
        c->cap_ambient &= ~bit;
        return 0;
    default:
        return -EINVAL;
    }
}

long cap_securebits_set(struct thread *t, uint64_t bits)
{
    struct cred *c = &t->proc->cred;
    uint32_t locked = (c->securebits & SECBIT_LOCKS) >> 1;
    if (((locked & (c->securebits ^ bits)) != 0) || ((c->securebits & SECBIT_LOCKS & ~bits) != 0) ||
        (bits & ~(uint64_t)SECBIT_ALL) != 0 || !cred_has(t, CAP_SETPCAP))
        return -EPERM;
    c->securebits = (uint32_t)bits;
    return 0;
}

long cap_keep_set(struct thread *t, uint64_t keep)
{
    struct cred *c = &t->proc->cred;
    if (keep > 1)
        return -EINVAL;
    if (c->securebits & (SECBIT_KEEP_CAPS << 1))
        return -EPERM;
    c->securebits = (c->securebits & ~(uint32_t)SECBIT_KEEP_CAPS) | (keep ? SECBIT_KEEP_CAPS : 0);
    return 0;
}
