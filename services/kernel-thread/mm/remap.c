/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/remap.c: brk, mremap, msync. */
#include <linux/errno.h>
#include <linux/mman.h>
#include <linux/resource.h>

#include "fs/file.h"
#include "fs/pagecache.h"
#include "mm/space.h"
#include "proc/proc.h"

static uint64_t page_up(uint64_t n)
{
    return (n + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
}

static bool limit_allows(const struct mm *mm, unsigned which, uint64_t bytes)
{
    const struct thread *t = current();
    if (t == NULL)
        return true;
    if (which == RLIMIT_AS)
        bytes += mm->mapped_pages << PAGE_BITS;
    return bytes <= proc_rlimit(t->proc, which);
}

uint64_t mm_brk(struct mm *mm, uint64_t addr)
{
    if (addr < mm->heap_start || addr > MM_TOP)
        return mm->heap_end;
    uint64_t old = page_up(mm->heap_end), new = page_up(addr);
    if (new < old) {
        if (mm_munmap(mm, new, old - new) != 0)
            return mm->heap_end;
    } else if (new > old) {
        if (!region_range_free(mm, old, new + PAGE_BYTES) || !limit_allows(mm, RLIMIT_DATA, addr - mm->heap_start) ||
            !limit_allows(mm, RLIMIT_AS, new - old) || !memory_possible((new - old) >> PAGE_BITS))
            return mm->heap_end;
        struct region *r = region_new(mm, old, new);
        if (r == NULL)
            return mm->heap_end;
        r->prot = PROT_READ | PROT_WRITE;
        r->flags = REGION_HEAP | REGION_MAYWRITE;
        region_insert(r);
        region_merge(r);
    }
    mm->heap_end = addr;
    return addr;
}

/* Moves what is mapped in [from, from + length) to another place of the same length. */
static void entries_move(struct mm *mm, uint64_t from, uint64_t to, uint64_t length)
{
    for (uint64_t at = 0; at < length; at += PAGE_BYTES) {
        struct pte *e = pte_find(mm, from + at);
        if (e == NULL || !e->present)
            continue;
        struct pte old = *e;
        struct page *p = pte_page(e);
        page_get(p);
        pte_clear(mm, e);
        struct pte *n = pte_make(mm, to + at);
        if (n == NULL) { /* a private page's contents are lost then; as when killed for memory */
            page_put(p);
            continue;
        }
        pte_set(mm, n, p, 0);
        n->r = old.r;
        n->w = old.w;
        n->x = old.x;
    }
}

/* Makes a region like r, of new_length, at another place, and moves the pages. */
static long region_move(struct mm *mm, struct region *r, uint64_t addr, uint64_t old_length, uint64_t new_length,
                        uint64_t to, bool keep)
{
    struct region *n = region_new(mm, to, to + new_length);
    if (n == NULL)
        return -ENOMEM;
    n->prot = r->prot;
    n->flags = r->flags;
    n->index = r->index + ((addr - r->start) >> PAGE_BITS);
    if (r->file != NULL)
        region_set_file(n, r->file);
    region_insert(n);
    entries_move(mm, addr, to, old_length < new_length ? old_length : new_length);
    if (keep || old_length == 0)
        return (long)to;
    return mm_munmap(mm, addr, old_length) ? -ENOMEM : (long)to;
}

static long remap_fixed(struct mm *mm, uint64_t addr, uint64_t old_length, uint64_t new_length, uint64_t to,
                        bool keep)
{
    if ((to & (PAGE_BYTES - 1)) != 0 || to > MM_TOP || new_length > MM_TOP - to || to < MM_LOWEST)
        return -EINVAL;
    if (to < addr + old_length && addr < to + new_length)
        return -EINVAL;
    long err = mm_munmap(mm, to, new_length);
    if (err)
        return err;
    struct region *r = mm_find(mm, addr);
    if (r == NULL || r->end < addr + old_length)
        return -EFAULT;
    return region_move(mm, r, addr, old_length, new_length, to, keep);
}

long mm_mremap(struct mm *mm, uint64_t addr, uint64_t old_length, uint64_t new_length, int flags,
               uint64_t new_addr)
{
    if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP) || (addr & (PAGE_BYTES - 1)) != 0)
        return -EINVAL;
    bool keep = (flags & MREMAP_DONTUNMAP) != 0;
    if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && (flags & MREMAP_MAYMOVE) == 0)
        return -EINVAL;
    if (keep && page_up(old_length) != page_up(new_length))
        return -EINVAL;
    old_length = page_up(old_length);
    new_length = page_up(new_length);
    if (new_length == 0)
        return -EINVAL;
    if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) == 0 && old_length > new_length && old_length > MM_TOP)
        return -EINVAL;
    struct region *r = mm_find(mm, addr);
    if (r == NULL || old_length > r->end - addr)
        return -EFAULT;
    if (old_length == 0 && (r->flags & REGION_SHARED) == 0)
        return -EINVAL;
    if (new_length > MM_TOP)
        return flags & MREMAP_FIXED ? -EINVAL : -ENOMEM;
    if (new_length > old_length && (r->flags & REGION_LOCKED) &&
        lock_allowed(mm, (new_length - old_length) >> PAGE_BITS) != 0)
        return -EAGAIN;
    if (new_length > old_length && (r->prot & PROT_WRITE) && (r->flags & (REGION_SHARED | REGION_NORESERVE)) == 0 &&
        !memory_possible((new_length - old_length) >> PAGE_BITS))
        return -ENOMEM;
    if (flags & MREMAP_FIXED)
        return remap_fixed(mm, addr, old_length, new_length, new_addr, keep);

    if (new_length <= old_length && !keep) {
        if (new_length < old_length && mm_munmap(mm, addr + new_length, old_length - new_length) != 0)
            return -ENOMEM;
        return (long)addr;
    }
    if (!limit_allows(mm, RLIMIT_AS, keep ? new_length : new_length - old_length))
        return -ENOMEM;
    if (!keep && old_length != 0 && addr + old_length == r->end && new_length <= MM_TOP - addr &&
        region_range_free(mm, r->end, addr + new_length)) {
        mm->mapped_pages += (new_length - old_length) >> PAGE_BITS;
        r->end = addr + new_length;
        return (long)addr;
    }
    uint64_t to = flags & MREMAP_MAYMOVE ? region_gap(mm, new_length) : 0;
    return to == 0 ? -ENOMEM : region_move(mm, r, addr, old_length, new_length, to, keep);
}

long mm_msync(struct mm *mm, uint64_t addr, uint64_t length, int flags)
{
    if ((addr & (PAGE_BYTES - 1)) != 0 || flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
        (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
        return -EINVAL;
    length = page_up(length);
    if (addr > MM_TOP || length > MM_TOP - addr)
        return -ENOMEM;
    uint64_t at = addr, end = addr + length;
    while (at < end) {
        struct region *r = mm_find(mm, at);
        if (r == NULL)
            return -ENOMEM;
        uint64_t stop = r->end < end ? r->end : end;
        if ((flags & MS_INVALIDATE) && (r->flags & REGION_LOCKED))
            return -EBUSY;
        if ((flags & MS_SYNC) && r->file != NULL && (r->flags & REGION_SHARED)) {
            uint64_t first = r->index + ((at - r->start) >> PAGE_BITS);
            struct file *file = r->file;
            file_get(file);
            int err = pagecache_write_back(file->inode, first, first + ((stop - at) >> PAGE_BITS));
            file_put(file);
            if (err)
                return err;
        }
        at = stop;
    }
    return 0;
}
