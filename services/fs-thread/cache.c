/* SPDX-License-Identifier: BSD-2-Clause */
/* Metadata blocks in memory: a hash table, a queue of clean blocks by age, a queue of dirty ones. */
#include "cache.h"

#include <disk/disk.h>

#include <assert.h>
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUCKETS = 1024,
    LIMIT_BYTES = 16 << 20,
};

static struct buf_list *bucket_of(struct cache *cache, uint64_t block)
{
    return &cache->buckets[block % BUCKETS];
}

static struct buf_queue *queue_of(struct cache *cache, const struct buf *buf)
{
    return buf->dirty ? &cache->dirty : buf->logged ? &cache->logged : &cache->lru;
}

static void drop(struct cache *cache, struct buf *buf)
{
    LIST_REMOVE(buf, hash);
    TAILQ_REMOVE(queue_of(cache, buf), buf, order);
    cache->dirty_count -= buf->dirty;
    cache->logged_count -= buf->logged && !buf->dirty;
    cache->count--;
    free(buf->data);
    free(buf);
}

void ext4_cache_fini(struct cache *cache)
{
    while (!TAILQ_EMPTY(&cache->lru))
        drop(cache, TAILQ_FIRST(&cache->lru));
    while (!TAILQ_EMPTY(&cache->dirty))
        drop(cache, TAILQ_FIRST(&cache->dirty));
    while (!TAILQ_EMPTY(&cache->logged))
        drop(cache, TAILQ_FIRST(&cache->logged));
    free(cache->revoked);
    cache->revoked = NULL;
    free(cache->buckets);
    free(cache->gather);
    cache->buckets = NULL;
    cache->gather = NULL;
}

int ext4_cache_init(struct cache *cache, struct disk *disk, size_t block_size)
{
    *cache = (struct cache){
        .disk = disk,
        .block_size = block_size,
        .limit = LIMIT_BYTES / block_size,
        .buckets = calloc(BUCKETS, sizeof(*cache->buckets)),
        .gather = malloc(CACHE_GATHER_BYTES),
    };
    TAILQ_INIT(&cache->lru);
    TAILQ_INIT(&cache->dirty);
    TAILQ_INIT(&cache->logged);
    if (cache->buckets && cache->gather)
        return 0;
    ext4_cache_fini(cache);
    return -ENOMEM;
}

static struct buf *find(struct cache *cache, uint64_t block)
{
    struct buf *buf;

    LIST_FOREACH(buf, bucket_of(cache, block), hash)
        if (buf->block == block)
            return buf;
    return NULL;
}

/* Takes a clean unpinned block out of the cache if the limit is reached and there is one. */
static struct buf *evict(struct cache *cache)
{
    struct buf *buf;

    if (cache->count < cache->limit)
        return NULL;
    TAILQ_FOREACH(buf, &cache->lru, order) {
        if (buf->pins > 0)
            continue;
        LIST_REMOVE(buf, hash);
        TAILQ_REMOVE(&cache->lru, buf, order);
        cache->count--;
        return buf;
    }
    return NULL;
}

/* A clean, unpinned buffer for the block, linked in; its data is undefined.  NULL: no memory. */
static struct buf *add(struct cache *cache, uint64_t block)
{
    struct buf *buf = evict(cache);

    if (!buf) {
        buf = calloc(1, sizeof(*buf));
        if (!buf)
            return NULL;
        buf->data = malloc(cache->block_size);
        if (!buf->data) {
            free(buf);
            return NULL;
        }
    }
    buf->block = block;
    buf->pins = 0;
    buf->seed = 0;
    buf->kind = BUF_PLAIN;
    buf->dirty = false;
    buf->logged = false;
    buf->checked = false;
    LIST_INSERT_HEAD(bucket_of(cache, block), buf, hash);
    TAILQ_INSERT_TAIL(&cache->lru, buf, order);
    cache->count++;
    return buf;
}

static void use(struct cache *cache, struct buf *buf)
{
    buf->pins++;
    if (buf->dirty || buf->logged)
        return;
    TAILQ_REMOVE(&cache->lru, buf, order);
    TAILQ_INSERT_TAIL(&cache->lru, buf, order);
}

bool ext4_cache_has(struct cache *cache, uint64_t block)
{
    return find(cache, block) != NULL;
}

