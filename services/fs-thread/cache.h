/* SPDX-License-Identifier: BSD-2-Clause */
/* Metadata blocks in memory.
 *
 * A block that was changed (dirty) stays here until a commit writes it: between commits the disk does not
 * change (but for file data), so it always holds the metadata of one moment.  A commit may write to a
 * journal only; then the block (logged) stays until it is written to its place.  File data never comes
 * here; ext4_cache_forget keeps it so when a block changes its use. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct disk;

enum { CACHE_GATHER_BYTES = 128 << 10 /* as much as one block request takes */ };

/* What ext4_cache_flush has to sign before a block goes to the disk. */
enum buf_kind { BUF_PLAIN, BUF_EXTENTS, BUF_DIR, BUF_INDEX, BUF_XATTR };

struct buf {
    uint64_t block;
    uint8_t *data;      /* block_size bytes, owned */
    uint32_t pins;      /* users; > 0: stays where it is */
    uint32_t seed;      /* checksum seed of the inode that owns the block; BUF_EXTENTS, BUF_DIR, BUF_INDEX */
    enum buf_kind kind;
    bool dirty;         /* newer than disk and journal */
    bool logged;        /* a copy is in the journal, the block in its place is older */
    bool checked;       /* structure and checksum were found good since it was read */
    LIST_ENTRY(buf) hash;
    TAILQ_ENTRY(buf) order; /* in cache.lru, cache.dirty, or, when only logged, cache.logged */
};

/* The block is written as something without a checked structure.  On a damaged disk it may have been something else for
 * another owner, who has to check it again. */
static inline void buf_claim(struct buf *buf)
{
    buf->kind = BUF_PLAIN;
    buf->checked = false;
}

LIST_HEAD(buf_list, buf);
TAILQ_HEAD(buf_queue, buf);

struct cache {
    struct disk *disk;      /* borrowed */
    size_t block_size;
    uint32_t count, limit;  /* blocks held; how many to hold when there is a choice */
    uint32_t dirty_count;
    uint32_t logged_count;  /* in cache.logged */
    struct buf_list *buckets;
    struct buf_queue lru;   /* clean ones, least recently used first */
    struct buf_queue dirty; /* changed ones, in the order of their first change */
    struct buf_queue logged;
    uint64_t *revoked;      /* owned: logged blocks that were forgotten; whose copies are void */
    uint32_t revoked_count, revoked_room;
    bool revoked_lost;      /* there was no memory to note one */
    uint8_t *gather;        /* owned: one request of neighbouring blocks, on its way in or out */
    void (*seal)(struct cache *cache, struct buf *buf); /* signs a block before it is written */
    uint64_t hits, misses;
    uint32_t changes;       /* counts what was changed: blocks, and what others say */
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
/* Writes all dirty and logged blocks to their places, neighbours together.  They are not durable before the
 * disk is flushed. */
int ext4_cache_flush(struct cache *cache);
/* The dirty blocks, sealed, in the order of the disk; dirty_count of them.  The caller frees the list.
 * NULL: no memory. */
struct buf **ext4_cache_dirty_list(struct cache *cache);
/* Copies of all dirty blocks, and the list of revoked ones, are in the journal. */
void ext4_cache_set_logged(struct cache *cache);
/* The copies in the journal are in their places. */
void ext4_cache_set_home(struct cache *cache);
