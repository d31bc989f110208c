/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/part.c: regions of root-task as frames of pages, and back. */
#include "mm/part.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/dma.h>
#include <rt/map.h>
#include <rt/task.h>
#include <rt/window.h>
#include <sel4/sel4.h>
#include <task/regions.h>

#include "fs/pagecache.h"
#include "mm/mapcap.h"
#include "mm/memory.h"

enum {
    PARTS_MAX = 1024,
    PARTS_WANTED = REGION_LINES * 3 / 4, /* all memory is so many parts at most: others have regions too */
    PART_BITS_MIN = 21,
    BATCH = 256,
    WORDS = PARTS_MAX / 64,
};
/* Bytes, or part of all, that stay with root-task when pages are made: records of pages, page tables, stacks and heaps
 * are made of it.  What those need beyond, whole parts are given back for (page.c). */
enum { RESERVE_LEAST = 16 << 20, RESERVE_SHIFT = 4 };

TAILQ_HEAD(page_list, page);

struct part {
    struct page *pages;       /* records of its pages; owned */
    struct page_list free;
    unsigned index, unused;   /* unused: pages in `free` */
    unsigned made, limit;     /* pages made; that fit the region */
    uint32_t region;
    cptr_t untyped;
    cptr_t batch[];           /* first slot of each batch of frames made */
};

uintptr_t page_window;
struct part_stats part_stats;
bool part_exhausted;

static struct {
    struct part *part[PARTS_MAX];   /* NULL: not there */
    uint64_t has_free[WORDS];
    struct part *low;               /* the lowest with free pages; NULL: none */
    struct part *growing;           /* the one that is not made in full; NULL: none */
    bool making;                    /* ... and frames are being made in it now */
    unsigned bits, shift;           /* of a part: log2 of bytes and of pages */
    uint32_t mask;
} self;

struct page *page_by_number(uint32_t number)
{
    return &self.part[number >> self.shift]->pages[number & self.mask];
}

struct page *page_of_address(const void *at)
{
    return page_by_number((uint32_t)(((uintptr_t)at - page_window) >> PAGE_BITS));
}

cptr_t page_frame(const struct page *p)
{
    unsigned i = p->number & self.mask;
    return self.part[p->number >> self.shift]->batch[i / BATCH] + i % BATCH;
}

static uintptr_t window_of(const struct part *part)
{
    return page_window + ((uintptr_t)part->index << self.bits);
}

/* -- free pages -- */

static void find_low(void)
{
    self.low = NULL;
    for (unsigned i = 0; i < WORDS; i++)
        if (self.has_free[i] != 0) {
            self.low = self.part[i * 64 + (unsigned)__builtin_ctzl(self.has_free[i])];
            return;
        }
}

static void has_none(const struct part *part)
{
    self.has_free[part->index / 64] &= ~(1ul << part->index % 64);
    if (self.low == part)
        find_low();
}

static void has_some(struct part *part)
{
    self.has_free[part->index / 64] |= 1ul << part->index % 64;
    if (self.low == NULL || part->index < self.low->index)
        self.low = part;
}

struct page *part_take(void)
{
    struct part *part = self.low;
    if (part == NULL)
        return NULL;
    struct page *p = TAILQ_FIRST(&part->free);
    TAILQ_REMOVE(&part->free, p, lru);
    part_stats.free--;
    if (--part->unused == 0)
        has_none(part);
    return p;
}

void part_put(struct page *p)
{
    struct part *part = self.part[p->number >> self.shift];
    TAILQ_INSERT_HEAD(&part->free, p, lru);
    part_stats.free++;
    if (part->unused++ == 0)
        has_some(part);
}

/* -- making -- */

void part_left(uint64_t *total, uint64_t *left, uint64_t *possible)
{
    uint64_t mine;
    if (root_memory(rt_root(), total, left, &mine) < 0)
        *total = *left = 0;
    uint64_t reserve = *total >> RESERVE_SHIFT;
    if (reserve < RESERVE_LEAST)
        reserve = RESERVE_LEAST;
    *possible = *left < reserve ? 0 : *left - reserve;
}

/* A region for the part, as large as can be had up to a part's size; its size in bits, or -ENOMEM. */
static int region_get(struct part *part, uint64_t *paddr)
{
    part->untyped = rt_cslot_alloc();
    if (part->untyped == 0)
        return -ENOMEM;
    uint64_t total, left, possible;
    part_left(&total, &left, &possible);
    for (unsigned bits = self.bits; bits >= PART_BITS_MIN; bits--) {
        int number = possible < 1ul << bits ? -ENOMEM : root_region(rt_root(), bits, part->untyped, paddr);
        if (number >= 0) {
            part->region = (uint32_t)number;
            return (int)bits;
        }
    }
    rt_cslot_free(part->untyped);
    return -ENOMEM;
}

static void records_free(struct part *part)
{
    if (part != NULL)
        free(part->pages);
    free(part);
}

static struct part *records_new(unsigned index)
{
    struct part *part = calloc(1, sizeof(*part) + (sizeof(cptr_t) << self.shift) / BATCH);
    if (part == NULL)
        return NULL;
    part->index = index;
    TAILQ_INIT(&part->free);
    part->pages = calloc(1ul << self.shift, sizeof(*part->pages));
    if (part->pages != NULL)
        return part;
    free(part);
    return NULL;
}

