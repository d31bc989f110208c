/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/advise.c: madvise. */
#include <linux/errno.h>
#include <linux/mman.h>

#include "fs/allocate.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/pagecache.h"
#include "mm/space.h"

enum { MADV_DONTNEED_LOCKED = 24, MADV_COLLAPSE = 25 };

/* The next region of a range, cut so that it lies inside.  NULL: no more, or *err. */
static struct region *next_in(struct mm *mm, uint64_t at, uint64_t end, int *err)
{
    struct region *r = mm_next_region(mm, at);
    if (r == NULL || r->start >= end)
        return NULL;
    if ((r->start < at && (r = region_split(r, at)) == NULL) || (r->end > end && region_split(r, end) == NULL)) {
        *err = -ENOMEM;
        return NULL;
    }
    return r;
}

static int change_flags(struct mm *mm, uint64_t addr, uint64_t end, uint32_t clear, uint32_t set)
{
    int err = 0;
    for (struct region *r; (r = next_in(mm, addr, end, &err)) != NULL; addr = r->end) {
        if (set == REGION_WIPEONFORK && (r->file != NULL || (r->flags & REGION_SHARED)))
            return -EINVAL;
        r->flags = (r->flags & ~clear) | set;
    }
    return err;
}

/* Gives up what is there, region by region; memory that is locked stays, with an error. */
static int drop(struct mm *mm, uint64_t addr, uint64_t end, int advice)
{
    for (struct region *r; (r = mm_next_region(mm, addr)) != NULL && r->start < end; addr = r->end) {
        if ((r->flags & REGION_LOCKED) && advice != MADV_DONTNEED_LOCKED)
            return -EINVAL;
        if (advice == MADV_FREE && (r->file != NULL || (r->flags & REGION_SHARED)))
            return -EINVAL;
        pte_clear_range(mm, r->start > addr ? r->start : addr, r->end < end ? r->end : end);
    }
    return 0;
}

/* A hole in the file behind the mapping. */
static int punch(struct mm *mm, uint64_t addr, uint64_t end)
{
    for (struct region *r; (r = mm_next_region(mm, addr)) != NULL && r->start < end; addr = r->end) {
        uint64_t from = r->start > addr ? r->start : addr, to = r->end < end ? r->end : end;
        if ((r->flags & REGION_LOCKED) || r->file == NULL)
            return -EINVAL;
        if ((r->flags & (REGION_SHARED | REGION_MAYWRITE)) != (REGION_SHARED | REGION_MAYWRITE))
            return -EACCES;
        struct file *file = r->file;
        uint64_t offset = region_index(r, from) << PAGE_BITS, resume = r->end;
        file_get(file);
        int err = file_punch(file, offset, to - from);
        file_put(file); /* may have waited: the region may be gone */
        if (err)
            return err;
        if (resume >= end)
            return 0;
        r = mm_find(mm, resume - 1);
        if (r == NULL)
            return -ENOMEM;
    }
    return 0;
}

static int populate(struct mm *mm, uint64_t addr, uint64_t end, enum fault_kind kind)
{
    for (; addr < end; addr += PAGE_BYTES) {
        const struct region *r = mm_find(mm, addr);
        if (r == NULL)
            return -ENOMEM;
        mm->run_next = 0; /* these, and no more */
        int err = region_allows(r, kind) ? mm_fault(mm, addr, kind) : -EINVAL;
        if (err)
            return err == -ENXIO || err == -EIO ? -EFAULT : err;
    }
    return 0;
}

/* All of [addr, end) is mapped. */
static bool range_mapped(struct mm *mm, uint64_t addr, uint64_t end)
{
    for (const struct region *r; addr < end; addr = r->end)
        if ((r = mm_find(mm, addr)) == NULL)
            return false;
    return true;
}

static bool any_locked(struct mm *mm, uint64_t addr, uint64_t end)
{
    for (const struct region *r; (r = mm_next_region(mm, addr)) != NULL && r->start < end; addr = r->end)
        if (r->flags & REGION_LOCKED)
            return true;
    return false;
}

static int advise(struct mm *mm, uint64_t addr, uint64_t end, int advice)
{
    switch (advice) {
    case MADV_DONTNEED:
    case MADV_DONTNEED_LOCKED:
    case MADV_FREE:
        return drop(mm, addr, end, advice);
    case MADV_REMOVE:
        return punch(mm, addr, end);
    case MADV_POPULATE_READ:
    case MADV_POPULATE_WRITE:
        return populate(mm, addr, end, advice == MADV_POPULATE_READ ? FAULT_READ : FAULT_WRITE);
    case MADV_DONTFORK:
        return change_flags(mm, addr, end, 0, REGION_DONTFORK);
    case MADV_DOFORK:
        return change_flags(mm, addr, end, REGION_DONTFORK, 0);
    case MADV_WIPEONFORK:
        return change_flags(mm, addr, end, 0, REGION_WIPEONFORK);
    case MADV_KEEPONFORK:
        return change_flags(mm, addr, end, REGION_WIPEONFORK, 0);
    case MADV_NORMAL: case MADV_RANDOM: case MADV_SEQUENTIAL: case MADV_WILLNEED: case MADV_MERGEABLE:
    case MADV_UNMERGEABLE: case MADV_HUGEPAGE: case MADV_NOHUGEPAGE: case MADV_DONTDUMP: case MADV_DODUMP:
        return 0; /* about speed only */
    case MADV_COLD: case MADV_PAGEOUT:
        return any_locked(mm, addr, end) ? -EINVAL : 0;
    default:
        return -EINVAL;
    }
}

static bool is_known(int advice)
{
    return (advice >= MADV_NORMAL && advice <= MADV_DONTNEED) || (advice >= MADV_FREE && advice <= MADV_COLLAPSE);
}

long mm_madvise(struct mm *mm, uint64_t addr, uint64_t length, int advice)
{
    if (!is_known(advice) || (addr & (PAGE_BYTES - 1)) != 0)
        return -EINVAL;
    uint64_t bytes = (length + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    if ((length != 0 && bytes == 0) || addr + bytes < addr)
        return -EINVAL;
    if (bytes == 0)
        return 0;
    if (addr > MM_TOP || bytes > MM_TOP - addr)
        return -ENOMEM;
    bool whole = range_mapped(mm, addr, addr + bytes);
    if (advice == MADV_COLLAPSE) /* there are no huge pages */
        return whole ? -EINVAL : -ENOMEM;
    int err = advise(mm, addr, addr + bytes, advice);
    return err != 0 || whole ? err : -ENOMEM; /* a hole is told, after the rest was done */
}
