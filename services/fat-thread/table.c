/* SPDX-License-Identifier: BSD-2-Clause */
/* The allocation table: for each cluster the next of its chain, 0 for free ones. */
#include "fat.h"

#include <linux/errno.h>

static uint32_t end_mark(const struct volume *v)
{
    return v->bits == 12 ? 0xfff : v->bits == 16 ? 0xffff : 0x0fffffff;
}

static uint64_t entry_at(const struct volume *v, uint32_t cluster)
{
    return v->fat_at + (uint64_t)cluster * v->bits / 8;
}

static int entry_get(struct volume *v, uint32_t cluster, uint32_t *value)
{
    uint8_t raw[4];
    int err = fat_cache_read(v, entry_at(v, cluster), raw, v->bits == 32 ? 4 : 2);

    if (err)
        return err;
    if (v->bits == 32)
        *value = get32(raw) & 0x0fffffff;
    else if (v->bits == 16)
        *value = get16(raw);
    else
        *value = cluster % 2 ? get16(raw) >> 4 : get16(raw) & 0xfff;
    return 0;
}

static int entry_put(struct volume *v, uint32_t cluster, uint32_t value)
{
    uint32_t size = v->bits == 32 ? 4 : 2;
    uint8_t raw[4];
    int err = fat_cache_read(v, entry_at(v, cluster), raw, size);

    if (err)
        return err;
    if (v->bits == 32)
        put32(raw, (get32(raw) & 0xf0000000) | value); /* the upper bits are reserved */
    else if (v->bits == 16)
        put16(raw, value);
    else
        put16(raw, cluster % 2 ? (get16(raw) & 0xf) | value << 4 : (get16(raw) & 0xf000) | value);
    return fat_cache_write(v, entry_at(v, cluster), raw, size);
}

int fat_next(struct volume *v, uint32_t cluster, uint32_t *next)
{
    if (!fat_cluster_valid(v, cluster))
        return -EIO;

    int err = entry_get(v, cluster, next);

    if (err)
        return err;
    if (*next >= end_mark(v) - 7)
        *next = 0;
    else if (!fat_cluster_valid(v, *next))
        return -EIO; /* free, bad, or nonsense inside a chain */
    return 0;
}

/* The first free cluster of [from, to). */
static int find_free(struct volume *v, uint32_t from, uint32_t to, uint32_t *found)
{
    for (uint32_t cluster = from; cluster < to; cluster++) {
        uint32_t value;
        int err = entry_get(v, cluster, &value);

        if (err)
            return err;
        if (value == 0) {
            *found = cluster;
            return 0;
        }
    }
    return -ENOSPC;
}

int fat_alloc(struct volume *v, uint32_t after, uint32_t *cluster)
{
    uint32_t goal = after ? after + 1 : v->next_free;
    int err;

    if (v->free == 0)
        return -ENOSPC;
    if (!fat_cluster_valid(v, goal))
        goal = 2;
    err = find_free(v, goal, v->clusters + 2, cluster);
    if (err == -ENOSPC)
        err = find_free(v, 2, goal, cluster);
    if (!err)
        err = entry_put(v, *cluster, end_mark(v));
    if (!err && after) {
        err = entry_put(v, after, *cluster);
        if (err)
            (void)entry_put(v, *cluster, 0); /* the first error counts */
    }
    if (err)
        return err;
    v->free--;
    v->next_free = *cluster + 1;
    return 0;
}

int fat_free_chain(struct volume *v, uint32_t cluster)
{
    while (cluster) {
        uint32_t next;
        int err = fat_next(v, cluster, &next);

        if (!err)
            err = entry_put(v, cluster, 0);
        if (err)
            return err;
        fat_cache_forget(v, fat_cluster_at(v, cluster), v->cluster_bytes);
        v->free++;
        cluster = next;
    }
    return 0;
}

int fat_end_chain(struct volume *v, uint32_t cluster)
{
    return entry_put(v, cluster, end_mark(v));
}

int fat_count_free(struct volume *v)
{
    v->free = 0;
    for (uint32_t cluster = 2; cluster - 2 < v->clusters; cluster++) {
        uint32_t value;
        int err = entry_get(v, cluster, &value);

        if (err)
            return err;
        v->free += value == 0;
    }
    return 0;
}
