/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages: the frames of 4 KiB that hold everything Linux programs see.
 *
 * Every frame is mapped in this task at a place that follows from its number, so its contents are reached by
 * page_address without a system call.  A page is counted; the last page_put frees it.  Mappings in
 * address spaces hold references of their own.
 * Letters of who may change a field: M mm, C page cache. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct inode;
struct region;

/* The regions that map a file; a member `mappings` of struct inode, kept by mm. */
LIST_HEAD(region_list, region);

enum { PAGE_BITS = 12, PAGE_BYTES = 4096 };

enum page_flags {
    PAGE_CACHED = 1,     /* C in a page cache */
    PAGE_READY = 2,      /* C contents are valid */
    PAGE_DIRTY = 4,      /* C newer than the disk */
    PAGE_WRITEBACK = 8,  /* C being written */
    PAGE_SCANNED = 1 << 16, /* M was searched for system calls: exec_view is up to date */
    PAGE_FREE = 1 << 17,    /* M on the free list */
    PAGE_ZERO = 1 << 18,    /* M free and all zero */
    PAGE_UNIFIED = 1 << 19, /* M as code, it has reached the instruction side */
};

struct page {
    unsigned refs;              /* M holders: caches, mappings, I/O in progress */
    unsigned maps;              /* M entries of address spaces that name it */
    uint32_t flags;             /* enum page_flags */
    uint32_t number;            /* M index; constant */
    uint32_t spare;             /* M first of its mapping capabilities not in use (mapcap.h); 0: none */
    struct inode *inode;        /* C the file it caches, borrowed; NULL: none */
    uint64_t index;             /* C which page of the file */
    struct page *exec_view;     /* M its copy with system calls rewritten (counted), which may have
                                 *   another of the same page behind it; NULL with PAGE_SCANNED:
                                 *   none made yet, or it has none in it and serves itself */
    TAILQ_ENTRY(page) lru;      /* C while cached; M while free */
};

/* A zeroed page with one reference; NULL when neither a free page nor a clean cached one is left. */
struct page *page_alloc(void);
/* The same with contents unspecified, for callers that fill all of it. */
struct page *page_alloc_dirty(void);
void page_free(struct page *p); /* nobody has a reference any more */
static inline void page_get(struct page *p)
{
    p->refs++;
}
static inline void page_put(struct page *p)
{
    if (--p->refs == 0)
        page_free(p);
}
extern uintptr_t page_window; /* address of the contents of page 0 */
static inline void *page_address(const struct page *p)
{
    return (void *)(page_window + ((uintptr_t)p->number << PAGE_BITS));
}

/* Takes a cached page out of all address spaces; they fault it in again.  Does not park. */
void page_unmap_all(struct page *p);
/* Write-protects a cached page everywhere: the next write faults and calls pagecache_dirty. */
void page_write_protect_all(struct page *p);

/* The contents of a cached page changed otherwise than through a mapping: copies made of it are stale. */
void page_views_drop(struct page *p);
static inline void page_contents_changed(struct page *p)
{
    p->flags &= ~(uint32_t)PAGE_SCANNED;
    if (p->exec_view != NULL)
        page_views_drop(p);
}

/* Does somebody map the file shared, to write or able to become so? */
bool page_mapped_for_writing(const struct inode *inode);

/* The page with this number, which must exist. */
struct page *page_by_number(uint32_t number);
/* The page in which page_address lies. */
struct page *page_of_address(const void *at);
/* There are pages to be had without taking them from anybody: time to map more than was asked for. */
bool page_plenty(void);

/* How many threads there may be in this memory: each has kernel objects, a stack of ours and some pages. */
unsigned memory_threads_max(void);
/* Are there pages, and has root-task `wanted` bytes for kernel objects and heaps, beside what those who run already will
 * need?  If it has little, pages that are free or can be dropped go back to it first.  Asks root-task; does not park. */
bool memory_balance(uint64_t wanted);

/* Pages made so far, free ones among them, and how many more memory would allow (`unmade` of them in memory that is here
 * already); total: all there can be, always the same. */
struct page_stats { uint64_t made, free, possible, unmade, total; };
uint64_t page_total(void); /* that number alone */
/* Pages that unused kernel objects, stacks and parts of the heap can become (not in the above). */
uint64_t page_stats_objects(void);
void page_stats(struct page_stats *st);
