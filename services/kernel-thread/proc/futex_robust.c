/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/futex_robust.c: locks whose owner may die (set_robust_list).
 *
 * The list lies in the program's memory, so nothing in it is believed: it is walked a bounded number of steps, and only
 * words that name the ending thread as owner are changed. */
#include <linux/capability.h>
#include <linux/errno.h>

#include "mm/user.h"
#include "proc/futex.h"
#include "proc/futex_int.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { STEPS_MOST = 2048, HEAD_BYTES = 24 };
#define WAITERS 0x80000000u
#define OWNER_DIED 0x40000000u
#define TID_MASK 0x3fffffffu

struct linux_robust_head {
    uint64_t first;
    int64_t offset;     /* from a list entry to its futex word */
    uint64_t pending;   /* an entry that is about to come or go */
};
_Static_assert(sizeof(struct linux_robust_head) == HEAD_BYTES, "struct robust_list_head");

/* False: the list is not to be followed further. */
static bool owner_died(struct thread *t, uint64_t addr, bool pi, bool pending)
{
    struct mm *mm = t->proc->mm;
    uint32_t *word = (addr & 3) != 0 ? NULL : futex_word(mm, addr, true);
    if (word == NULL)
        return false;
    if (pending && !pi && *word == 0) {
        (void)futex_wake(mm, addr, 1);
        return true;
    }
    if ((*word & TID_MASK) != (uint32_t)t->tid)
        return true;
    bool waiters = (*word & WAITERS) != 0;
    *word = (*word & WAITERS) | OWNER_DIED;
    if (!pi && waiters)
        (void)futex_wake(mm, addr, 1);
    return true;
}

void futex_robust_walk(struct thread *t)
{
    struct mm *mm = t->proc->mm;
    struct linux_robust_head head;
    uint64_t list = t->robust_list;
    if (mm == NULL || copy_in(mm, &head, list, sizeof(head)) != 0)
        return;
    /* Bit 0 of an entry's address says that it is a priority-inheriting lock. */
    uint64_t entry = head.first, pending = head.pending & ~1ul;
    for (int step = 0; step < STEPS_MOST && (entry & ~1ul) != list; step++) {
        uint64_t next, at = entry & ~1ul;
        bool more = copy_in(mm, &next, at, sizeof(next)) == 0;
        if (at != pending && !owner_died(t, at + (uint64_t)head.offset, entry & 1, false))
            return;
        if (!more)
            return;
        entry = next;
    }
    if (pending != 0)
        (void)owner_died(t, pending + (uint64_t)head.offset, head.pending & 1, true);
}

long sys_set_robust_list(struct thread *t, const uint64_t a[6])
{
    if (a[1] != HEAD_BYTES)
        return -EINVAL;
    t->robust_list = a[0];
    return 0;
}

long sys_get_robust_list(struct thread *t, const uint64_t a[6])
{
    const uint64_t size = HEAD_BYTES;
    struct thread *of = (int)a[0] == 0 ? t : thread_find((int)a[0]);
    if (of == NULL)
        return -ESRCH;
    if (!proc_may_look(t, of->proc))
        return -EPERM;
    if (copy_out(t->proc->mm, a[2], &size, sizeof(size)) != 0)
        return -EFAULT;
    return copy_out(t->proc->mm, a[1], &of->robust_list, sizeof(of->robust_list));
}
