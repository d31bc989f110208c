/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/batch.c: mappings of many pages at once. */
#include "mm/batch.h"

#include <rt/task.h>
#include <sel4/extensions.h>
#include <sel4/sel4.h>

#include "mm/mapcap.h"
#include "mm/space.h"

enum { BATCH = 64 };

bool machine_batches;

void machine_batch_init(void)
{
    machine_batches = seL4_TCB_ExtSetFlags(TASK_SLOT_TCB, 0, 0).error == seL4_NoError;
}

bool machine_range_unmap(struct mm *mm, uint64_t addr, unsigned pages)
{
    return seL4_VSpace_ExtRange(mm->vspace, addr, pages, false) == seL4_NoError;
}

bool machine_range_protect(struct mm *mm, uint64_t addr, unsigned pages)
{
    return seL4_VSpace_ExtRange(mm->vspace, addr, pages, true) == seL4_NoError;
}

static bool needs_mapping(const struct pte *e)
{
    return e->r && (e->cap == 0 || (e->w && !e->hw_w));
}

/* Entries that are to be mapped together. */
struct batch {
    struct mm *mm;
    struct table *table;
    unsigned count;
    uint16_t index[BATCH];
    seL4_Word entry[BATCH];
};

static bool send(struct batch *b)
{
    uint64_t base = b->table->base << TABLE_BITS;
    for (;;) {
        seL4_Error error = seL4_VSpace_ExtMap(b->mm->vspace, base, b->entry, b->count);
        if (error == seL4_NoError)
            return true;
        if (error != seL4_FailedLookup || machine_level_add(b->mm, base, seL4_MappingFailedLookupLevel()) != 0)
            return false;
    }
}

static void flush(struct batch *b)
{
    bool done = b->count != 0 && send(b);
    for (unsigned i = 0; i < b->count; i++) {
        struct pte *e = &b->table->pte[b->index[i]];
        struct page *p = pte_page(e);
        if (!done) { /* the record of what it maps is out of date at worst */
            mapcap_put(p, e->cap, false);
            e->cap = 0;
            e->hw_w = 0;
            continue;
        }
        e->hw_w = e->w;
        if (e->x && (e->w || (p->flags & PAGE_UNIFIED) == 0))
            page_unify(p, e->cap);
    }
    b->count = 0;
}

static bool add(struct batch *b, unsigned i)
{
    struct pte *e = &b->table->pte[i];
    uint64_t addr = (b->table->base << TABLE_BITS) + ((uint64_t)i << PAGE_BITS);
    if (e->cap == 0)
        e->cap = mapcap_take(pte_page(e), b->mm->vspace, addr);
    if (e->cap == 0)
        return false;
    b->index[b->count] = (uint16_t)i;
    b->entry[b->count++] = SEL4_EXT_MAP_ENTRY(e->cap, i, e->w, e->x);
    return true;
}

void machine_map_entries(struct mm *mm, struct table *t, unsigned first, unsigned last)
{
    struct batch b;
    b.mm = mm;
    b.table = t;
    b.count = 0;
    for (unsigned i = table_next(t, first, last); i < last; i = table_next(t, i + 1, last)) {
        struct pte *e = &t->pte[i];
        if (!needs_mapping(e))
            continue;
        if (!machine_batches) {
            if (machine_map(mm, (t->base << TABLE_BITS) + ((uint64_t)i << PAGE_BITS), e) != 0)
                return;
            continue;
        }
        if (!add(&b, i))
            break;
        if (b.count == BATCH)
            flush(&b);
    }
    flush(&b);
}
