/* SPDX-License-Identifier: BSD-2-Clause */
/* Metadata blocks in memory.
 *
 * A block that was changed stays here until the next commit writes it: between commits the disk does not
 * change (but for file data), so it always holds the metadata of one moment.  File data never comes here;
 * ext4_cache_forget keeps it so when a block changes its use. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct disk;

/* What ext4_cache_flush has to sign before a block goes to the disk. */
enum buf_kind { BUF_PLAIN, BUF_EXTENTS, BUF_DIR };

struct buf {
    uint64_t block;
    uint8_t *data;      /* block_size bytes, owned */
    uint32_t pins;      /* users; > 0: stays where it is */
    uint32_t seed;      /* checksum seed of the inode that owns the block; BUF_EXTENTS, BUF_DIR */
    enum buf_kind kind;
    bool dirty;         /* newer than the disk */
    bool checked;       /* structure and checksum were found good since it was read */
    LIST_ENTRY(buf) hash;
    TAILQ_ENTRY(buf) order; /* in cache.lru or cache.dirty */
};

LIST_HEAD(buf_list, buf);
TAILQ_HEAD(buf_queue, buf);

struct cache {
    struct disk *disk;      /* borrowed */
    size_t block_size;
    uint32_t count, limit;  /* blocks held; how many to hold when there is a choice */
    uint32_t dirty_count;
    struct buf_list *buckets;
    struct buf_queue lru;   /* clean ones, least recently used first */
    struct buf_queue dirty; /* changed ones, in the order of their first change */
    uint8_t *gather;        /* owned: one request of neighbouring blocks, on its way in or out */
    void (*seal)(struct cache *cache, struct buf *buf); /* signs a block before it is written */
    uint64_t hits, misses;
};

int ext4_cache_init(struct cache *cache, struct disk *disk, size_t block_size);
/* Drops everything, written or not. */
void ext4_cache_fini(struct cache *cache);

bool ext4_cache_has(struct cache *cache, uint64_t block);
/* The block's contents, pinned until ext4_cache_put.  May wait for the disk. */
int ext4_cache_get(struct cache *cache, uint64_t block, struct buf **buf);
/* As ext4_cache_get for a block whose old contents do not matter: zeroed, dirty, not read. */
int ext4_cache_get_new(struct cache *cache, uint64_t block, struct buf **buf);
void ext4_cache_put(struct cache *cache, struct buf *buf);
/* The caller changed the data. */
void ext4_cache_dirty(struct cache *cache, struct buf *buf);
/* Brings blocks in with few requests; failures show when they are asked for. */
void ext4_cache_readahead(struct cache *cache, uint64_t block, uint32_t count);
/* Blocks changed their use: what is held of them is dropped unwritten.  -EBUSY if one of them is pinned,
 * which happens when a damaged disk gives a block to two owners. */
int ext4_cache_forget(struct cache *cache, uint64_t block, uint64_t count);
/* Writes all dirty blocks, neighbours together.  They are not durable before the disk is flushed. */
int ext4_cache_flush(struct cache *cache);
