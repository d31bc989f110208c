/* SPDX-License-Identifier: BSD-2-Clause */
/* Nodes: what the fs interface calls inodes.
 *
 * FAT has none.  A node's number is where its entry was when it was seen first; when the entry moves
 * (rename) or goes (unlink) the number stays, and if another entry comes to that place meanwhile it gets a number
 * that no place has.  So a node is kept from its first lookup until it is freed on the disk. */
#include "fat.h"

#include <linux/errno.h>
#include <stdlib.h>

static struct node *find_ino(struct volume *v, uint64_t ino)
{
    struct node *n = v->by_ino[ino % FAT_HASH];

    while (n && n->ino != ino)
        n = n->next_ino;
    return n;
}

static struct node *find_pos(struct volume *v, uint64_t pos)
{
    struct node *n = v->by_pos[pos % FAT_HASH];

    while (n && n->pos != pos)
        n = n->next_pos;
    return n;
}

static void pos_add(struct node *n)
{
    struct node **bucket = &n->v->by_pos[n->pos % FAT_HASH];

    n->next_pos = *bucket;
    *bucket = n;
}

static void pos_remove(struct node *n)
{
    struct node **link = &n->v->by_pos[n->pos % FAT_HASH];

    while (*link != n)
        link = &(*link)->next_pos;
    *link = n->next_pos;
}

static struct node *node_new(struct volume *v, uint64_t ino)
{
    struct node *n = calloc(1, sizeof(*n));

    if (!n)
        return NULL;
    n->v = v;
    n->ino = ino;
    n->next_ino = v->by_ino[ino % FAT_HASH];
    v->by_ino[ino % FAT_HASH] = n;
    return n;
}

int fat_node_get(struct volume *v, uint64_t ino, struct node **n)
{
    *n = find_ino(v, ino);
    return *n ? 0 : -ESTALE;
}

/* Of a directory: its size, which no entry says, and what is in it. */
static void measure(struct node *n)
{
    uint32_t cluster, most = FAT_DIR_SLOTS * FAT_SLOT;

    n->size = 0;
    while (n->size < most && !fat_chain_at(n, n->size / n->v->cluster_bytes, &cluster) && cluster)
        n->size += n->v->cluster_bytes;
    n->subdirs = fat_dir_count_subdirs(n);
}

int fat_node_of(struct node *dir, uint64_t pos, const uint8_t *slot, struct node **out)
{
    struct volume *v = dir->v;
    struct node *n = find_pos(v, pos);

    if (!n) {
        n = node_new(v, find_ino(v, pos) ? v->fresh_ino++ : pos);
        if (!n)
            return -ENOMEM;
        n->pos = pos;
        n->parent = dir;
        pos_add(n);
        n->attr = slot[AT_ATTR];
        n->first = fat_slot_first(v, slot);
        n->mtime_ns = fat_time_decode(get16(slot + AT_DATE), get16(slot + AT_TIME), 0);
        n->btime_ns = fat_time_decode(get16(slot + AT_BIRTH_DATE), get16(slot + AT_BIRTH_TIME),
                                      slot[AT_BIRTH_10MS]);
        n->atime_ns = fat_time_decode(get16(slot + AT_ACCESS_DATE), 0, 0);
        if (node_is_dir(n))
            measure(n);
        else
            n->size = get32(slot + AT_SIZE);
        if (n->size == 0 && !fat_cluster_valid(v, n->first))
            n->first = 0;
    }
    *out = n;
    return 0;
}

int fat_node_ino(struct node *dir, uint64_t pos, const uint8_t *slot, uint64_t *ino)
{
    struct node *n = find_pos(dir->v, pos);

    if (!n && find_ino(dir->v, pos)) {
        int err = fat_node_of(dir, pos, slot, &n);

        if (err)
            return err;
    }
    *ino = n ? n->ino : pos;
    return 0;
}

struct node *fat_node_root(struct volume *v)
{
    struct node *n = node_new(v, FAT_ROOT_INO);

    if (!n)
        return NULL;
    n->attr = FAT_DIR;
    n->first = v->root_cluster;
    n->mtime_ns = n->atime_ns = n->btime_ns = fat_time_decode(0, 0, 0);
    v->root = n;
    measure(n);
    if (v->root_slots)
        n->size = v->root_slots * FAT_SLOT;
    return n;
}

void fat_node_move(struct node *n, struct node *parent, uint64_t pos)
{
    pos_remove(n);
    n->parent = parent;
    n->pos = pos;
    pos_add(n);
}

void fat_node_relink(struct node *n, struct node *parent, uint64_t pos)
{
    n->unlinked = false;
    n->parent = parent;
    n->pos = pos;
    pos_add(n);
}

void fat_node_unlink(struct node *n)
{
    pos_remove(n);
    n->parent = NULL;
    n->pos = 0;
    n->unlinked = true;
}

static void forget(struct node *n)
{
    struct volume *v = n->v;
    struct node **link = &v->by_ino[n->ino % FAT_HASH];

    while (*link != n)
        link = &(*link)->next_ino;
    *link = n->next_ino;
    /* Only on a damaged disk an empty directory has children. */
    for (uint32_t i = 0; node_is_dir(n) && i < FAT_HASH; i++)
        for (struct node *child = v->by_ino[i]; child; child = child->next_ino)
            if (child->parent == n)
                child->parent = NULL;
    free(n);
}

int fat_node_release(struct node *n)
{
    int err = fat_chain_cut(n, 0);

    forget(n);
    return err;
}

void fat_nodes_free(struct volume *v)
{
    for (uint32_t i = 0; i < FAT_HASH; i++)
        while (v->by_ino[i]) {
            struct node *n = v->by_ino[i];

            if (n->unlinked && n->first && !fat_change_begin(v))
                (void)fat_chain_cut(n, 0); /* what stays is for a check of the disk */
            v->by_ino[i] = n->next_ino;
            free(n);
        }
}

bool fat_nodes_unlinked(const struct volume *v)
{
    for (uint32_t i = 0; i < FAT_HASH; i++)
        for (const struct node *n = v->by_ino[i]; n; n = n->next_ino)
            if (n->unlinked)
                return true;
    return false;
}

void fat_node_fill_slot(const struct node *n, uint8_t *slot)
{
    uint16_t date, time;

    slot[AT_ATTR] = n->attr;
    fat_time_encode(n->mtime_ns, &date, &time, NULL);
    put16(slot + AT_DATE, date);
    put16(slot + AT_TIME, time);
    fat_time_encode(n->atime_ns, &date, &time, NULL);
    put16(slot + AT_ACCESS_DATE, date);
    put16(slot + AT_FIRST, n->first);
    if (n->v->bits == 32)
        put16(slot + AT_FIRST_HIGH, n->first >> 16);
    put32(slot + AT_SIZE, node_is_dir(n) ? 0 : n->size);
}

int fat_node_store(struct node *n)
{
    uint8_t slot[FAT_SLOT];

    if (n->pos == 0)
        return 0;

    int err = fat_cache_read(n->v, n->pos * FAT_SLOT, slot, sizeof(slot));

    if (err)
        return err;
    fat_node_fill_slot(n, slot);
    return fat_cache_write(n->v, n->pos * FAT_SLOT, slot, sizeof(slot));
}
