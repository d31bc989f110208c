/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/page.c: pages are taken and given back, and memory goes to where it is needed.
 *
 * Root-task's memory serves pages (part.c) and everything else: kernel objects, stacks, heaps.  What one side does not use any
 * more goes to the other: free pages when root-task has little left, unused objects and stacks when there is no page. */
#include "mm/page.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/heap.h>
#include <rt/memory.h>
#include <rt/task.h>
#include <rt/timer.h>

#include "fs/pagecache.h"
#include "mm/kobj.h"
#include "mm/memory.h"
#include "mm/part.h"
#include "mm/zero.h"
#include "proc/proc.h"

enum { PLENTY = 1024 }; /* pages */
/* Bytes with root-task, or part of all: below the first, memory is brought back up to twice as much; below half of it
 * nothing that is new begins. */
enum { LOW_LEAST = 8 << 20, LOW_SHIFT = 6 };
/* What is given back at once when root-task refuses. */
enum { GIVE = 4 << 20 };
enum { SHRINK = 32, SPARE_STACKS = 64, EVACUATE_PAUSE_NS = 100 * 1000 * 1000 };

bool page_plenty(void)
{
    return part_stats.free >= PLENTY || !part_exhausted;
}

enum { STACK = 32 << 10 }; /* bytes of memory of a fiber's stack */

uint64_t page_stats_objects(void)
{
    struct kobj_tables tables;
    unsigned live, stacks, keep = thread_total() + SPARE_STACKS;
    kobj_tables(&tables);
    rt_fiber_counts(&live, &stacks);
    uint64_t heap, heap_unused;
    rt_heap_areas(&heap, &heap_unused);
    return tables.unused + (stacks > keep ? (stacks - keep) * (STACK / PAGE_BYTES) : 0) + (heap_unused >> PAGE_BITS);
}

/* Unused kernel objects, stacks and parts of the heap go back to root-task. */
static uint64_t objects_trim(void)
{
    uint64_t given = rt_heap_trim(UINT64_MAX) + kobj_trim(UINT64_MAX) + (uint64_t)rt_fiber_trim(thread_total() + SPARE_STACKS) * STACK;
    if (given != 0)
        part_retry();
    return given;
}

/* Address spaces kept for the next process go, and what they held. */
static uint64_t parked_trim(void)
{
    bool any = false;
    while (mm_parked_drop())
        any = true;
    return any ? part_trim(GIVE) + objects_trim() : 0;
}

/* Called by lib/rt when root-task refused (rt/memory.h). */
static bool give(void)
{
    return part_trim(GIVE) != 0 || objects_trim() != 0 || parked_trim() != 0;
}

/* Pages of files that could go. */
static uint64_t droppable(void)
{
    struct pagecache_stats cache;
    pagecache_stats(&cache);
    return cache.cached - cache.home - cache.dirty - cache.writeback;
}

uint64_t page_total(void)
{
    return part_stats.total;
}

unsigned memory_threads_max(void)
{
    enum { PAGES_EACH = 48 };
    return (unsigned)(part_stats.total / PAGES_EACH);
}

static uint64_t evacuate_next; /* ns */

bool memory_balance(uint64_t wanted)
{
    uint64_t total, left, possible;
    part_left(&total, &left, &possible);
    uint64_t low = total >> LOW_SHIFT;
    if (low < LOW_LEAST)
        low = LOW_LEAST;
    uint64_t pages = part_stats.free + part_stats.unmade + droppable();
    if (pages + (possible >> PAGE_BITS) < low >> PAGE_BITS) {
        if (objects_trim() != 0)
            part_left(&total, &left, &possible);
        if (pages + (possible >> PAGE_BITS) < low >> PAGE_BITS)
            return false;
    }
    if (left >= low + wanted)
        return true;
    uint64_t missing = 2 * low + wanted - left;
    uint64_t given = part_trim(missing);
    if (given < missing)
        given += objects_trim();
    if (given < missing)
        given += parked_trim();
    if (given < missing && rt_now_ns() >= evacuate_next) { /* it takes long: not too often in vain */
        given += part_evacuate(missing - given);
        evacuate_next = given < missing ? rt_now_ns() + EVACUATE_PAUSE_NS : 0;
    }
    return left + given >= low / 2 + wanted;
}

/* Another try may find a page.  What an attempt that fails has made for itself is given back by objects_trim too, which is no
 * progress: so that counts once. */
static bool free_more(bool *trimmed)
{
    if (part_make() == 0 || part_stats.free != 0 || mm_parked_drop())
        return true;
    if (!*trimmed) {
        *trimmed = true;
        if (objects_trim() != 0)
            return true;
    }
    return pagecache_shrink(SHRINK) != 0;
}

static struct page *free_take(void)
{
    struct page *p;
    bool trimmed = false;
    while ((p = part_take()) == NULL)
        if (!free_more(&trimmed))
            return NULL;
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
    part_put(p);
}

void page_views_drop(struct page *p)
{
    struct page *view = p->exec_view;
    p->exec_view = NULL;
    page_put(view);
}

void page_stats(struct page_stats *st)
{
    uint64_t total, left, possible;
    part_left(&total, &left, &possible);
    *st = (struct page_stats){.made = part_stats.made, .free = part_stats.free, .unmade = part_stats.unmade,
                              .total = part_stats.total, .possible = (possible >> PAGE_BITS) + part_stats.unmade};
    if (st->free + st->possible > st->total)
        st->possible = st->total - st->free;
}

int page_init(void)
{
    rt_memory_short = give;
    rt_heap_use_areas();
    return part_init();
}
