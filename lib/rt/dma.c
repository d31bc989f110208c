/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/dma.c: a sorted array of ranges; neighbours that continue each other are joined. */
#include <rt/dma.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

struct range {
    uintptr_t start, end;
    uint64_t paddr;
    uint32_t region; /* RT_DMA_NO_REGION: in none */
    uint64_t offset; /* of start in the region */
};

static struct {
    struct range *range; /* by address, not overlapping */
    size_t count, room;
} self;

/* Index of the first range that ends behind vaddr; count if there is none. */
static size_t find(uintptr_t vaddr)
{
    size_t low = 0, high = self.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self.range[middle].end <= vaddr)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int make_room(void)
{
    if (self.count < self.room)
        return 0;
    size_t room = self.room == 0 ? 32 : self.room * 2;
    struct range *range = realloc(self.range, room * sizeof(*range));
    if (range == NULL)
        return -ENOMEM;
    self.range = range;
    self.room = room;
    return 0;
}

static void erase(size_t at, size_t count)
{
    memmove(self.range + at, self.range + at + count,
            (self.count - at - count) * sizeof(*self.range));
    self.count -= count;
}

static bool continues(const struct range *a, const struct range *b)
{
    uint64_t bytes = a->end - a->start;
    return a->end == b->start && a->paddr + bytes == b->paddr && a->region == b->region &&
           (a->region == RT_DMA_NO_REGION || a->offset + bytes == b->offset);
}

int rt_dma_add(const void *vaddr, size_t bytes, uint64_t paddr)
{
    return rt_dma_add_region(vaddr, bytes, paddr, RT_DMA_NO_REGION, 0);
}

int rt_dma_add_region(const void *vaddr, size_t bytes, uint64_t paddr, uint32_t region,
                      uint64_t offset)
{
    struct range r = {(uintptr_t)vaddr, (uintptr_t)vaddr + bytes, paddr, region, offset};
    size_t at = find(r.start);
    if (r.end <= r.start || (at < self.count && self.range[at].start < r.end))
        return -EINVAL;
    if (at > 0 && continues(&self.range[at - 1], &r)) {
        self.range[at - 1].end = r.end;
        return 0;
    }
    int err = make_room();
    if (err)
        return err;
    memmove(self.range + at + 1, self.range + at, (self.count - at) * sizeof(*self.range));
    self.range[at] = r;
    self.count++;
    return 0;
}

void rt_dma_remove(const void *vaddr, size_t bytes)
{
    uintptr_t start = (uintptr_t)vaddr;
    size_t first = find(start);
    size_t last = first;
    while (last < self.count && self.range[last].start < start + bytes)
        last++;
    erase(first, last - first);
}

bool rt_dma_find(const void *vaddr, struct rt_dma_place *place)
{
    uintptr_t at = (uintptr_t)vaddr;
    size_t i = find(at);
    if (i == self.count || self.range[i].start > at)
        return false;
    const struct range *r = &self.range[i];
    *place = (struct rt_dma_place){.paddr = r->paddr + (at - r->start),
                                   .bytes = r->end - at,
                                   .region = r->region,
                                   .offset = r->offset + (at - r->start)};
    return true;
}

uint64_t rt_dma_address(const void *vaddr, size_t bytes)
{
    struct rt_dma_place place;
    return rt_dma_find(vaddr, &place) && bytes <= place.bytes ? place.paddr : RT_DMA_NONE;
}
