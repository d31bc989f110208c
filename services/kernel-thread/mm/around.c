/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/around.c: a fault gives a page, and maps with it what costs little and will likely be touched next.
 *
 * Pages that are there already or in the cache are mapped in the aligned window around the fault.  Fresh pages are
 * given only to programs that touch one after the other, twice as many each time, while memory is plenty. */
#include <linux/errno.h>

#include "fs/file.h"
#include "fs/pagecache.h"
#include "mm/batch.h"
#include "mm/space.h"

enum { WINDOW = 16, RUN_MAX = 32 };

/* Some entries of a table, which lie in one region or in others too. */
struct window {
    struct mm *mm;
    struct region *r;
    struct table *table;
    unsigned first, last;
};

static uint64_t entry_address(const struct window *w, unsigned i)
{
    return (w->table->base << TABLE_BITS) + ((uint64_t)i << PAGE_BITS);
}

static bool in_region(const struct window *w, unsigned i)
{
    uint64_t a = entry_address(w, i);
    return a >= w->r->start && a < w->r->end;
}

/* Pages of the file that are in the cache, to be read. */
static void add_cached(const struct window *w)
{
    for (unsigned i = w->first; i < w->last; i++) {
        struct pte *e = &w->table->pte[i];
        if (e->present || !in_region(w, i))
            continue;
        struct page *p = pagecache_peek(w->r->file->inode, region_index(w->r, entry_address(w, i)));
        if (p != NULL && fault_file_page(w->mm, w->r, e, p, FAULT_READ) != 0)
            return;
    }
}

/* Private pages that nobody else has any more: no need to fault for each. */
static void make_writable(const struct window *w)
{
    for (unsigned i = table_next(w->table, w->first, w->last); i < w->last; i = table_next(w->table, i + 1, w->last)) {
        struct pte *e = &w->table->pte[i];
        const struct page *p = pte_page(e);
        if (!e->w && p->refs == 1 && (p->flags & PAGE_CACHED) == 0 && in_region(w, i))
            e->w = 1;
    }
}

/* How many pages from this one on are given at once. */
static unsigned run_length(struct mm *mm, uint64_t page)
{
    if (page != mm->run_next || !page_plenty())
        mm->run = 1;
    else if (mm->run < RUN_MAX)
        mm->run *= 2;
    return mm->run;
}

/* The next pages of a run, as if they had been written too; the window grows by them. */
static void add_run(struct window *w, uint64_t page, unsigned here)
{
    unsigned end = here + run_length(w->mm, page), i;
    if (end > TABLE_ENTRIES)
        end = TABLE_ENTRIES;
    for (i = here + 1; i < end && in_region(w, i); i++) {
        struct pte *e = &w->table->pte[i];
        if (e->present ? !e->w && fault_write_present(w->mm, w->r, e) != 0
                       : w->r->file != NULL || fault_anonymous(w->mm, w->r, e) != 0)
            break;
    }
    w->mm->run_next = entry_address(w, i);
    if (i > w->last)
        w->last = i;
}

int mm_fault(struct mm *mm, uint64_t addr, enum fault_kind kind)
{
    int err = fault_in(mm, addr, kind);
    if (err)
        return err;
    uint64_t page = addr & ~(uint64_t)(PAGE_BYTES - 1);
    struct pte *e = pte_find(mm, page);
    if (e == NULL || !e->present)
        return 0; /* another thread unmapped it meanwhile: it faults again */

    struct window w = {.mm = mm, .r = mm_find(mm, page), .table = table_find(mm, page)};
    unsigned here = (unsigned)(e - w.table->pte);
    w.first = here & ~(WINDOW - 1u);
    w.last = w.first + WINDOW;
    bool shared = w.r != NULL && (w.r->flags & REGION_SHARED) != 0;
    if (w.r != NULL && kind == FAULT_WRITE && !shared) {
        make_writable(&w);
        add_run(&w, page, here);
    } else if (w.r != NULL && w.r->file != NULL && kind != FAULT_WRITE) {
        add_cached(&w);
    }
    /* Mapped already: another copy of the capability had mapped this page here when the address space was another
     * process's, and was unmapped since, which the kernel takes as this mapping (mapcap.h). */
    if (e->cap != 0 && (kind != FAULT_WRITE || e->hw_w))
        (void)machine_map(mm, page, e);
    machine_map_entries(mm, w.table, w.first, w.last);
    if (w.r != NULL && w.r->file != NULL && kind == FAULT_EXEC && e->present)
        stub_map_near(mm, w.r, pte_page(e));
    return e->cap != 0 || !e->present ? 0 : -ENOMEM;
}