int ext4_cache_get(struct cache *cache, uint64_t block, struct buf **result)
{
    struct buf *buf = find(cache, block);

    if (buf) {
        cache->hits++;
    } else {
        cache->misses++;
        buf = add(cache, block);
        if (!buf)
            return -ENOMEM;

        int err = disk_read(cache->disk, block * cache->block_size, buf->data,
                                 cache->block_size);
        if (err) {
            drop(cache, buf);
            return err;
        }
    }
    use(cache, buf);
    *result = buf;
    return 0;
}

int ext4_cache_get_new(struct cache *cache, uint64_t block, struct buf **result)
{
    struct buf *buf = find(cache, block);

    if (!buf)
        buf = add(cache, block);
    if (!buf)
        return -ENOMEM;
    memset(buf->data, 0, cache->block_size);
    buf->kind = BUF_PLAIN;
    buf->checked = true;
    use(cache, buf);
    ext4_cache_dirty(cache, buf);
    *result = buf;
    return 0;
}

void ext4_cache_put(struct cache *cache, struct buf *buf)
{
    (void)cache;
    assert(buf->pins > 0);
    buf->pins--;
}

void ext4_cache_dirty(struct cache *cache, struct buf *buf)
{
    cache->changes++;
    if (buf->dirty)
        return;
    TAILQ_REMOVE(queue_of(cache, buf), buf, order);
    cache->logged_count -= buf->logged;
    buf->dirty = true;
    cache->dirty_count++;
    TAILQ_INSERT_TAIL(&cache->dirty, buf, order);
}

/* How many of the blocks from `block` on are not held, at most count. */
static uint32_t missing(struct cache *cache, uint64_t block, uint32_t count)
{
    uint32_t run = 0;

    while (run < count && !find(cache, block + run))
        run++;
    return run;
}

void ext4_cache_readahead(struct cache *cache, uint64_t block, uint32_t count)
{
    uint32_t most = CACHE_GATHER_BYTES / cache->block_size;
    uint8_t *data = cache->gather;

    while (count > 0) {
        uint32_t run = missing(cache, block, count < most ? count : most);

        if (run > 1 && disk_read(cache->disk, block * cache->block_size, data,
                                      run * cache->block_size))
            break;
        for (uint32_t i = 0; run > 1 && i < run; i++) {
            struct buf *buf = add(cache, block + i);

            if (buf)
                memcpy(buf->data, data + i * cache->block_size, cache->block_size);
        }
        run += run < count; /* the one that ended the run is held */
        block += run;
        count -= run;
    }
}

static void revoke(struct cache *cache, uint64_t block)
{
    if (cache->revoked_count == cache->revoked_room) {
        uint32_t room = cache->revoked_room ? cache->revoked_room * 2 : 64;
        uint64_t *grown = realloc(cache->revoked, room * sizeof(*grown));

        if (!grown) {
            cache->revoked_lost = true;
            return;
        }
        cache->revoked = grown;
        cache->revoked_room = room;
    }
    cache->revoked[cache->revoked_count++] = block;
}

/* A pinned block stays: who pins it and who frees it cannot both own it. */
static int forget(struct cache *cache, struct buf *buf)
{
    if (buf->pins > 0)
        return -EBUSY;
    if (buf->logged)
        revoke(cache, buf->block);
    drop(cache, buf);
    return 0;
}

/* For more blocks than are held: looks at what is held. */
static int forget_range(struct cache *cache, uint64_t block, uint64_t count)
{
    int err = 0;

    for (uint32_t i = 0; i < BUCKETS; i++) {
        struct buf *buf = LIST_FIRST(&cache->buckets[i]);

        while (buf) {
            struct buf *next = LIST_NEXT(buf, hash);

            if (buf->block - block < count && forget(cache, buf))
                err = -EBUSY;
            buf = next;
        }
    }
    return err;
}

int ext4_cache_forget(struct cache *cache, uint64_t block, uint64_t count)
{
    int err = 0;

    if (count > cache->count)
        return forget_range(cache, block, count);
    for (uint64_t i = 0; i < count; i++) {
        struct buf *buf = find(cache, block + i);

        if (buf && forget(cache, buf))
            err = -EBUSY;
    }
    return err;
}