static int part_add(void)
{
    unsigned index = 0;
    while (index < PARTS_MAX && self.part[index] != NULL)
        index++;
    struct part *part = part_exhausted || index == PARTS_MAX ? NULL : records_new(index);
    if (part == NULL)
        return -ENOMEM;
    uint64_t paddr;
    int bits = region_get(part, &paddr);
    if (bits < 0) {
        part_exhausted = true;
        records_free(part);
        return -ENOMEM;
    }
    part->limit = 1u << (bits - PAGE_BITS);
    /* frames are cut off the region in order, so it is known now where each will lie; without memory for
     * this note, data is copied */
    (void)rt_dma_add_region((void *)window_of(part), 1ul << bits, paddr, part->region, 0);
    self.part[index] = self.growing = part;
    part_stats.unmade += part->limit;
    return 0;
}

static void page_made(struct part *part, unsigned i)
{
    struct page *p = &part->pages[i];
    p->number = (part->index << self.shift) + i;
    p->flags = PAGE_FREE | PAGE_ZERO;
    TAILQ_INSERT_TAIL(&part->free, p, lru);
    part_stats.made++;
    part_stats.unmade--;
    part_stats.free++;
    if (part->unused++ == 0)
        has_some(part);
}

/* The frames are there; a page is made of each that can be mapped.  The others are lost until the part goes back. */
static int batch_map(struct part *part, unsigned first, cptr_t slot)
{
    for (unsigned i = 0; i < BATCH; i++) {
        int err = rt_map_frame(slot + i, window_of(part) + ((uintptr_t)(first + i) << PAGE_BITS), seL4_ReadWrite,
                               seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever);
        if (err)
            return err;
        page_made(part, first + i);
    }
    return 0;
}

static int batch_make(struct part *part)
{
    cptr_t slot = rt_cslot_alloc_range(BATCH);
    if (slot == 0)
        return -ENOMEM;
    if (seL4_Untyped_Retype(part->untyped, seL4_ARM_SmallPageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(slot),
                            TASK_LEAF_DEPTH, rt_cslot_offset(slot), BATCH) != seL4_NoError) {
        rt_cslot_free_range(slot, BATCH);
        return -ENOMEM;
    }
    unsigned first = part->made;
    part->batch[first / BATCH] = slot;
    part->made += BATCH;
    return batch_map(part, first, slot);
}

int part_make(void)
{
    if (self.growing == NULL) {
        int err = part_add();
        if (err)
            return err;
    }
    struct part *part = self.growing;
    self.making = true;
    int err = batch_make(part);
    self.making = false;
    if (part->made == part->limit)
        self.growing = NULL;
    return err;
}

void part_retry(void)
{
    part_exhausted = false;
}

/* -- giving back -- */

/* Frames of it that are pages. */
static unsigned pages_of(const struct part *part)
{
    unsigned count = part->made;
    while (count > 0 && part->pages[count - 1].number == 0 && part->pages[count - 1].flags == 0)
        count--; /* frames of the last batch that could not be mapped */
    return count;
}

/* The region goes, with all its frames and what is mapped of them; false: a driver uses it, or root-task does not want
 * it. */
static bool part_return(struct part *part)
{
    if (root_region_free(rt_root(), part->region) < 0)
        return false;
    unsigned count = pages_of(part);
    for (unsigned i = 0; i < count; i++)
        mapcap_forget(&part->pages[i]);
    for (unsigned i = 0; i < part->made; i += BATCH)
        rt_cslot_free_range(part->batch[i / BATCH], BATCH);
    rt_cslot_free(part->untyped);
    rt_dma_remove((void *)window_of(part), 1ul << self.bits);
    part_stats.made -= count;
    part_stats.free -= count;
    part_stats.unmade -= part->limit - part->made;
    self.part[part->index] = NULL;
    has_none(part);
    if (self.growing == part)
        self.growing = NULL;
    records_free(part);
    part_exhausted = false;
    return true;
}

uint64_t part_trim(uint64_t bytes)
{
    uint64_t given = 0;
    for (unsigned i = PARTS_MAX; i-- > 1 && given < bytes;) {
        struct part *part = self.part[i];
        if (part == NULL || part->unused != pages_of(part) || (part == self.growing && self.making))
            continue;
        uint64_t size = (uint64_t)part->limit << PAGE_BITS;
        if (part_return(part))
            given += size;
    }
    return given;
}

/* Is every page of it free or could be? */
static bool can_empty(const struct part *part)
{
    unsigned count = pages_of(part);
    for (unsigned i = 0; i < count; i++)
        if ((part->pages[i].flags & PAGE_FREE) == 0 && !pagecache_droppable(&part->pages[i]))
            return false;
    return true;
}

uint64_t part_evacuate(uint64_t bytes)
{
    uint64_t given = 0;
    for (unsigned i = PARTS_MAX; i-- > 1 && given < bytes;) {
        struct part *part = self.part[i];
        if (part == NULL || self.making || !can_empty(part))
            continue;
        unsigned count = pages_of(part);
        for (unsigned k = 0; k < count; k++)
            if ((part->pages[k].flags & PAGE_FREE) == 0)
                (void)pagecache_drop_page(&part->pages[k]);
        uint64_t size = (uint64_t)part->limit << PAGE_BITS;
        if (part->unused == count && part_return(part))
            given += size;
    }
    return given;
}

int part_init(void)
{
    uint64_t total, left, possible;
    part_left(&total, &left, &possible);
    part_stats.total = possible >> PAGE_BITS;
    self.bits = PART_BITS_MIN;
    while (total >> self.bits > PARTS_WANTED)
        self.bits++;
    self.shift = self.bits - PAGE_BITS;
    self.mask = (1u << self.shift) - 1;
    page_window = rt_window_alloc((size_t)PARTS_MAX << self.bits, 1ul << PART_BITS_MIN);
    if (page_window == 0)
        return -ENOMEM;
    return part_make();
}
