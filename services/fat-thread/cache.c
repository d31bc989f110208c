/* SPDX-License-Identifier: BSD-2-Clause */
/* Metadata in memory: blocks of 4 KiB, of which changed sectors are written at the next flush.
 *
 * File data never goes through here.  A block may hold sectors of files beside metadata; those are out of date
 * and are neither used nor written.  Sectors of the allocation table are written to all copies of it. */
#include "fat.h"

#include <linux/errno.h>
#include <stdlib.h>

enum { BLOCK = 4096, SECTOR = 512, BLOCKS_MAX = 1024 };

struct cache_block {
    uint64_t at;                /* on the disk, a multiple of BLOCK */
    struct cache_block *chain;  /* of the hash */
    struct cache_block *newer, *older;
    uint8_t dirty;              /* a bit a sector */
    uint8_t data[BLOCK];
};

static struct cache_block **bucket_of(struct cache *c, uint64_t at)
{
    return &c->hash[at / BLOCK % FAT_HASH];
}

static void list_remove(struct cache *c, struct cache_block *b)
{
    *(b->newer ? &b->newer->older : &c->newest) = b->older;
    *(b->older ? &b->older->newer : &c->oldest) = b->newer;
}

static void list_add(struct cache *c, struct cache_block *b)
{
    b->newer = NULL;
    b->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = b;
    c->newest = b;
}

static void drop(struct cache *c, struct cache_block *b)
{
    struct cache_block **link = bucket_of(c, b->at);

    while (*link != b)
        link = &(*link)->chain;
    *link = b->chain;
    list_remove(c, b);
    c->dirty -= b->dirty != 0;
    c->count--;
    free(b);
}

/* Makes room; when the disk fails the cache grows. */
static void shrink(struct volume *v)
{
    struct cache_block *b = v->cache.oldest, *newer;

    if (v->cache.dirty > BLOCKS_MAX / 2)
        (void)fat_cache_flush(v); /* who syncs is told */
    for (; b && v->cache.count >= BLOCKS_MAX; b = newer) {
        newer = b->newer;
        if (!b->dirty)
            drop(&v->cache, b);
    }
}

static struct cache_block *find(struct cache *c, uint64_t at)
{
    struct cache_block *b = *bucket_of(c, at);

    while (b && b->at != at)
        b = b->chain;
    return b;
}

static int get(struct volume *v, uint64_t at, struct cache_block **out)
{
    struct cache *c = &v->cache;
    struct cache_block *b = find(c, at);

    if (b) {
        list_remove(c, b);
    } else {
        shrink(v);
        b = calloc(1, sizeof(*b));
        if (!b)
            return -ENOMEM;
        b->at = at;

        uint64_t left = at < v->disk.size ? v->disk.size - at : 0;
        int err = left ? disk_read(&v->disk, at, b->data, left < BLOCK ? left : BLOCK) : -EIO;

        if (err) {
            free(b);
            return err;
        }
        b->chain = *bucket_of(c, at);
        *bucket_of(c, at) = b;
        c->count++;
    }
    list_add(c, b);
    *out = b;
    return 0;
}

static bool outside(const struct volume *v, uint64_t offset, size_t size)
{
    return offset > v->disk.size || size > v->disk.size - offset;
}

int fat_cache_read(struct volume *v, uint64_t offset, void *data, size_t size)
{
    uint8_t *to = data;

    if (outside(v, offset, size))
        return -EIO;
    while (size > 0) {
        uint32_t inside = offset % BLOCK;
        size_t piece = size < BLOCK - inside ? size : BLOCK - inside;
        struct cache_block *b;
        int err = get(v, offset - inside, &b);

        if (err)
            return err;
        memcpy(to, b->data + inside, piece);
        to += piece;
        offset += piece;
        size -= piece;
    }
    return 0;
}

/* data NULL: zeros */
static int change(struct volume *v, uint64_t offset, const uint8_t *data, size_t size)
{
    if (outside(v, offset, size))
        return -EIO;
    while (size > 0) {
        uint32_t inside = offset % BLOCK;
        size_t piece = size < BLOCK - inside ? size : BLOCK - inside;
        struct cache_block *b;
        int err = get(v, offset - inside, &b);

        if (err)
            return err;
        if (data) {
            memcpy(b->data + inside, data, piece);
            data += piece;
        } else {
            memset(b->data + inside, 0, piece);
        }
        v->cache.dirty += !b->dirty;
        for (uint32_t s = inside / SECTOR; s <= (inside + piece - 1) / SECTOR; s++)
            b->dirty |= 1u << s;
        offset += piece;
        size -= piece;
    }
    return 0;
}

int fat_cache_write(struct volume *v, uint64_t offset, const void *data, size_t size)
{
    return change(v, offset, data, size);
}

int fat_cache_zero(struct volume *v, uint64_t offset, size_t size)
{
    return change(v, offset, NULL, size);
}

void fat_cache_forget(struct volume *v, uint64_t offset, size_t size)
{
    for (uint64_t at = offset; at < offset + size; at += SECTOR) {
        struct cache_block *b = find(&v->cache, at - at % BLOCK);

        if (!b || !b->dirty)
            continue;
        b->dirty &= ~(1u << at % BLOCK / SECTOR);
        v->cache.dirty -= !b->dirty;
    }
}

/* Writes sectors [from, to) of a block; those of the table to each copy. */
static int write_run(struct volume *v, const struct cache_block *b, uint32_t from, uint32_t to)
{
    uint64_t start = b->at + from * SECTOR, end = b->at + to * SECTOR;
    uint64_t fat_end = v->fat_at + v->fat_bytes;
    int err = disk_write(&v->disk, start, b->data + from * SECTOR, end - start);

    if (start < v->fat_at)
        start = v->fat_at;
    if (end > fat_end)
        end = fat_end;
    for (uint32_t i = 0; !err && start < end && i < v->copies; i++) {
        uint64_t copy = v->fat_first + i * v->fat_bytes;

        if (copy != v->fat_at)
            err = disk_write(&v->disk, copy + (start - v->fat_at), b->data + (start - b->at), end - start);
    }
    return err;
}

static int write_block(struct volume *v, struct cache_block *b)
{
    for (uint32_t from = 0; from < BLOCK / SECTOR;) {
        uint32_t to = from;

        while (to < BLOCK / SECTOR && (b->dirty & 1u << to))
            to++;
        if (to > from) {
            int err = write_run(v, b, from, to);

            if (err)
                return err;
        }
        from = to + 1;
    }
    b->dirty = 0;
    v->cache.dirty--;
    return 0;
}

static int by_place(const void *a, const void *b)
{
    uint64_t x = (*(struct cache_block *const *)a)->at, y = (*(struct cache_block *const *)b)->at;

    return x < y ? -1 : x > y;
}

int fat_cache_flush(struct volume *v)
{
    uint32_t count = 0;

    if (v->cache.dirty == 0)
        return 0;

    struct cache_block **list = malloc(v->cache.dirty * sizeof(struct cache_block *));

    if (!list)
        return -ENOMEM;
    for (struct cache_block *b = v->cache.newest; b; b = b->older)
        if (b->dirty)
            list[count++] = b;
    /* In the order of the disk: the table is there before the entries that rely on it. */
    qsort(list, count, sizeof(struct cache_block *), by_place);

    int err = 0;

    for (uint32_t i = 0; i < count && !err; i++)
        err = write_block(v, list[i]);
    free(list);
    return err;
}

void fat_cache_free(struct volume *v)
{
    while (v->cache.oldest)
        drop(&v->cache, v->cache.oldest);
}
