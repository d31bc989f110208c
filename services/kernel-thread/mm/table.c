/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/table.c: the entries of an address space, which say what page is at an address.
 *
 * Each table has a bit for each entry that is there, so that nobody looks at the others. */
#include "mm/space.h"

#include <stdlib.h>

#include <linux/mman.h>

#include "mm/batch.h"
#include "mm/mapcap.h"

/* Mapped entries from which dropping a table pays; pages of a process from which it is worth looking. */
enum { DROP_UNMAPPED = 4, DROP_WRITABLE = 128, DROP_RESIDENT = 512 };
/* Entries of a range from which one call for all of them pays. */
enum { BATCH_LEAST = 2 };

static int table_compare(const struct table *a, const struct table *b)
{
    return a->base < b->base ? -1 : a->base > b->base;
}
RB_GENERATE_STATIC(table_tree, table, node, table_compare)

struct page *pte_page(const struct pte *e)
{
    return page_by_number(e->page);
}

/* Whoever asks for this table next finds it near. */
static void near_note(struct mm *mm, const struct table *t)
{
    struct near_table *n = mm->near.table[t->base & (NEAR_SETS - 1)];
    if (n[0].key == t->base + 1)
        return;
    n[1] = n[0];
    n[0] = (struct near_table){t->base + 1, t->pte};
}

static void near_forget(struct mm *mm, const struct table *t)
{
    struct near_table *n = mm->near.table[t->base & (NEAR_SETS - 1)];
    for (int way = 0; way < NEAR_WAYS; way++)
        if (n[way].key == t->base + 1)
            n[way].key = 0;
}

struct table *table_find(struct mm *mm, uint64_t addr)
{
    struct table *t = mm->last_table, key = {.base = addr >> TABLE_BITS};
    if (t == NULL || t->base != key.base)
        t = RB_FIND(table_tree, &mm->tables, &key);
    if (t == NULL)
        return NULL;
    mm->last_table = t;
    near_note(mm, t);
    return t;
}

/* The first table with addresses at or behind addr, or NULL. */
static struct table *table_from(struct mm *mm, uint64_t addr)
{
    struct table key = {.base = addr >> TABLE_BITS};
    if (mm->last_table != NULL && mm->last_table->base == key.base)
        return mm->last_table;
    return RB_NFIND(table_tree, &mm->tables, &key);
}

static unsigned table_index(uint64_t addr)
{
    return (addr >> PAGE_BITS) & (TABLE_ENTRIES - 1);
}

unsigned table_next(const struct table *t, unsigned from, unsigned end)
{
    while (from < end) {
        uint64_t bits = t->present[from / 64] >> from % 64;
        if (bits != 0) {
            from += (unsigned)__builtin_ctzl(bits);
            return from < end ? from : end;
        }
        from = (from | 63) + 1;
    }
    return end;
}

/* Behind the last present entry. */
static unsigned table_end(const struct table *t)
{
    for (unsigned i = TABLE_ENTRIES / 64; i-- > 0;)
        if (t->present[i] != 0)
            return i * 64 + 64 - (unsigned)__builtin_clzl(t->present[i]);
    return 0;
}

struct pte *pte_find(struct mm *mm, uint64_t addr)
{
    struct table *t = table_find(mm, addr);
    return t == NULL ? NULL : &t->pte[table_index(addr)];
}

struct pte *pte_make(struct mm *mm, uint64_t addr)
{
    struct pte *e = pte_find(mm, addr);
    if (e != NULL)
        return e;

    struct table *t = calloc(1, sizeof(*t));
    if (t == NULL)
        return NULL;
    t->memory = page_alloc();
    if (t->memory == NULL) {
        free(t);
        return NULL;
    }
    t->memory->index = (uint64_t)t; /* for table_of */
    t->base = addr >> TABLE_BITS;
    t->pte = page_address(t->memory);
    RB_INSERT(table_tree, &mm->tables, t);
    mm->table_count++;
    mm->last_table = t;
    return &t->pte[table_index(addr)];
}

