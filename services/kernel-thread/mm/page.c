/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/page.c: frames of memory, made in batches out of regions from root-task, and the free list.
 *
 * A chunk is 16 MiB of the window, backed by one region of that size (or less when memory is nearly
 * gone).  Frames are made 256 at a time and mapped at once; they are never given back to root-task.
 * Some memory is left for the heaps and kernel objects of all tasks. */
#include "mm/near.h"
#include "mm/page.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/dma.h>
#include <rt/log.h>
#include <rt/map.h>
#include <rt/task.h>
#include <rt/window.h>
#include <sel4/sel4.h>

#include "fs/pagecache.h"
#include "mm/memory.h"
#include "mm/zero.h"

enum {
    CHUNK_BITS = 24,
    CHUNK_PAGES = 1 << (CHUNK_BITS - PAGE_BITS),
    BATCH = 256,
    CHUNKS_MAX = 1024,
    REGION_BITS_MIN = 21,
};
/* Bytes, or part of all, that stay with root-task: for the records of all pages, stacks and kernel objects. */
enum { PLENTY = 1024 };
enum { RESERVE_LEAST = 40 << 20, RESERVE_SHIFT = 3, LOW_SHIFT = 6 };

struct chunk {
    struct page *pages;                  /* CHUNK_PAGES; owned */
    cptr_t untyped;
    unsigned limit;                      /* pages that fit its region */
    cptr_t batch[CHUNK_PAGES / BATCH];   /* first slot of the frames; 0: not made yet */
};

TAILQ_HEAD(page_list, page);

uintptr_t page_window;

static struct {
    struct chunk *chunk[CHUNKS_MAX];
    unsigned chunks;
    unsigned made;                       /* pages of the last chunk made */
    bool exhausted;                      /* root-task has no more */
    struct page_list free;
    struct page_stats stats;
} self;

struct page *page_by_number(uint32_t number)
{
    return &self.chunk[number / CHUNK_PAGES]->pages[number % CHUNK_PAGES];
}

struct page *page_of_address(const void *at)
{
    return page_by_number((uint32_t)(((uintptr_t)at - page_window) >> PAGE_BITS));
}

bool page_plenty(void)
{
    return self.stats.free >= PLENTY || !self.exhausted;
}

cptr_t page_frame(const struct page *p)
{
    unsigned i = p->number % CHUNK_PAGES;
    return self.chunk[p->number / CHUNK_PAGES]->batch[i / BATCH] + i % BATCH;
}

/* Bytes that may still become pages. */
static uint64_t memory_left(void)
{
    uint64_t total, left, mine;
    if (root_memory(rt_root(), &total, &left, &mine) < 0)
        return 0;
    uint64_t reserve = total >> RESERVE_SHIFT;
    if (reserve < RESERVE_LEAST)
        reserve = RESERVE_LEAST;
    return left < reserve ? 0 : left - reserve;
}

bool memory_low(void)
{
    uint64_t total, left, mine;
    return root_memory(rt_root(), &total, &left, &mine) < 0 || left < total >> LOW_SHIFT;
}

static bool memory_is_short(unsigned bits)
{
    return memory_left() < 1ul << bits;
}

/* A region of memory, as large as can be had up to a chunk; its size in bits, or -ENOMEM. */
static int region_get(cptr_t *slot, uint64_t *paddr, uint32_t *region)
{
    *slot = rt_cslot_alloc();
    if (*slot == 0)
        return -ENOMEM;
    for (unsigned bits = CHUNK_BITS; bits >= REGION_BITS_MIN; bits--) {
        int number = memory_is_short(bits) ? -ENOMEM : root_region(rt_root(), bits, *slot, paddr);
        if (number >= 0) {
            *region = (uint32_t)number;
            return (int)bits;
        }
    }
    rt_cslot_free(*slot);
    return -ENOMEM;
}

