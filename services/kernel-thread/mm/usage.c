/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/usage.c: what is in memory of an address space, for /proc. */
#include "mm/usage.h"

#include "fs/file.h"
#include "mm/space.h"

enum { PSS_SHIFT = 12 };

/* Of no file: also copies on write of a file's pages.  (A page's copy for running has a holder besides its mappings.) */
static bool is_anonymous(const struct region *r, const struct page *p)
{
    return r->file == NULL || ((r->flags & REGION_SHARED) == 0 && p->inode == NULL && p->refs <= p->maps);
}

static bool is_shmem(const struct region *r)
{
    return r->file != NULL && (r->file->inode->flags & INODE_PAGES_HOME) != 0;
}

struct walk {
    const struct region *region;
    struct memory_usage *use;
    struct memory_kinds *kinds;
};

static void usage_of_entry(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    (void)mm, (void)addr;
    struct walk *w = ctx;
    struct memory_usage *u = w->use;
    const struct page *p = pte_page(e);
    bool anon = is_anonymous(w->region, p);
    bool dirty = anon || (p->flags & PAGE_DIRTY) != 0 || is_shmem(w->region);
    uint64_t part = PAGE_BYTES / (p->maps == 0 ? 1 : p->maps);

    u->rss += PAGE_BYTES;
    u->pss += part;
    u->pss_dirty += dirty ? part : 0;
    *(anon ? &u->pss_anon : is_shmem(w->region) ? &u->pss_shmem : &u->pss_file) += part;
    if (p->maps > 1)
        *(dirty ? &u->shared_dirty : &u->shared_clean) += PAGE_BYTES;
    else
        *(dirty ? &u->private_dirty : &u->private_clean) += PAGE_BYTES;
    u->anonymous += anon ? PAGE_BYTES : 0;
    u->locked += w->region->flags & REGION_LOCKED ? part : 0;
}

void memory_usage_add(struct mm *mm, const struct region *r, struct memory_usage *u)
{
    struct walk w = {.region = r, .use = u};
    pte_each(mm, r->start, r->end, usage_of_entry, &w);
}

static void kind_of_entry(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    (void)mm, (void)addr;
    struct walk *w = ctx;
    bool anon = is_anonymous(w->region, pte_page(e));
    ++*(anon ? &w->kinds->anon : is_shmem(w->region) ? &w->kinds->shmem : &w->kinds->file);
}

void memory_kinds(struct mm *mm, struct memory_kinds *k)
{
    *k = (struct memory_kinds){0};
    struct walk w = {.kinds = k};
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end)) {
        w.region = r;
        pte_each(mm, r->start, r->end, kind_of_entry, &w);
    }
}

uint64_t memory_locked(struct mm *mm)
{
    uint64_t pages = 0;
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end))
        pages += r->flags & REGION_LOCKED ? (r->end - r->start) >> PAGE_BITS : 0;
    return pages;
}

uint64_t memory_pagemap(struct mm *mm, uint64_t addr, int numbers)
{
    const uint64_t present = 1ull << 63, of_file = 1ull << 61, exclusive = 1ull << 56, soft_dirty = 1ull << 55;
    const struct region *r = mm_find(mm, addr);
    const struct pte *e = r != NULL ? pte_find(mm, addr) : NULL;
    if (r == NULL)
        return 0;
    if (e == NULL || !e->present)
        return soft_dirty;
    const struct page *p = pte_page(e);
    return present | soft_dirty | (is_anonymous(r, p) ? 0 : of_file) | (p->maps == 1 ? exclusive : 0) |
           (numbers ? p->number : 0);
}