/* The table of an entry. */
static struct table *table_of(const struct pte *e)
{
    return (struct table *)page_of_address(e)->index; // NOLINT: set by pte_make
}

void pte_set(struct mm *mm, struct pte *e, struct page *page, int prot)
{
    struct table *t = table_of(e);
    unsigned i = (unsigned)(e - t->pte);
    t->present[i / 64] |= 1ul << i % 64;
    t->count++;
    t->used = true;
    *e = (struct pte){
        .page = page->number,
        .present = 1,
        .r = (prot & (PROT_READ | PROT_WRITE | PROT_EXEC)) != 0,
        .w = (prot & PROT_WRITE) != 0,
        .x = (prot & PROT_EXEC) != 0,
    };
    page->maps++;
    mm->resident++;
    if (mm->resident > mm->peak)
        mm->peak = mm->resident;
}

/* The entry is empty now; its mapping is gone already or was none. */
static void entry_gone(struct mm *mm, struct table *t, unsigned i)
{
    struct page *p = pte_page(&t->pte[i]);
    t->present[i / 64] &= ~(1ul << i % 64);
    t->count--;
    t->pte[i] = (struct pte){0};
    p->maps--;
    mm->resident--;
    page_put(p);
}

void pte_clear(struct mm *mm, struct pte *e)
{
    struct table *t = table_of(e);
    if (e->cap != 0)
        machine_unmap(mm, e);
    entry_gone(mm, t, (unsigned)(e - t->pte));
}

/* Where [start, end) lies in the table. */
static unsigned range_in(const struct table *t, uint64_t start, uint64_t end, unsigned *last)
{
    uint64_t base = t->base << TABLE_BITS;
    *last = end - base < 1ul << TABLE_BITS ? (unsigned)((end - base) >> PAGE_BITS) : TABLE_ENTRIES;
    return start > base ? table_index(start) : 0;
}

void pte_each(struct mm *mm, uint64_t start, uint64_t end,
              void (*fn)(struct mm *mm, uint64_t addr, struct pte *e, void *ctx), void *ctx)
{
    struct table *t = table_from(mm, start);
    for (; t != NULL && t->base << TABLE_BITS < end; t = RB_NEXT(table_tree, &mm->tables, t)) {
        unsigned last, i = range_in(t, start, end, &last);
        for (i = table_next(t, i, last); i < last; i = table_next(t, i + 1, last))
            fn(mm, (t->base << TABLE_BITS) + ((uint64_t)i << PAGE_BITS), &t->pte[i], ctx);
    }
}

void table_drop(struct table *t)
{
    if (t->level3 == 0)
        return;
    machine_table_put(t->level3);
    t->level3 = 0;
    for (unsigned i = table_next(t, 0, TABLE_ENTRIES); i < TABLE_ENTRIES; i = table_next(t, i + 1, TABLE_ENTRIES)) {
        struct pte *e = &t->pte[i];
        if (e->cap == 0)
            continue;
        mapcap_put(pte_page(e), e->cap, false);
        e->cap = 0;
        e->hw_w = 0;
    }
}

/* How many entries are mapped; writable only, or all. */
static unsigned table_mapped(const struct table *t, bool writable)
{
    unsigned count = 0;
    for (unsigned i = table_next(t, 0, TABLE_ENTRIES); i < TABLE_ENTRIES; i = table_next(t, i + 1, TABLE_ENTRIES))
        count += t->pte[i].cap != 0 && (!writable || t->pte[i].hw_w);
    return count;
}

void tables_drop_writable(struct mm *mm)
{
    struct table *t;
    if (machine_batches || mm->resident < DROP_RESIDENT)
        return;
    RB_FOREACH (t, table_tree, &mm->tables)
        if (t->level3 != 0 && table_mapped(t, true) >= DROP_WRITABLE)
            table_drop(t);
}

/* The mappings of [first, last) go, however that costs least; entries still name their capabilities.  Returns
 * whether each is known to be unmapped. */
