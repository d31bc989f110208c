/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/policy.c: memory policies of a machine with one node: kept and told, and without effect. */
#include <linux/capability.h>
#include <linux/errno.h>

#include "mm/space.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { MPOL_DEFAULT, MPOL_PREFERRED, MPOL_BIND, MPOL_INTERLEAVE, MPOL_LOCAL, MPOL_PREFERRED_MANY, MPOL_COUNT };
enum { MODE_FLAGS = 0xe000, MODE_STATIC = 0x8000, MODE_RELATIVE = 0x4000, MODE_BALANCING = 0x2000 };
/* A policy is kept in a byte: the mode, and the flags eight bits lower. */
enum { KEPT_MODE = 0x1f, KEPT_FLAGS_SHIFT = 8 };
enum { F_NODE = 1, F_ADDR = 2, F_MEMS_ALLOWED = 4 };
enum { MOVE_STRICT = 1, MOVE = 2, MOVE_ALL = 4, NODES_MOST = 8 * PAGE_BYTES, WORD = 64 };

/* The nodes of a mask: bit 0, or others that are not there.  -EINVAL, -EFAULT. */
static int nodes_read(struct thread *t, uint64_t addr, uint64_t bits, uint64_t *nodes)
{
    *nodes = 0;
    if (addr == 0 || bits <= 1)
        return 0;
    bits--;
    if (bits > NODES_MOST)
        return -EINVAL;
    for (uint64_t at = 0; at < bits; at += WORD) {
        uint64_t word;
        if (copy_in(t->proc->mm, &word, addr + at / 8, sizeof(word)) != 0)
            return -EFAULT;
        if (bits - at < WORD)
            word &= (1ul << (bits - at)) - 1;
        if (at != 0 && word != 0)
            return -EINVAL;
        if (at == 0)
            *nodes = word;
    }
    return 0;
}

/* Is it a policy?  As it is kept, or -errno. */
static int policy_check(uint64_t mode, uint64_t nodes)
{
    uint64_t flags = mode & MODE_FLAGS;
    mode &= ~(uint64_t)MODE_FLAGS;
    if (mode >= MPOL_COUNT || (flags & (MODE_STATIC | MODE_RELATIVE)) == (MODE_STATIC | MODE_RELATIVE) ||
        ((flags & MODE_BALANCING) && mode != MPOL_BIND))
        return -EINVAL;
    if (mode == MPOL_DEFAULT || mode == MPOL_LOCAL)
        return nodes != 0 || flags != 0 ? -EINVAL : (int)mode;
    if (mode == MPOL_PREFERRED && nodes == 0)
        return flags != 0 ? -EINVAL : MPOL_LOCAL;
    return (nodes & 1) == 0 ? -EINVAL : (int)(mode | flags >> KEPT_FLAGS_SHIFT);
}

long sys_set_mempolicy(struct thread *t, const uint64_t a[6])
{
    uint64_t nodes;
    if ((int)a[0] < 0)
        return -EINVAL;
    int err = nodes_read(t, a[1], a[2], &nodes);
    int mode = err ? err : policy_check(a[0], nodes);
    if (mode >= 0)
        t->memory_policy = (uint8_t)mode;
    return mode < 0 ? mode : 0;
}

/* The policy of the region at addr: its own, or the thread's.  -EFAULT. */
static int policy_at(struct thread *t, uint64_t addr)
{
    const struct region *r = mm_find(t->proc->mm, addr);
    if (r == NULL)
        return -EFAULT;
    uint32_t own = r->flags >> REGION_POLICY_SHIFT & REGION_POLICY_BITS;
    return own != 0 ? (int)own - 1 : t->memory_policy;
}

long sys_get_mempolicy(struct thread *t, const uint64_t a[6])
{
    uint64_t flags = a[4], nodes = 1;
    int mode = 0;
    if ((flags & ~(uint64_t)(F_NODE | F_ADDR | F_MEMS_ALLOWED)) || (a[1] != 0 && a[2] < 1))
        return -EINVAL;
    if (flags & F_MEMS_ALLOWED) {
        if (flags & (F_NODE | F_ADDR))
            return -EINVAL;
    } else {
        if ((flags & F_ADDR) == 0 && a[3] != 0)
            return -EINVAL;
        int kept = flags & F_ADDR ? policy_at(t, a[3]) : t->memory_policy;
        if (kept < 0)
            return kept;
        int policy = kept & KEPT_MODE;
        if ((flags & F_NODE) && (flags & F_ADDR) == 0 && policy != MPOL_INTERLEAVE)
            return -EINVAL;
        mode = flags & F_NODE ? 0 /* the node */ : policy | (kept & ~KEPT_MODE) << KEPT_FLAGS_SHIFT;
        nodes = policy != MPOL_DEFAULT && policy != MPOL_LOCAL;
    }
    if (a[0] != 0 && copy_out(t->proc->mm, a[0], &mode, sizeof(mode)) != 0)
        return -EFAULT;
    if (a[1] == 0)
        return 0;
    uint64_t bytes = (a[2] + WORD - 1) / WORD * 8;
    if (bytes > sizeof(nodes) && zero_out(t->proc->mm, a[1] + sizeof(nodes), bytes - sizeof(nodes)) != 0)
        return -EFAULT;
    return copy_out(t->proc->mm, a[1], &nodes, sizeof(nodes));
}