static int chunk_add(void)
{
    if (self.exhausted || self.chunks == CHUNKS_MAX)
        return -ENOMEM;
    struct chunk *c = calloc(1, sizeof(*c));
    struct page *pages = calloc(CHUNK_PAGES, sizeof(*pages));
    uint64_t paddr;
    uint32_t region;
    int bits = c == NULL || pages == NULL ? -ENOMEM : region_get(&c->untyped, &paddr, &region);
    if (bits < 0) {
        self.exhausted = c != NULL && pages != NULL;
        free(pages);
        free(c);
        return -ENOMEM;
    }
    c->pages = pages;
    c->limit = 1u << (bits - PAGE_BITS);
    /* frames are cut off the region in order, so it is known now where each will lie; without memory for
     * this note, data is copied */
    (void)rt_dma_add_region((void *)(page_window + ((uintptr_t)self.chunks << CHUNK_BITS)), 1ul << bits, paddr,
                            region, 0);
    self.chunk[self.chunks++] = c;
    self.made = 0;
    return 0;
}

static int batch_map(struct chunk *c, unsigned first, cptr_t slot)
{
    uint32_t number = (self.chunks - 1) * CHUNK_PAGES + first;
    for (unsigned i = 0; i < BATCH; i++) {
        uintptr_t vaddr = page_window + ((uintptr_t)(number + i) << PAGE_BITS);
        int err = rt_map_frame(slot + i, vaddr, seL4_ReadWrite,
                               seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever);
        if (err)
            return err;
        struct page *p = &c->pages[first + i];
        p->number = number + i;
        p->flags = PAGE_FREE | PAGE_ZERO;
        TAILQ_INSERT_TAIL(&self.free, p, lru);
        self.stats.made++;
        self.stats.free++;
    }
    return 0;
}

/* Makes another batch of frames. */
static int pages_make(void)
{
    if (self.chunks == 0 || self.made == self.chunk[self.chunks - 1]->limit) {
        int err = chunk_add();
        if (err)
            return err;
    }
    struct chunk *c = self.chunk[self.chunks - 1];
    cptr_t slot = rt_cslot_alloc_range(BATCH);
    if (slot == 0)
        return -ENOMEM;
    if (seL4_Untyped_Retype(c->untyped, seL4_ARM_SmallPageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(slot),
                            TASK_LEAF_DEPTH, rt_cslot_offset(slot), BATCH) != seL4_NoError) {
        rt_cslot_free_range(slot, BATCH);
        return -ENOMEM;
    }
    unsigned first = self.made;
    c->batch[first / BATCH] = slot;
    self.made += BATCH;
    return batch_map(c, first, slot);
}

static struct page *free_take(void)
{
    while (TAILQ_EMPTY(&self.free))
        if (pages_make() != 0 && TAILQ_EMPTY(&self.free) && !mm_parked_drop() && pagecache_shrink(32) == 0)
            return NULL;
    struct page *p = TAILQ_FIRST(&self.free);
    TAILQ_REMOVE(&self.free, p, lru);
    self.stats.free--;
    p->refs = 1;
    p->maps = 0;
    p->inode = NULL;
    p->index = 0;
    p->exec_view = NULL;
    return p;
}

struct page *page_alloc(void)
{
    struct page *p = free_take();
    if (p == NULL)
        return NULL;
    if ((p->flags & PAGE_ZERO) == 0)
        page_zero(page_address(p));
    p->flags = 0;
    return p;
}

struct page *page_alloc_dirty(void)
{
    struct page *p = free_take();
    if (p != NULL)
        p->flags = 0;
    return p;
}

void page_free(struct page *p)
{
    page_contents_changed(p);
    p->flags = PAGE_FREE;
    TAILQ_INSERT_HEAD(&self.free, p, lru);
    self.stats.free++;
}

void page_views_drop(struct page *p)
{
    struct page *view = p->exec_view;
    p->exec_view = NULL;
    page_put(view);
}

void page_stats(struct page_stats *st)
{
    *st = self.stats;
    unsigned unmade = self.chunks == 0 ? 0 : self.chunk[self.chunks - 1]->limit - self.made;
    st->unmade = unmade;
    st->possible = memory_left() / PAGE_BYTES + unmade;
}

int page_init(void)
{
    TAILQ_INIT(&self.free);
    page_window = rt_window_alloc((size_t)CHUNKS_MAX << CHUNK_BITS, 1ul << 21);
    if (page_window == 0)
        return -ENOMEM;
    return pages_make();
}
