/* SPDX-License-Identifier: BSD-2-Clause */
/* The page cache: pages of files, shared by read, write and mmap.
 *
 * A page in the cache is referenced once by the cache (page->refs) and names its inode and index.
 * flags of struct page used here: PAGE_CACHED (in a cache), PAGE_READY (contents valid),
 * PAGE_DIRTY (newer than the disk), PAGE_WRITEBACK (being written).
 * An inode with dirty pages is on its super's dirty list, which keeps it alive. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct inode;
struct page;
struct uio;

/* Radix tree of pages by index, 64 ways a level. */
struct pagecache {
    void *root;
    unsigned height;   /* levels; 0: empty */
    uint64_t count;    /* pages in it */
    uint64_t dirty;    /* dirty pages in it */
    uint64_t next_read;/* read-ahead: the index a sequential reader asks next */
    unsigned window;   /* read-ahead: pages to read at once */
};

/* The page of a file at index (units of 4096 bytes), with contents; *out has a reference for the caller
 * (page_put).  -ENXIO behind the end of the file (SIGBUS), -EIO, -ENOMEM.  Holes of tmpfs are allocated.
 * May park. */
int pagecache_get(struct inode *inode, uint64_t index, struct page **out);
/* The same only if it is there and ready without waiting; NULL otherwise.  Takes a reference. */
struct page *pagecache_peek(struct inode *inode, uint64_t index);
/* The page was or will be written through a mapping or by the cache itself: write it back later.
 * A page that left its file meanwhile is ignored. */
void pagecache_dirty(struct page *page);

/* Transfers between a file and memory; the caller has checked the mode.  Return bytes or -errno. */
ssize_t pagecache_read(struct inode *inode, struct uio *uio, uint64_t offset);
/* Caller holds inode->lock.  Extends the file. */
ssize_t pagecache_write(struct inode *inode, struct uio *uio, uint64_t offset);

/* Drops pages from `first` on, unmapping them; contents behind the new end of the last page are zeroed. */
void pagecache_truncate(struct inode *inode, uint64_t size);
/* INODE_PAGES_HOME: pages for [first, end), all or -ENOSPC, -ENOMEM. */
int pagecache_fill(struct inode *inode, uint64_t first, uint64_t end);
/* Drops [first, end) (hole punching in tmpfs). */
void pagecache_drop(struct inode *inode, uint64_t first, uint64_t end);
/* Drops pages of [first, end) that are clean and that nobody maps or holds. */
void pagecache_drop_clean(struct inode *inode, uint64_t first, uint64_t end);
/* Writes dirty pages in [first, end); write-protects their mappings first.  0 or the first error. */
int pagecache_write_back(struct inode *inode, uint64_t first, uint64_t end);

/* Waits until no page of the file is on its way to the disk. */
void pagecache_wait(struct inode *inode);

/* Out of memory: frees up to `want` clean unmapped pages, the least recently used first; returns how many.
 * Does not park.  page_alloc calls it when it finds nothing. */
size_t pagecache_shrink(size_t want);
/* One page: could it go (nobody but mappings holds it)?  And let it go: false, it stayed. */
bool pagecache_droppable(const struct page *p);
bool pagecache_drop_page(struct page *p);
/* Numbers for /proc/meminfo. */
struct pagecache_stats { uint64_t cached, dirty, writeback, home; };
void pagecache_stats(struct pagecache_stats *st);
/* Starts the write-back fiber. */
int pagecache_init(void);
