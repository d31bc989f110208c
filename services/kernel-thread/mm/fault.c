/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/fault.c: pages come when they are touched.
 *
 * Getting a file's page may wait for the disk, and meanwhile another thread may change the address space:
 * so after that everything is looked up again, and nothing was changed before. */
#include <string.h>

#include <linux/errno.h>
#include <linux/mman.h>
#include <linux/resource.h>

#include "fs/file.h"
#include "fs/pagecache.h"
#include "mm/kit.h"
#include "mm/space.h"
#include "proc/proc.h"

enum { STACK_GAP = 256 * PAGE_BYTES };

/* Lets a stack region grow down to addr; the region, or NULL. */
static struct region *stack_grow(struct mm *mm, uint64_t addr)
{
    struct region *r = mm_next_region(mm, addr);
    struct thread *t = current();
    uint64_t limit = t == NULL ? 8ul << 20 : proc_rlimit(t->proc, RLIMIT_STACK);

    if (r == NULL || (r->flags & REGION_STACK) == 0 || addr < MM_LOWEST)
        return NULL;
    uint64_t start = addr & ~(uint64_t)(PAGE_BYTES - 1);
    if (r->end - start > limit || r->start - start > 1ul << 32)
        return NULL;
    if (start >= STACK_GAP && !region_range_free(mm, start - STACK_GAP, r->start))
        return NULL;
    mm->mapped_pages += (r->start - start) >> PAGE_BITS;
    r->start = start;
    return r;
}

bool region_allows(const struct region *r, enum fault_kind kind)
{
    if (kind == FAULT_WRITE)
        return (r->prot & PROT_WRITE) != 0;
    if (kind == FAULT_EXEC)
        return (r->prot & PROT_EXEC) != 0;
    return (r->prot & (PROT_READ | PROT_WRITE | PROT_EXEC)) != 0;
}

int fault_write_present(struct mm *mm, struct region *r, struct pte *e)
{
    struct page *old = pte_page(e);
    if (r->flags & REGION_SHARED) {
        pagecache_dirty(old);
        page_contents_changed(old);
        e->w = 1;
        if (r->file != NULL)
            inode_touch(r->file->inode, FS_SET_MTIME | FS_SET_CTIME);
        return 0;
    }
    if (old->refs == 1 && (old->flags & PAGE_CACHED) == 0) {
        e->w = 1;
        return 0;
    }
    struct page *copy = page_alloc_dirty();
    if (copy == NULL)
        return -ENOMEM;
    memcpy(page_address(copy), page_address(old), PAGE_BYTES);
    pte_clear(mm, e);
    pte_set(mm, e, copy, (int)r->prot);
    return 0;
}

int fault_anonymous(struct mm *mm, struct region *r, struct pte *e)
{
    struct page *p = page_alloc();
    if (p == NULL)
        return -ENOMEM;
    pte_set(mm, e, p, (int)r->prot);
    return 0;
}

int fault_file_page(struct mm *mm, struct region *r, struct pte *e, struct page *p, enum fault_kind kind)
{
    if (r->flags & REGION_SHARED) {
        pte_set(mm, e, p, (int)r->prot);
        e->w = kind == FAULT_WRITE;
        if (e->w) {
            pagecache_dirty(p);
            page_contents_changed(p);
            inode_touch(r->file->inode, FS_SET_MTIME | FS_SET_CTIME);
        }
        return 0;
    }
    struct page *view = r->prot & PROT_EXEC ? page_exec_view(mm, r, p) : p;
    if (view != NULL && kind == FAULT_WRITE) {
        struct page *copy = page_alloc_dirty();
        if (copy != NULL)
            memcpy(page_address(copy), page_address(view), PAGE_BYTES);
        page_put(p);
        if (copy == NULL)
            return -ENOMEM;
        pte_set(mm, e, copy, (int)r->prot);
        return 0;
    }
    if (view != NULL && view != p) {
        page_get(view);
        page_put(p);
    } else if (view == NULL) {
        page_put(p);
        return -ENOMEM;
    }
    pte_set(mm, e, view, (int)(r->prot & ~PROT_WRITE));
    return 0;
}

uint64_t region_index(const struct region *r, uint64_t addr)
{
    return r->index + ((addr - r->start) >> PAGE_BITS);
}

/* The entry is empty and the region is a file's.  Waits for the page, so the caller looks again: 1. */
static int file_fault(struct mm *mm, struct region *r, uint64_t addr, enum fault_kind kind)
{
    struct file *file = r->file;
    uint64_t index = region_index(r, addr);
    struct page *p;

    file_get(file);
    mm_get(mm);
    int err = pagecache_get(file->inode, index, &p);
    r = mm_find(mm, addr);
    if (err == 0) {
        struct pte *e = r != NULL && r->file == file && region_index(r, addr) == index && region_allows(r, kind)
                            ? pte_make(mm, addr)
                            : NULL;
        if (e != NULL && !e->present)
            err = fault_file_page(mm, r, e, p, kind);
        else
            page_put(p);
        if (err == 0)
            err = 1;
    }
    file_put(file);
    mm_put(mm);
    return err;
}

int fault_in(struct mm *mm, uint64_t addr, enum fault_kind kind)
{
    if (addr >= MM_TOP)
        return kit_fault(mm, addr, kind);

    for (;;) {
        struct region *r = mm_find(mm, addr);
        if (r == NULL)
            r = stack_grow(mm, addr);
        if (r == NULL)
            return stub_fault(mm, addr, kind);
        if (!region_allows(r, kind))
            return -EACCES;
        struct pte *e = pte_make(mm, addr);
        if (e == NULL)
            return -ENOMEM;
        if (e->present && (kind != FAULT_WRITE || e->w))
            return 0;
        if (e->present)
            return fault_write_present(mm, r, e);
        if (r->file == NULL)
            return fault_anonymous(mm, r, e);
        int err = file_fault(mm, r, addr, kind);
        if (err < 0)
            return err;
    }
}