static int by_block(const void *a, const void *b)
{
    const struct buf *x = *(struct buf *const *)a, *y = *(struct buf *const *)b;

    return x->block < y->block ? -1 : x->block > y->block;
}

/* Writes bufs[0..], which are neighbours on the disk, in one request. */
static int write_run(struct cache *cache, struct buf **bufs, uint32_t count)
{
    const uint8_t *data = bufs[0]->data;

    if (count > 1) {
        for (uint32_t i = 0; i < count; i++)
            memcpy(cache->gather + i * cache->block_size, bufs[i]->data, cache->block_size);
        data = cache->gather;
    }
    return disk_write(cache->disk, bufs[0]->block * cache->block_size, data,
                           count * cache->block_size);
}

static int write_sorted(struct cache *cache, struct buf **bufs, uint32_t count)
{
    uint32_t most = CACHE_GATHER_BYTES / cache->block_size;

    for (uint32_t i = 0; i < count;) {
        uint32_t run = 1;

        while (run < most && i + run < count && bufs[i + run]->block == bufs[i]->block + run)
            run++;

        int err = write_run(cache, bufs + i, run);

        if (err)
            return err;
        i += run;
    }
    return 0;
}

/* An operation may take the cache over its limit; with everything clean it can shrink again. */
static void trim(struct cache *cache)
{
    struct buf *buf = TAILQ_FIRST(&cache->lru);

    while (buf && cache->count > cache->limit) {
        struct buf *next = TAILQ_NEXT(buf, order);

        if (buf->pins == 0)
            drop(cache, buf);
        buf = next;
    }
}

/* Adds the blocks of a queue to the list. */
static uint32_t collect(struct buf_queue *queue, struct buf **list, uint32_t count)
{
    struct buf *buf;

    TAILQ_FOREACH(buf, queue, order)
        list[count++] = buf;
    return count;
}

struct buf **ext4_cache_dirty_list(struct cache *cache)
{
    struct buf **list = malloc((cache->dirty_count + 1) * sizeof(*list));
    uint32_t count;

    if (!list)
        return NULL;
    count = collect(&cache->dirty, list, 0);
    for (uint32_t i = 0; i < count; i++)
        cache->seal(cache, list[i]);
    qsort(list, count, sizeof(*list), by_block);
    return list;
}

void ext4_cache_set_logged(struct cache *cache)
{
    struct buf *buf;

    TAILQ_FOREACH(buf, &cache->dirty, order) {
        buf->dirty = false;
        buf->logged = true;
    }
    TAILQ_CONCAT(&cache->logged, &cache->dirty, order);
    cache->logged_count += cache->dirty_count;
    cache->dirty_count = 0;
    cache->revoked_count = 0;
}

void ext4_cache_set_home(struct cache *cache)
{
    struct buf *buf;

    TAILQ_FOREACH(buf, &cache->dirty, order)
        buf->logged = false;
    TAILQ_FOREACH(buf, &cache->logged, order)
        buf->logged = false;
    TAILQ_CONCAT(&cache->lru, &cache->logged, order);
    cache->logged_count = cache->revoked_count = 0;
    cache->revoked_lost = false;
    trim(cache);
}

int ext4_cache_flush(struct cache *cache)
{
    uint32_t total = cache->dirty_count + cache->logged_count;
    int err = -ENOMEM;

    if (total == 0)
        return 0;

    struct buf **list = malloc(total * sizeof(*list));

    if (list) {
        collect(&cache->logged, list, collect(&cache->dirty, list, 0));
        for (uint32_t i = 0; i < total; i++)
            if (list[i]->dirty)
                cache->seal(cache, list[i]);
        qsort(list, total, sizeof(*list), by_block);
        err = write_sorted(cache, list, total);
    }
    if (!err) {
        for (uint32_t i = 0; i < total; i++)
            list[i]->dirty = list[i]->logged = false;
        TAILQ_CONCAT(&cache->lru, &cache->dirty, order);
        TAILQ_CONCAT(&cache->lru, &cache->logged, order);
        cache->dirty_count = cache->logged_count = cache->revoked_count = 0;
        cache->revoked_lost = false;
        trim(cache);
    }
    free(list);
    return err;
}
