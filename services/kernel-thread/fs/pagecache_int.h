/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the page cache. */
#pragma once
#include <stdint.h>

struct inode;
struct page;
struct pagecache_stats;

enum { FILL_MAX = 32 /* pages read or written in one request */ };

struct pagecache_stats *pagecache_counters(void);
/* A page enters a file's tree, whose reference it takes over; 0 or -ENOMEM. */
int cache_insert(struct inode *inode, uint64_t index, struct page *p);
/* A page leaves its file; the cache's reference is put. */
void cache_remove(struct page *p);
void cache_clean(struct page *p);
/* It was used: dropped last. */
void cache_touch(struct page *p);
/* A zeroed page for a file, writing dirty ones back if there is no other way: of file systems that are no higher than the
 * file's (super->level).  May park.  NULL: no memory. */
struct page *cache_page_new(const struct inode *inode);
/* Writes all dirty inodes of all supers up to a level; the first error.  Who waits for a loop device (super->level 1 and
 * more) has its file written, and may not be waited for there.  May park. */
int write_back_all(unsigned level);
/* Dirty pages are more than their share of memory: a writer should help. */
int write_back_needed(void);
