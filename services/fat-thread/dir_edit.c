/* SPDX-License-Identifier: BSD-2-Clause */
/* Adding entries to directories, and taking them away. */
#include "fat.h"

#include <linux/errno.h>

enum { LONG_LAST = 0x40, LONG_SUM = 13, ALIAS_TRIES = 200 };

/* Where an entry of some slots can go. */
struct room {
    uint32_t index;  /* its first slot */
    uint32_t total;  /* slots the directory has */
    bool at_end;     /* nothing is used from its last slot on */
};

/* The first run of `need` free slots, or the free ones at the end. */
static int room_find(struct node *dir, uint32_t need, struct room *room)
{
    uint32_t run = 0, index = 0;
    bool end = false;

    for (;; index++) {
        uint64_t at;
        uint8_t mark = 0;
        int err = fat_slot_at(dir, index, &at);

        if (!err && at && !end)
            err = fat_cache_read(dir->v, at, &mark, 1);
        if (err)
            return err;
        if (!at || run == need)
            break;
        end |= mark == 0;
        run = mark == 0 || mark == FAT_DELETED ? run + 1 : 0;
    }
    *room = (struct room){ .index = index - run, .total = index, .at_end = end };
    return 0;
}

/* Appends zeroed clusters until the directory has `slots`. */
static int dir_grow(struct node *dir, uint32_t total, uint32_t slots)
{
    struct volume *v = dir->v;
    uint32_t per_cluster = v->cluster_bytes / FAT_SLOT, have = total / per_cluster;
    uint32_t want = (slots + per_cluster - 1) / per_cluster;

    if ((dir == v->root && v->root_slots) || slots > FAT_DIR_SLOTS)
        return -ENOSPC;

    int err = fat_chain_grow(dir, have, want);

    for (uint32_t i = have; !err && i < want; i++) {
        uint32_t cluster;

        err = fat_chain_at(dir, i, &cluster);
        if (!err)
            err = fat_cache_zero(v, fat_cluster_at(v, cluster), v->cluster_bytes);
    }
    if (!err)
        dir->size = want * v->cluster_bytes;
    return err;
}

static int slot_put(struct node *dir, uint32_t index, const void *data, uint32_t size, uint64_t *pos)
{
    uint64_t at;
    int err = fat_slot_at(dir, index, &at);

    if (!err && !at)
        err = -EIO;
    if (!err)
        err = fat_cache_write(dir->v, at, data, size);
    if (!err && pos)
        *pos = at / FAT_SLOT;
    return err;
}

static void long_slot(const struct name *name, uint32_t number, bool last, uint8_t sum, uint8_t *slot)
{
    static const uint8_t place[FAT_LONG_UNITS] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };

    memset(slot, 0, FAT_SLOT);
    slot[0] = number | (last ? LONG_LAST : 0);
    slot[AT_ATTR] = FAT_LONG;
    slot[LONG_SUM] = sum;
    for (uint32_t i = 0; i < FAT_LONG_UNITS; i++) {
        uint32_t at = (number - 1) * FAT_LONG_UNITS + i;

        put16(slot + place[i], at < name->count ? name->units[at] : at == name->count ? 0 : 0xffff);
    }
}

/* An alias that no other entry has. */
static int alias_make(struct node *dir, const struct name *name, uint8_t *slot, uint64_t except)
{
    for (uint32_t n = 0; n < ALIAS_TRIES; n++) {
        struct dir_entry e;
        struct name alias;

        fat_short_alias(name, n, slot);
        fat_short_decode(slot, &alias);

        int err = fat_dir_find(dir, &alias, &e);

        if (err == -ENOENT || (!err && e.pos == except))
            return 0;
        if (err)
            return err;
    }
    return -ENOSPC;
}

int fat_dir_add(struct node *dir, const struct name *name, uint8_t *slot, uint64_t except, uint64_t *pos)
{
    uint32_t parts = 0, at;
    struct room room;
    int err = 0;

    if (!fat_short_fits(name, slot)) {
        err = alias_make(dir, name, slot, except);
        parts = (name->count + FAT_LONG_UNITS - 1) / FAT_LONG_UNITS;
    }
    if (!err)
        err = room_find(dir, parts + 1, &room);
    if (!err && room.index + parts + 1 > room.total)
        err = dir_grow(dir, room.total, room.index + parts + 1);
    if (err)
        return err;

    at = room.index;
    if (room.at_end) {
        uint64_t behind;
        uint8_t end = 0;

        /* What is behind the old end may be anything; the new end must be one. */
        err = fat_slot_at(dir, at + parts + 1, &behind);
        if (!err && behind)
            err = fat_cache_write(dir->v, behind, &end, 1);
    }
    for (uint32_t number = parts; number > 0 && !err; number--) {
        uint8_t part[FAT_SLOT];

        long_slot(name, number, number == parts, fat_short_sum(slot), part);
        err = slot_put(dir, at++, part, sizeof(part), NULL);
    }
    return err ? err : slot_put(dir, at, slot, FAT_SLOT, pos);
}

int fat_dir_remove(struct node *dir, const struct dir_entry *e)
{
    uint8_t mark = FAT_DELETED;

    for (uint32_t i = 0; i < e->count; i++) {
        int err = slot_put(dir, e->index + i, &mark, 1, NULL);

        if (err)
            return err;
    }
    return 0;
}