static bool range_unmap(struct mm *mm, struct table *t, unsigned first, unsigned last)
{
    if (t->level3 == 0 || last - first < BATCH_LEAST)
        return false;
    if (machine_batches)
        return machine_range_unmap(mm, (t->base << TABLE_BITS) + ((uint64_t)first << PAGE_BITS), last - first);
    if (last - first == TABLE_ENTRIES && table_mapped(t, false) >= DROP_UNMAPPED)
        table_drop(t);
    return false;
}

void pte_clear_range(struct mm *mm, uint64_t start, uint64_t end)
{
    struct table *t = table_from(mm, start);
    for (; t != NULL && t->base << TABLE_BITS < end; t = RB_NEXT(table_tree, &mm->tables, t)) {
        unsigned last, i = range_in(t, start, end, &last);
        i = t->count == 0 ? last : table_next(t, i, last);
        if (i == last)
            continue;
        if (last > table_end(t))
            last = table_end(t);
        bool gone = range_unmap(mm, t, i, last);
        for (; i < last; i = table_next(t, i + 1, last)) {
            struct pte *e = &t->pte[i];
            if (e->cap != 0 && gone)
                mapcap_put(pte_page(e), e->cap, false);
            else if (e->cap != 0)
                machine_unmap(mm, e);
            entry_gone(mm, t, i);
        }
    }
}

void table_protect(struct mm *mm, struct table *t, unsigned first, unsigned last)
{
    bool done = last - first >= BATCH_LEAST && machine_batches && t->level3 != 0 &&
                machine_range_protect(mm, (t->base << TABLE_BITS) + ((uint64_t)first << PAGE_BITS), last - first);
    for (unsigned i = table_next(t, first, last); i < last; i = table_next(t, i + 1, last)) {
        struct pte *e = &t->pte[i];
        if (done)
            e->hw_w = 0;
        else if (!e->w)
            machine_write_protect(mm, (t->base << TABLE_BITS) + ((uint64_t)i << PAGE_BITS), e);
    }
}

void table_free(struct mm *mm, struct table *t)
{
    if (t->level3 != 0)
        machine_table_put(t->level3);
    RB_REMOVE(table_tree, &mm->tables, t);
    mm->table_count--;
    if (mm->last_table == t)
        mm->last_table = NULL;
    near_forget(mm, t);
    page_put(t->memory);
    free(t);
}

/* All references go; the machine's mappings are gone already. */
static void entries_drop(struct mm *mm, struct table *t)
{
    for (unsigned i = table_next(t, 0, TABLE_ENTRIES); i < TABLE_ENTRIES; i = table_next(t, i + 1, TABLE_ENTRIES)) {
        if (t->pte[i].cap != 0)
            mapcap_put(pte_page(&t->pte[i]), t->pte[i].cap, false);
        entry_gone(mm, t, i);
    }
}

void tables_clear(struct mm *mm)
{
    struct table *t, *next;
    for (t = RB_MIN(table_tree, &mm->tables); t != NULL; t = next) {
        next = RB_NEXT(table_tree, &mm->tables, t);
        bool kept = t->used && machine_batches && t->level3 != 0;
        unsigned first = table_next(t, 0, TABLE_ENTRIES);
        if (kept && first < TABLE_ENTRIES)
            kept = machine_range_unmap(mm, (t->base << TABLE_BITS) + ((uint64_t)first << PAGE_BITS),
                                       table_end(t) - first);
        if (!kept && t->level3 != 0) {
            machine_table_put(t->level3);
            t->level3 = 0;
        }
        entries_drop(mm, t);
        t->used = false;
        if (!kept)
            table_free(mm, t);
    }
}

void tables_free(struct mm *mm)
{
    struct table *t;
    while ((t = RB_MIN(table_tree, &mm->tables)) != NULL) {
        if (t->level3 != 0)
            machine_table_put(t->level3);
        t->level3 = 0;
        entries_drop(mm, t);
        table_free(mm, t);
    }
}
