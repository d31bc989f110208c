/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/space.c: an address space's life: made, copied by fork, ended. */
#include "mm/space.h"

#include <stdlib.h>

#include <linux/mman.h>

#include "fs/aio.h"
#include "mm/batch.h"
#include "mm/memory.h"
#include "mm/random.h"
#include "trace/books.h"

#define MMAP_TOP_BASE (MM_TOP - (1ul << 30)) /* room for the stack above */

/* Address spaces that ended, with the page tables of their last life: most likely the next one, forked from
 * the same parent, needs the same. */
enum { PARKED_MAX = 8, PARKED_LEVELS_MAX = 16, PARKED_TABLES_MAX = 64 };
static LIST_HEAD(mm_list, mm) parked;
static unsigned parked_count;

static void mm_destroy(struct mm *mm)
{
    tables_free(mm);
    machine_fini(mm);
    free(mm);
}

static struct mm *unpark(void)
{
    struct mm *mm = LIST_FIRST(&parked);
    if (mm == NULL)
        return NULL;
    LIST_REMOVE(mm, parked);
    parked_count--;
    return mm;
}

bool mm_parked_drop(void)
{
    struct mm *mm = unpark();
    if (mm != NULL)
        mm_destroy(mm);
    return mm != NULL;
}

/* Is it worth keeping? */
static bool can_park(const struct mm *mm)
{
    return machine_batches && parked_count < PARKED_MAX && mm->level_count <= PARKED_LEVELS_MAX &&
           mm->table_count <= PARKED_TABLES_MAX && page_plenty();
}

/* Keeps the machine's side of an address space in which nothing is mapped any more. */
static void park(struct mm *mm)
{
    struct mm old = *mm;
    *mm = (struct mm){.tables = old.tables, .table_count = old.table_count, .vspace = old.vspace, .levels = old.levels,
                      .level_count = old.level_count, .level_room = old.level_room};
    LIST_INSERT_HEAD(&parked, mm, parked);
    parked_count++;
}

struct mm *mm_new(void)
{
    struct mm *mm = unpark();
    bool fresh = mm == NULL;
    if (fresh)
        mm = calloc(1, sizeof(*mm));
    if (mm == NULL)
        return NULL;
    static uint64_t serials;
    mm->refs = 1;
    mm->serial = ++serials;
    mm->mmap_top = MMAP_TOP_BASE - (layout_random() & 0xfffff) * PAGE_BYTES;
    mm->scratch[0] = 1; /* slot 0 is "none" */
    if (fresh && machine_init(mm) != 0) {
        free(mm);
        return NULL;
    }
    books.spaces++;
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
    books.spaces--;
    if (mm->aio != NULL)
        aio_mm_ends(mm);
    bool parks = can_park(mm);
    if (parks)
        tables_clear(mm);
    else
        tables_free(mm);
    stub_areas_free(mm);
    struct region *r;
    while ((r = mm_next_region(mm, 0)) != NULL)
        region_free(r);
    if (parks)
        park(mm);
    else
        mm_destroy(mm);
}

static struct region *region_copy(struct mm *child, const struct region *r)
{
    struct region *copy = region_new_copy(child, r->start, r->end);
    if (copy == NULL)
        return NULL;
    copy->prot = r->prot;
    copy->flags = r->flags & ~(uint32_t)REGION_LOCKED; /* locks are not inherited */
    copy->index = r->index;
    if (r->file != NULL)
        region_set_file(copy, r->file);
    region_insert(copy);
    return copy;
}

/* Entries of one table that lose the right to write: the machine is told of all at once. */
struct protect {
    struct table *table;
    unsigned first, last;
};

struct copy {
    struct mm *child;
    const struct region *region;
    struct protect protect;
    bool failed;
};

static void protect_flush(struct mm *mm, struct protect *p)
{
    if (p->table != NULL)
        table_protect(mm, p->table, p->first, p->last);
    p->table = NULL;
}

static void protect_add(struct mm *mm, struct protect *p, uint64_t addr, const struct pte *e)
{
    struct table *t = table_find(mm, addr);
    unsigned i = (unsigned)(e - t->pte);
    if (p->table != t) {
        protect_flush(mm, p);
        *p = (struct protect){t, i, i};
    }
    p->last = i + 1;
}

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
        if (e->hw_w)
            protect_add(mm, &c->protect, addr, e);
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
    child->layout = mm->layout;

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
    protect_flush(mm, &c.protect);
    if (!c.failed)
        return child;
    mm_put(child);
    return NULL;
}

struct mm_layout *mm_layout(struct mm *mm)
{
    return &mm->layout;
}

uint64_t mm_serial(const struct mm *mm)
{
    return mm->serial;
}

void mm_statistics(struct mm *mm, struct mm_stats *st)
{
    const struct mm_layout *l = &mm->layout;
    mapped_peak_update(mm);
    *st = (struct mm_stats){.total = mm->mapped_pages, .total_peak = mm->mapped_peak, .resident = mm->resident,
                            .peak = mm->peak, .heap_start = mm->heap_start};
    if (l->code_end > l->code_start)
        st->exe = ((l->code_end + PAGE_BYTES - 1) >> PAGE_BITS) - (l->code_start >> PAGE_BITS);
    st->tables = mm->table_count;
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end)) {
        uint64_t pages = (r->end - r->start) >> PAGE_BITS;
        if (r->flags & REGION_STACK)
            st->stack += pages;
        else if ((r->prot & PROT_EXEC) && !(r->prot & PROT_WRITE))
            st->text += pages;
        else if ((r->prot & PROT_WRITE) && !(r->flags & REGION_SHARED))
            st->data += pages;
        if (r->flags & REGION_LOCKED)
            st->locked += pages;
    }
}
