/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/lock.c: mlock and its family.  Nothing is ever swapped out: locked memory is there at once, counts against
 * RLIMIT_MEMLOCK, and is not given up by madvise. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/mman.h>
#include <linux/resource.h>

#include "mm/space.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { MLOCK_ONFAULT = 1, MCL_CURRENT = 1, MCL_FUTURE = 2, MCL_ONFAULT = 4 };

/* Locked pages in [start, end). */
static uint64_t locked_in(struct mm *mm, uint64_t start, uint64_t end)
{
    uint64_t bytes = 0;
    for (struct region *r = mm_next_region(mm, start); r != NULL && r->start < end; r = mm_next_region(mm, r->end)) {
        if (r->flags & REGION_LOCKED)
            bytes += (r->end < end ? r->end : end) - (r->start > start ? r->start : start);
    }
    return bytes >> PAGE_BITS;
}

int lock_allowed(struct mm *mm, uint64_t pages)
{
    struct thread *t = current();
    if (t == NULL || cred_has(t, CAP_IPC_LOCK))
        return 0;
    uint64_t limit = proc_rlimit(t->proc, RLIMIT_MEMLOCK);
    if (limit == 0)
        return -EPERM;
    return locked_in(mm, 0, MM_TOP) + pages > limit >> PAGE_BITS ? -EAGAIN : 0;
}

static int range_set(struct mm *mm, uint64_t start, uint64_t end, bool lock)
{
    for (uint64_t at = start; at < end;) {
        struct region *r = mm_find(mm, at);
        if (r == NULL)
            return -ENOMEM;
        if ((r->start < at && (r = region_split(r, at)) == NULL) || (r->end > end && region_split(r, end) == NULL))
            return -ENOMEM;
        r->flags = lock ? r->flags | REGION_LOCKED : r->flags & ~(uint32_t)REGION_LOCKED;
        r = region_merge(r);
        at = r->end;
    }
    return 0;
}

static int range_populate(struct mm *mm, uint64_t start, uint64_t end)
{
    for (uint64_t at = start; at < end; at += PAGE_BYTES) {
        const struct region *r = mm_find(mm, at);
        if (r == NULL)
            return -ENOMEM;
        if (r->prot == PROT_NONE)
            return -ENOMEM;
        mm->run_next = 0; /* these, and no more */
        bool write = (r->prot & PROT_WRITE) != 0 && (r->flags & REGION_SHARED) == 0;
        if (mm_fault(mm, at, write ? FAULT_WRITE : FAULT_READ) == -ENOMEM)
            return -EAGAIN;
    }
    return 0;
}

static long lock(struct thread *t, uint64_t addr, uint64_t length, bool set, bool populate)
{
    struct mm *mm = t->proc->mm;
    uint64_t start = addr & ~(uint64_t)(PAGE_BYTES - 1);
    uint64_t end = (addr + length + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    if (set) {
        int err = lock_allowed(mm, (end > start ? (end - start) >> PAGE_BITS : 0) - locked_in(mm, start, end));
        if (err)
            return err == -EAGAIN ? -ENOMEM : err;
    }
    if (end < start)
        return -EINVAL;
    if (end > MM_TOP)
        return -ENOMEM;
    int err = range_set(mm, start, end, set);
    return err == 0 && populate ? range_populate(mm, start, end) : err;
}

long sys_mlock(struct thread *t, const uint64_t a[6])
{
    return lock(t, a[0], a[1], true, true);
}

long sys_mlock2(struct thread *t, const uint64_t a[6])
{
    return a[2] & ~(uint64_t)MLOCK_ONFAULT ? -EINVAL : lock(t, a[0], a[1], true, a[2] == 0);
}

long sys_munlock(struct thread *t, const uint64_t a[6])
{
    return lock(t, a[0], a[1], false, false);
}

static void all_set(struct mm *mm, bool lock)
{
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end))
        r->flags = lock ? r->flags | REGION_LOCKED : r->flags & ~(uint32_t)REGION_LOCKED;
}

long sys_mlockall(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    uint64_t flags = a[0];
    if (flags == 0 || flags == MCL_ONFAULT || (flags & ~(uint64_t)(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)))
        return -EINVAL;
    if (!cred_has(t, CAP_IPC_LOCK)) {
        uint64_t limit = proc_rlimit(t->proc, RLIMIT_MEMLOCK);
        if (limit == 0)
            return -EPERM;
        if ((flags & MCL_CURRENT) && mm->mapped_pages > limit >> PAGE_BITS)
            return -ENOMEM;
    }
    mm->lock_future = (flags & MCL_FUTURE) != 0;
    mm->lock_on_fault = (flags & MCL_ONFAULT) != 0;
    if ((flags & MCL_CURRENT) == 0)
        return 0;
    all_set(mm, true);
    if ((flags & MCL_ONFAULT) == 0)
        for (struct region *r = mm_next_region(mm, 0); r != NULL;) {
            uint64_t end = r->end;
            (void)range_populate(mm, r->start, end); /* what cannot be had is not: as in Linux no error */
            r = mm_next_region(mm, end);
        }
    return 0;
}

long sys_munlockall(struct thread *t, const uint64_t a[6])
{
    (void)a;
    t->proc->mm->lock_future = t->proc->mm->lock_on_fault = false;
    all_set(t->proc->mm, false);
    return 0;
}
