/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/space.c: an address space's life: made, copied by fork, ended. */
#include "mm/space.h"

#include <stdlib.h>

#include <linux/mman.h>

#include "mm/random.h"

#define MMAP_TOP_BASE (MM_TOP - (1ul << 30)) /* room for the stack above */

struct mm *mm_new(void)
{
    struct mm *mm = calloc(1, sizeof(*mm));
    if (mm == NULL)
        return NULL;
    mm->refs = 1;
    mm->mmap_top = MMAP_TOP_BASE - (mm_random() & 0xfffff) * PAGE_BYTES;
    mm->scratch[0] = 1; /* slot 0 is "none" */
    if (machine_init(mm) != 0) {
        free(mm);
        return NULL;
    }
    return mm;
}

void mm_get(struct mm *mm)
{
    mm->refs++;
}

void mm_put(struct mm *mm)
{
    if (--mm->refs != 0)
        return;
    machine_fini(mm);
    tables_free(mm);
    stub_areas_free(mm);
    struct region *r;
    while ((r = mm_next_region(mm, 0)) != NULL)
        region_free(r);
    free(mm);
}

static struct region *region_copy(struct mm *child, const struct region *r)
{
    struct region *copy = region_new(child, r->start, r->end);
    if (copy == NULL)
        return NULL;
    copy->prot = r->prot;
    copy->flags = r->flags;
    copy->index = r->index;
    if (r->file != NULL)
        region_set_file(copy, r->file);
    region_insert(copy);
    return copy;
}

struct copy {
    struct mm *child;
    const struct region *region;
    bool failed;
};

/* Shares one page: private ones become copy on write on both sides. */
static void entry_copy(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    struct copy *c = ctx;
    struct pte *to = c->failed ? NULL : pte_make(c->child, addr);
    if (to == NULL) {
        c->failed = true;
        return;
    }
    bool shared = (c->region->flags & REGION_SHARED) != 0;
    struct page *p = pte_page(e);
    if (!shared && e->w) {
        e->w = 0;
        machine_write_protect(mm, addr, e);
    }
    page_get(p);
    pte_set(c->child, to, p, (e->r ? PROT_READ : 0) | (e->x ? PROT_EXEC : 0));
    to->r = e->r;
    to->w = e->w;
}

struct mm *mm_fork(struct mm *mm)
{
    struct mm *child = mm_new();
    if (child == NULL)
        return NULL;
    child->heap_start = mm->heap_start;
    child->heap_end = mm->heap_end;
    child->mmap_top = mm->mmap_top;
    child->stack_top = mm->stack_top;

    tables_drop_writable(mm);
    struct copy c = {.child = child, .failed = stub_areas_copy(child, mm) != 0};
    for (struct region *r = mm_next_region(mm, 0); r != NULL && !c.failed; r = mm_next_region(mm, r->end)) {
        if (r->flags & REGION_DONTFORK)
            continue;
        c.region = region_copy(child, r);
        if (c.region == NULL)
            c.failed = true;
        else if ((r->flags & REGION_WIPEONFORK) == 0)
            pte_each(mm, r->start, r->end, entry_copy, &c);
    }
    if (!c.failed)
        return child;
    mm_put(child);
    return NULL;
}

void mm_statistics(struct mm *mm, struct mm_stats *st)
{
    *st = (struct mm_stats){.total = mm->mapped_pages, .resident = mm->resident, .peak = mm->peak};
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end)) {
        uint64_t pages = (r->end - r->start) >> PAGE_BITS;
        if (r->flags & REGION_STACK)
            st->stack += pages;
        else if (r->prot & PROT_EXEC)
            st->text += pages;
        else if (r->prot & PROT_WRITE)
            st->data += pages;
        if (r->file != NULL)
            st->shared += pages;
    }
    if (st->shared > st->resident)
        st->shared = st->resident;
}
