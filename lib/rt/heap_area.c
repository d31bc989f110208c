/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/heap_area.c: areas of large pages behind malloc.  The record of an area lies at its beginning. */
#include <rt/heap.h>

#include <sys/queue.h>

#include <sel4/sel4.h>

#include <rt/cslot.h>
#include <rt/map.h>
#include <rt/memory.h>
#include <rt/task.h>
#include <rt/window.h>

#include "malloc.h"

enum { LARGE_BITS = 21, SLOTS = 2048 /* large pages in the window */, PAGES_MAX = 64 /* of an area */ };

struct large_page {
    uint64_t paddr;
    cptr_t untyped, frame;
};

struct area {
    LIST_ENTRY(area) link;
    unsigned first, pages;      /* slots of the window */
    struct large_page page[];
};

static struct {
    LIST_HEAD(, area) areas;
    uintptr_t window;
    uint64_t used[SLOTS / 64];  /* slots */
    bool making;
} self;

static uintptr_t slot_address(unsigned slot)
{
    return self.window + ((uintptr_t)slot << LARGE_BITS);
}

static bool is_used(unsigned slot)
{
    return self.used[slot / 64] >> slot % 64 & 1;
}

static void mark(unsigned first, unsigned pages)
{
    for (unsigned i = first; i < first + pages; i++)
        self.used[i / 64] ^= 1ull << i % 64;
}

/* First of so many free slots; SLOTS: there are none. */
static unsigned find_slots(unsigned pages)
{
    unsigned run = 0;

    for (unsigned i = 0; i < SLOTS; i++) {
        run = is_used(i) ? 0 : run + 1;
        if (run == pages)
            return i + 1 - pages;
    }
    return SLOTS;
}

static void page_delete(const struct large_page *p)
{
    (void)root_untyped_free(rt_root(), p->paddr); /* cannot fail: root-task gave it */
    rt_cslot_free(p->frame);
    rt_cslot_free(p->untyped);
}

static bool page_new(struct large_page *p, uintptr_t at)
{
    p->untyped = rt_cslot_alloc();
    p->frame = p->untyped != 0 ? rt_cslot_alloc() : 0;
    if (p->frame != 0 && rt_untyped(LARGE_BITS | ROOT_UNTYPED_RETURNS, p->untyped, &p->paddr) == 0) {
        if (seL4_Untyped_Retype(p->untyped, seL4_ARM_LargePageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(p->frame),
                                TASK_LEAF_DEPTH, rt_cslot_offset(p->frame), 1) == seL4_NoError &&
            rt_map_frame(p->frame, at, seL4_ReadWrite,
                         seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever) == 0)
            return true;
        page_delete(p);
        return false;
    }
    if (p->frame != 0)
        rt_cslot_free(p->frame);
    if (p->untyped != 0)
        rt_cslot_free(p->untyped);
    return false;
}

static size_t record_bytes(unsigned pages)
{
    return (sizeof(struct area) + pages * sizeof(struct large_page) + 63) & ~(size_t)63;
}

static void *area_new(unsigned pages, size_t *bytes)
{
    struct large_page page[PAGES_MAX];
    unsigned first = find_slots(pages), made = 0;

    if (first == SLOTS)
        return NULL;
    mark(first, pages);
    while (made < pages && page_new(&page[made], slot_address(first + made)))
        made++;
    if (made < pages) {
        while (made > 0)
            page_delete(&page[--made]);
        mark(first, pages);
        return NULL;
    }
    struct area *a = (struct area *)slot_address(first); // NOLINT: mapped just now
    a->first = first;
    a->pages = pages;
    for (unsigned i = 0; i < pages; i++)
        a->page[i] = page[i];
    LIST_INSERT_HEAD(&self.areas, a, link);
    *bytes = ((size_t)pages << LARGE_BITS) - record_bytes(pages);
    return (char *)a + record_bytes(pages);
}

/* Slots for capabilities may need memory themselves: that comes from sbrk. */
static void *more(size_t least, size_t *bytes)
{
    size_t pages = (least + record_bytes(PAGES_MAX) + (1ul << LARGE_BITS) - 1) >> LARGE_BITS;

    if (self.making || pages > PAGES_MAX)
        return NULL;
    self.making = true;
    if (self.window == 0)
        self.window = rt_window_alloc((size_t)SLOTS << LARGE_BITS, 1ul << LARGE_BITS);
    void *start = self.window != 0 ? area_new((unsigned)pages, bytes) : NULL;
    self.making = false;
    return start;
}

static bool is_empty(struct area *a, bool take)
{
    size_t record = record_bytes(a->pages);

    return malloc_unused((char *)a + record, ((size_t)a->pages << LARGE_BITS) - record, take);
}

uint64_t rt_heap_trim(uint64_t bytes)
{
    struct large_page page[PAGES_MAX];
    struct area *a, *next;
    uint64_t given = 0;

    for (a = LIST_FIRST(&self.areas); a && given < bytes; a = next) {
        next = LIST_NEXT(a, link);
        if (!is_empty(a, true))
            continue;
        unsigned first = a->first, pages = a->pages;
        for (unsigned i = 0; i < pages; i++)
            page[i] = a->page[i];
        LIST_REMOVE(a, link);
        for (unsigned i = 0; i < pages; i++)
            page_delete(&page[i]); /* the record goes with the first */
        mark(first, pages);
        given += (uint64_t)pages << LARGE_BITS;
    }
    return given;
}

void rt_heap_areas(uint64_t *all, uint64_t *empty)
{
    struct area *a;

    *all = *empty = 0;
    LIST_FOREACH (a, &self.areas, link) {
        *all += (uint64_t)a->pages << LARGE_BITS;
        if (is_empty(a, false))
            *empty += (uint64_t)a->pages << LARGE_BITS;
    }
}

void rt_heap_use_areas(void)
{
    malloc_more = more;
}
