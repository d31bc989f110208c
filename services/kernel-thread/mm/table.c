/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/table.c: the entries of an address space, which say what page is at an address. */
#include "mm/space.h"

#include <stdlib.h>

#include <linux/mman.h>

#include "mm/mapcap.h"

/* Mapped entries from which dropping a table pays; pages of a process from which it is worth looking. */
enum { DROP_UNMAPPED = 4, DROP_WRITABLE = 128, DROP_RESIDENT = 512 };

static int table_compare(const struct table *a, const struct table *b)
{
    return a->base < b->base ? -1 : a->base > b->base;
}
RB_GENERATE_STATIC(table_tree, table, node, table_compare)

struct page *pte_page(const struct pte *e)
{
    return page_by_number(e->page);
}

struct table *table_find(struct mm *mm, uint64_t addr)
{
    uint64_t base = addr >> TABLE_BITS;
    if (mm->last_table != NULL && mm->last_table->base == base)
        return mm->last_table;

    struct table key = {.base = base};
    struct table *t = RB_FIND(table_tree, &mm->tables, &key);
    if (t == NULL)
        return NULL;
    mm->last_table = t;
    mm->near[base & (NEAR_TABLES - 1)] = (struct near_table){base + 1, t->pte};
    return t;
}

static unsigned table_index(uint64_t addr)
{
    return (addr >> PAGE_BITS) & (TABLE_ENTRIES - 1);
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
    t->base = addr >> TABLE_BITS;
    t->pte = page_address(t->memory);
    RB_INSERT(table_tree, &mm->tables, t);
    mm->last_table = t;
    return &t->pte[table_index(addr)];
}

void pte_set(struct mm *mm, struct pte *e, struct page *page, int prot)
{
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

void pte_clear(struct mm *mm, struct pte *e)
{
    struct page *p = pte_page(e);
    if (e->cap != 0)
        machine_unmap(mm, e);
    *e = (struct pte){0};
    p->maps--;
    mm->resident--;
    page_put(p);
}

void pte_each(struct mm *mm, uint64_t start, uint64_t end,
              void (*fn)(struct mm *mm, uint64_t addr, struct pte *e, void *ctx), void *ctx)
{
    struct table key = {.base = start >> TABLE_BITS};
    struct table *t = RB_NFIND(table_tree, &mm->tables, &key);

    for (; t != NULL && t->base << TABLE_BITS < end; t = RB_NEXT(table_tree, &mm->tables, t)) {
        uint64_t base = t->base << TABLE_BITS;
        unsigned first = start > base ? table_index(start) : 0;
        unsigned last = end - base < 1ul << TABLE_BITS ? (unsigned)((end - base) >> PAGE_BITS) : TABLE_ENTRIES;
        for (unsigned i = first; i < last; i++)
            if (t->pte[i].present)
                fn(mm, base + ((uint64_t)i << PAGE_BITS), &t->pte[i], ctx);
    }
}

void table_drop(struct table *t)
{
    if (t->level3 == 0)
        return;
    machine_table_put(t->level3);
    t->level3 = 0;
    for (unsigned i = 0; i < TABLE_ENTRIES; i++) {
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
    for (unsigned i = 0; i < TABLE_ENTRIES; i++)
        count += t->pte[i].cap != 0 && (!writable || t->pte[i].hw_w);
    return count;
}

void tables_drop_writable(struct mm *mm)
{
    struct table *t;
    if (mm->resident < DROP_RESIDENT)
        return;
    RB_FOREACH (t, table_tree, &mm->tables)
        if (t->level3 != 0 && table_mapped(t, true) >= DROP_WRITABLE)
            table_drop(t);
}

void tables_drop_all(struct mm *mm)
{
    struct table *t;
    RB_FOREACH (t, table_tree, &mm->tables) {
        if (t->level3 != 0)
            machine_table_put(t->level3);
        t->level3 = 0;
    }
}

/* Whole tables that are given up go at once, if more than a few pages are mapped. */
static void drop_whole_tables(struct mm *mm, uint64_t start, uint64_t end)
{
    struct table key = {.base = (start + (1ul << TABLE_BITS) - 1) >> TABLE_BITS};
    struct table *t = RB_NFIND(table_tree, &mm->tables, &key);
    for (; t != NULL && (t->base + 1) << TABLE_BITS <= end; t = RB_NEXT(table_tree, &mm->tables, t))
        if (t->level3 != 0 && table_mapped(t, false) >= DROP_UNMAPPED)
            table_drop(t);
}

static void clear_one(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    (void)ctx;
    pte_clear(mm, e);
    (void)addr;
}

void pte_clear_range(struct mm *mm, uint64_t start, uint64_t end)
{
    if (end - start >= 1ul << TABLE_BITS)
        drop_whole_tables(mm, start, end);
    pte_each(mm, start, end, clear_one, NULL);
}

static void drop_one(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    (void)addr;
    (void)ctx;
    struct page *p = pte_page(e);
    if (e->cap != 0)
        mapcap_put(p, e->cap, false);
    p->maps--;
    mm->resident--;
    page_put(p);
}

/* The mappings are gone already with the machine's tables: only the references are left. */
void tables_free(struct mm *mm)
{
    pte_each(mm, 0, UINT64_MAX >> 1, drop_one, NULL);
    struct table *t, *next;
    for (t = RB_MIN(table_tree, &mm->tables); t != NULL; t = next) {
        next = RB_NEXT(table_tree, &mm->tables, t);
        RB_REMOVE(table_tree, &mm->tables, t);
        table_forget(mm, t->base);
        page_put(t->memory);
        free(t);
    }
    mm->last_table = NULL;
}