long sys_mbind(struct thread *t, const uint64_t a[6])
{
    uint64_t start = a[0], end = (a[0] + a[1] + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1), nodes;
    struct mm *mm = t->proc->mm;
    if ((a[5] & ~(uint64_t)(MOVE_STRICT | MOVE | MOVE_ALL)) || (start & (PAGE_BYTES - 1)) != 0 || end < start)
        return -EINVAL;
    if ((a[5] & MOVE_ALL) && !cred_has(t, CAP_SYS_NICE))
        return -EPERM;
    int err = nodes_read(t, a[3], a[4], &nodes);
    int mode = err ? err : policy_check(a[2], nodes);
    if (mode < 0 || start == end)
        return mode < 0 ? mode : 0;
    uint32_t bits = mode == MPOL_DEFAULT ? 0 : (uint32_t)(mode + 1) << REGION_POLICY_SHIFT;
    for (uint64_t at = start; at < end;) {
        struct region *r = mm_find(mm, at);
        if (r == NULL)
            return -EFAULT;
        if ((r->start < at && (r = region_split(r, at)) == NULL) || (r->end > end && region_split(r, end) == NULL))
            return -ENOMEM;
        at = r->end;
        r->flags = (r->flags & ~((uint32_t)REGION_POLICY_BITS << REGION_POLICY_SHIFT)) | bits;
        region_merge(r);
    }
    return 0;
}

/* Only policies of several nodes can have a node they prefer. */
long sys_set_mempolicy_home_node(struct thread *t, const uint64_t a[6])
{
    uint64_t end = (a[0] + a[1] + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    if ((a[0] & (PAGE_BYTES - 1)) != 0 || a[2] != 0 || a[3] != 0 || end < a[0])
        return -EINVAL;
    for (const struct region *r = mm_next_region(t->proc->mm, a[0]); r != NULL && r->start < end;
         r = mm_next_region(t->proc->mm, r->end)) {
        uint32_t own = r->flags >> REGION_POLICY_SHIFT & REGION_POLICY_BITS & KEPT_MODE;
        if (own != 0 && own - 1 != MPOL_BIND && own - 1 != MPOL_PREFERRED_MANY)
            return -EOPNOTSUPP;
    }
    return 0;
}

/* The process whose pages are meant; 0: the caller's.  -ESRCH, -EPERM. */
static int target(struct thread *t, int pid, struct proc **out)
{
    if (pid == INIT_PID)
        return cred_has(t, CAP_SYS_PTRACE) ? -ESRCH : -EPERM;
    *out = pid == 0 ? t->proc : proc_find(pid);
    if (*out == NULL || (*out)->mm == NULL)
        return -ESRCH;
    return *out == t->proc || proc_may_look(t, *out) ? 0 : -EPERM;
}

long sys_migrate_pages(struct thread *t, const uint64_t a[6])
{
    uint64_t from, to;
    struct proc *p;
    int err = nodes_read(t, a[2], a[1], &from);
    if (err == 0)
        err = nodes_read(t, a[3], a[1], &to);
    if (err == 0)
        err = target(t, (int)a[0], &p);
    if (err || (to & 1))
        return err;
    return to != 0 && !cred_has(t, CAP_SYS_NICE) ? -EPERM : -EINVAL; /* no node that is there */
}

/* Where one page is: 0, the only node; or why it is nowhere. */
static int32_t page_node(struct mm *mm, uint64_t addr, bool move)
{
    const struct pte *e = mm_find(mm, addr) == NULL ? NULL : pte_find(mm, addr);
    if (e != NULL && e->present)
        return 0;
    return move && mm_find(mm, addr) != NULL ? -ENOENT : -EFAULT;
}

long sys_move_pages(struct thread *t, const uint64_t a[6])
{
    struct proc *p;
    struct mm *mm = t->proc->mm;
    if (a[5] & ~(uint64_t)(MOVE | MOVE_ALL))
        return -EINVAL;
    if ((a[5] & MOVE_ALL) && !cred_has(t, CAP_SYS_NICE))
        return -EPERM;
    int err = target(t, (int)a[0], &p);
    for (uint64_t i = 0; i < a[1] && err == 0; i++) {
        uint64_t page;
        int32_t node = 0, status;
        if (copy_in(mm, &page, a[2] + i * 8, sizeof(page)) != 0 ||
            (a[3] != 0 && copy_in(mm, &node, a[3] + i * 4, sizeof(node)) != 0))
            return -EFAULT;
        if (node != 0)
            return -ENODEV;
        err = target(t, (int)a[0], &p); /* copying may have waited */
        status = err ? err : page_node(p->mm, page, a[3] != 0);
        if (copy_out(mm, a[4] + i * 4, &status, sizeof(status)) != 0)
            return -EFAULT;
    }
    return err;
}
