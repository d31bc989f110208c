/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/region.c: the tree of regions of an address space.  Regions do not overlap. */
#include <stdlib.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "ipc/shm.h"
#include "mm/space.h"

static int region_compare(const struct region *a, const struct region *b)
{
    return a->start < b->start ? -1 : a->start > b->start;
}
RB_GENERATE_STATIC(region_tree, region, node, region_compare)

/* The last region that starts at or below addr. */
static struct region *region_below(struct mm *mm, uint64_t addr)
{
    struct region *r = RB_ROOT(&mm->regions), *best = NULL;
    while (r != NULL) {
        if (r->start <= addr) {
            best = r;
            r = RB_RIGHT(r, node);
        } else {
            r = RB_LEFT(r, node);
        }
    }
    return best;
}

struct region *mm_find(struct mm *mm, uint64_t addr)
{
    struct region *r = region_below(mm, addr);
    return r != NULL && addr < r->end ? r : NULL;
}

struct region *mm_next_region(struct mm *mm, uint64_t addr)
{
    struct region *r = region_below(mm, addr);
    if (r == NULL)
        return RB_MIN(region_tree, &mm->regions);
    return addr < r->end ? r : RB_NEXT(region_tree, &mm->regions, r);
}

int mm_regions_max = 65530;
enum { KIT_REGIONS = 2 }; /* the kit's own, which /proc/PID/maps shows: Linux counts the like of them */

struct region *region_new_copy(struct mm *mm, uint64_t start, uint64_t end)
{
    struct region *r = calloc(1, sizeof(*r));
    if (r == NULL)
        return NULL;
    r->mm = mm;
    r->start = start;
    r->end = end;
    return r;
}

struct region *region_new(struct mm *mm, uint64_t start, uint64_t end)
{
    return mm->region_count + KIT_REGIONS <= (unsigned)mm_regions_max ? region_new_copy(mm, start, end) : NULL;
}

void region_set_file(struct region *r, struct file *file)
{
    file_get(file);
    r->file = file;
    LIST_INSERT_HEAD(&file->inode->mappings, r, same_file);
}

void region_insert(struct region *r)
{
    RB_INSERT(region_tree, &r->mm->regions, r);
    r->mm->region_count++;
    r->mm->mapped_pages += (r->end - r->start) >> PAGE_BITS;
}

void mapped_peak_update(struct mm *mm)
{
    if (mm->mapped_pages > mm->mapped_peak)
        mm->mapped_peak = mm->mapped_pages;
}

/* The region goes: the gap there grows, or there is a new one. */
static void gap_grows(struct region *r)
{
    struct mm *mm = r->mm;
    if (mm->gap_top == 0 || r->start >= mm->mmap_top)
        return;
    const struct region *next = RB_NEXT(region_tree, &mm->regions, r);
    uint64_t top = next == NULL || next->start > mm->mmap_top ? mm->mmap_top : next->start;
    if (top > mm->gap_top)
        mm->gap_top = top;
}

void region_free(struct region *r)
{
    mapped_peak_update(r->mm);
    struct file *file = r->file;
    if (r->flags & REGION_SHM)
        shm_region_ends(file->inode);
    gap_grows(r);
    RB_REMOVE(region_tree, &r->mm->regions, r);
    r->mm->region_count--;
    r->mm->mapped_pages -= (r->end - r->start) >> PAGE_BITS;
    if (file != NULL)
        LIST_REMOVE(r, same_file);
    free(r);
    if (file != NULL)
        file_put(file);
}

struct region *region_split(struct region *r, uint64_t addr)
{
    /* Linux lets the last new mapping go one beyond the limit, but no split. */
    bool may = r->mm->region_count + KIT_REGIONS < (unsigned)mm_regions_max;
    struct region *upper = may ? region_new_copy(r->mm, addr, r->end) : NULL;
    if (upper == NULL)
        return NULL;
    upper->prot = r->prot;
    upper->flags = r->flags;
    if (r->file != NULL) {
        region_set_file(upper, r->file);
        upper->index = r->index + ((addr - r->start) >> PAGE_BITS);
    }
    r->mm->mapped_pages -= (r->end - addr) >> PAGE_BITS;
    r->end = addr;
    region_insert(upper);
    return upper;
}

static bool regions_join(const struct region *a, const struct region *b)
{
    if (a->end != b->start || a->prot != b->prot || a->flags != b->flags || a->file != b->file)
        return false;
    return a->file == NULL || a->index + ((a->end - a->start) >> PAGE_BITS) == b->index;
}

/* Only anonymous regions are joined: giving up a file reference could wait. */
struct region *region_merge(struct region *r)
{
    struct region *next = RB_NEXT(region_tree, &r->mm->regions, r);
    if (next != NULL && r->file == NULL && regions_join(r, next)) {
        uint64_t end = next->end;
        region_free(next);
        r->mm->mapped_pages += (end - r->end) >> PAGE_BITS;
        r->end = end;
    }
    struct region *before = RB_PREV(region_tree, &r->mm->regions, r);
    if (before == NULL || r->file != NULL || !regions_join(before, r))
        return r;
    uint64_t end = r->end;
    region_free(r);
    before->mm->mapped_pages += (end - before->end) >> PAGE_BITS;
    before->end = end;
    return before;
}

/* The highest gap below top; 0: none. */
static uint64_t gap_below(struct mm *mm, uint64_t top, uint64_t bytes)
{
    struct region *r = region_below(mm, top - 1);

    for (;; r = RB_PREV(region_tree, &mm->regions, r)) {
        uint64_t low = r == NULL ? MM_LOWEST : r->end;
        if (low < top && top - low < bytes && top - low > mm->gap_largest)
            mm->gap_largest = top - low;
        while (low < top && top - low >= bytes) {
            const struct stub_area *a = stub_overlap(&mm->stub_areas, top - bytes, top);
            if (a == NULL)
                return top - bytes;
            if (mm->gap_largest < bytes - 1)
                mm->gap_largest = bytes - 1; /* what lies above the stubs may do for less */
            top = a->start;
        }
        if (r == NULL)
            return 0;
        if (r->start < top)
            top = r->start;
    }
}

/* Programs with many regions ask often: what is known to be too small is not looked at again. */
uint64_t region_gap(struct mm *mm, uint64_t bytes)
{
    uint64_t at = 0;
    if (mm->gap_top != 0 && bytes > mm->gap_largest && mm->gap_top < mm->mmap_top)
        at = gap_below(mm, mm->gap_top, bytes);
    if (at == 0) {
        mm->gap_largest = 0;
        at = gap_below(mm, mm->mmap_top, bytes);
    }
    if (at != 0)
        mm->gap_top = at + bytes;
    return at;
}

bool region_range_free(struct mm *mm, uint64_t start, uint64_t end)
{
    struct region *r = mm_next_region(mm, start);
    return (r == NULL || r->start >= end) && stub_overlap(&mm->stub_areas, start, end) == NULL;
}
