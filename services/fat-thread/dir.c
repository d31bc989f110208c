/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading directories: slots of 32 bytes; the parts of a long name, last part first, stand before the
 * slot with the 8.3 name, whose checksum they carry. */
#include "fat.h"

#include <ipc/fs.h>
#include <linux/errno.h>

enum { LONG_LAST = 0x40, LONG_SLOTS = 20, LONG_SUM = 13, TYPE_DIR = 4, TYPE_REG = 8, DOTS = 2 };

/* A long name that is being collected. */
struct parts {
    uint32_t missing, count; /* slots before the 8.3 name; how many it has; 0: there is none */
    uint32_t index;          /* of its first slot */
    uint8_t sum;
};

int fat_slot_at(struct node *dir, uint32_t index, uint64_t *at)
{
    struct volume *v = dir->v;
    uint64_t offset = (uint64_t)index * FAT_SLOT;
    uint32_t cluster;

    *at = 0;
    if (index >= FAT_DIR_SLOTS)
        return 0;
    if (dir == v->root && v->root_slots) {
        if (index < v->root_slots)
            *at = v->root_at + offset;
        return 0;
    }

    int err = fat_chain_at(dir, offset / v->cluster_bytes, &cluster);

    if (!err && cluster)
        *at = fat_cluster_at(v, cluster) + offset % v->cluster_bytes;
    return err;
}

static void part_add(struct parts *p, const uint8_t *slot, uint32_t index, struct name *name)
{
    static const uint8_t place[FAT_LONG_UNITS] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };
    uint32_t number = slot[0] & ~LONG_LAST;

    if (slot[0] & LONG_LAST) {
        *p = (struct parts){ .missing = number, .count = number, .index = index, .sum = slot[LONG_SUM] };
        name->count = number * FAT_LONG_UNITS;
    }
    if (number == 0 || number > LONG_SLOTS || number != p->missing || slot[LONG_SUM] != p->sum) {
        p->count = p->missing = 0;
        return;
    }
    p->missing--;
    for (uint32_t i = 0; i < FAT_LONG_UNITS; i++) {
        uint16_t unit = get16(slot + place[i]);
        uint32_t at = p->missing * FAT_LONG_UNITS + i;

        name->units[at] = unit;
        if (unit == 0 && at < name->count)
            name->count = at;
    }
}

/* May users see it? */
static bool usable(const struct name *name)
{
    char text[256];

    for (uint32_t i = 0; i < name->count; i++)
        if (name->units[i] < 0x20 || name->units[i] == '/')
            return false;
    return name->count > 0 && fat_name_text(name, text) > 0 && strcmp(text, ".") && strcmp(text, "..");
}

/* The slot with the 8.3 name is in e->slot; false if there is nothing to see. */
static bool finish(const struct parts *p, uint32_t index, struct dir_entry *e)
{
    fat_short_decode(e->slot, &e->alias);
    e->index = index;
    e->count = 1;
    if (p->count && p->missing == 0 && p->sum == fat_short_sum(e->slot) && usable(&e->name)) {
        e->index = p->index;
        e->count = p->count + 1;
    } else {
        e->name = e->alias;
    }
    return usable(&e->name);
}

int fat_dir_next(struct node *dir, uint32_t *index, struct dir_entry *e)
{
    struct parts parts = { 0 };

    for (;;) {
        uint32_t here = *index;
        uint64_t at;
        int err = fat_slot_at(dir, here, &at);

        if (!err && !at)
            return 0;
        if (!err)
            err = fat_cache_read(dir->v, at, e->slot, FAT_SLOT);
        if (err)
            return err;
        if (e->slot[0] == 0)
            return 0;
        ++*index;
        if (e->slot[0] == FAT_DELETED) {
            parts.count = 0;
            continue;
        }
        if ((e->slot[AT_ATTR] & 63) == FAT_LONG) {
            part_add(&parts, e->slot, here, &e->name);
            continue;
        }
        if (!(e->slot[AT_ATTR] & FAT_LABEL) && e->slot[0] != '.' && finish(&parts, here, e)) {
            e->pos = at / FAT_SLOT;
            return 1;
        }
        parts.count = 0;
    }
}

int fat_dir_find(struct node *dir, const struct name *name, struct dir_entry *e)
{
    uint32_t index = 0;
    int found;

    while ((found = fat_dir_next(dir, &index, e)) > 0)
        if (fat_name_same(name, &e->name) || fat_name_same(name, &e->alias))
            return 0;
    return found ? found : -ENOENT;
}

int fat_dir_is_empty(struct node *dir)
{
    struct dir_entry e;
    uint32_t index = 0;
    int found = fat_dir_next(dir, &index, &e);

    return found < 0 ? found : !found;
}

uint32_t fat_dir_count_subdirs(struct node *dir)
{
    struct dir_entry e;
    uint32_t index = 0, count = 0;

    while (fat_dir_next(dir, &index, &e) > 0)
        count += (e.slot[AT_ATTR] & FAT_DIR) != 0;
    return count;
}

/* Appends a record; false if there is no room. */
static bool emit(uint8_t *buf, uint32_t size, uint32_t *used, const struct fs_dirent *head, const char *name)
{
    struct fs_dirent *e = (struct fs_dirent *)(buf + *used);
    uint32_t len = strlen(name), reclen = (offsetof(struct fs_dirent, name) + len + 1 + 7) & ~7u;

    if (reclen > size - *used)
        return false;
    memset(e, 0, reclen);
    e->ino = head->ino;
    e->cookie = head->cookie;
    e->type = head->type;
    e->reclen = reclen;
    e->namelen = len;
    memcpy(e->name, name, len);
    *used += reclen;
    return true;
}

ssize_t fat_dir_read(struct node *dir, uint64_t cookie, void *buf, uint32_t size)
{
    struct node *parent = dir->parent ? dir->parent : dir->v->root;
    uint32_t used = 0, index;
    struct dir_entry e;
    char text[256];
    int found = 1;

    if (dir->unlinked || cookie > FAT_DIR_SLOTS + DOTS)
        return 0;
    for (; cookie < DOTS; cookie++) {
        struct fs_dirent head = { .ino = cookie ? parent->ino : dir->ino, .cookie = cookie + 1,
                                  .type = TYPE_DIR };

        if (!emit(buf, size, &used, &head, cookie ? ".." : "."))
            return used ? (ssize_t)used : -EINVAL;
    }
    index = cookie - DOTS;
    while ((found = fat_dir_next(dir, &index, &e)) > 0) {
        struct fs_dirent head = { .cookie = (uint64_t)index + DOTS,
                                  .type = e.slot[AT_ATTR] & FAT_DIR ? TYPE_DIR : TYPE_REG };
        int err = fat_node_ino(dir, e.pos, e.slot, &head.ino);

        if (err)
            return err;
        (void)fat_name_text(&e.name, text); /* fits: fat_dir_next has looked */
        if (!emit(buf, size, &used, &head, text))
            return used ? (ssize_t)used : -EINVAL;
    }
    return used || !found ? (ssize_t)used : found;
}
