/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the extent tree share: its entries, and the way from the root to a leaf. */
#pragma once
#include "ext4.h"

#include <string.h>

enum {
    DEPTH_MAX = 5,
    ROOT_ENTRIES = 4,
    WRITTEN_MAX = 32768,        /* blocks in one extent */
    UNWRITTEN_MAX = 32767,
    LENGTH_UNWRITTEN = 32768,   /* added to the length of an unwritten extent */
};

/* An entry of any node.  Leaf: struct ext3_extent; interior: struct ext3_extent_idx. */
union entry {
    uint32_t key;
    struct ext3_extent leaf;
    struct ext3_extent_idx idx;
};
_Static_assert(sizeof(union entry) == 12, "entries of the disk");
_Static_assert(sizeof(struct ext3_extent_header) + ROOT_ENTRIES * sizeof(union entry) ==
                   EXT2_N_BLOCKS * sizeof(uint32_t), "the root fills i_block");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "disk structures are used in place");

struct level {
    struct ext3_extent_header *head;
    struct buf *buf;    /* pinned; NULL: the root */
    int index;          /* last entry whose key is not above what was looked for; -1: none */
};

struct path {
    struct node *node;
    int depth;          /* the leaf's level */
    struct level at[DEPTH_MAX + 1];
};

static inline union entry *entry_at(const struct level *level, int index)
{
    return (union entry *)(level->head + 1) + index;
}

static inline bool is_full(const struct level *level)
{
    return level->head->eh_entries >= level->head->eh_max;
}

static inline uint64_t idx_block(const struct ext3_extent_idx *idx)
{
    return idx->ei_leaf | (uint64_t)idx->ei_leaf_hi << 32;
}

static inline uint64_t leaf_block(const struct ext3_extent *leaf)
{
    return leaf->ee_start | (uint64_t)leaf->ee_start_hi << 32;
}

static inline bool leaf_unwritten(const struct ext3_extent *leaf)
{
    return leaf->ee_len > WRITTEN_MAX;
}

static inline uint32_t leaf_length(const struct ext3_extent *leaf)
{
    return leaf_unwritten(leaf) ? leaf->ee_len - LENGTH_UNWRITTEN : leaf->ee_len;
}

static inline void leaf_set(struct ext3_extent *leaf, uint32_t lblk, uint64_t pblk, uint32_t count,
                     bool unwritten)
{
    leaf->ee_block = lblk;
    leaf->ee_start = (uint32_t)pblk;
    leaf->ee_start_hi = pblk >> 32;
    leaf->ee_len = unwritten ? count + LENGTH_UNWRITTEN : count;
}

static inline void idx_set(struct ext3_extent_idx *idx, uint32_t lblk, uint64_t block)
{
    idx->ei_block = lblk;
    idx->ei_leaf = (uint32_t)block;
    idx->ei_leaf_hi = block >> 32;
    idx->ei_unused = 0;
}

/* The extent the path leads to, NULL if what was looked for comes before all of its leaf. */
static inline struct ext3_extent *path_extent(const struct path *p)
{
    const struct level *l = &p->at[p->depth];

    return l->index < 0 ? NULL : &entry_at(l, l->index)->leaf;
}

/* extent.c */
/* Says so, makes the mount read-only, and returns -EIO. */
int ext4_extent_broken(struct node *n, const char *what);
/* The way from the root to the leaf where lblk is or would be, for ext4_path_put. */
int ext4_extent_path(struct node *n, uint32_t lblk, struct path *p);
/* ... with room for `room` more entries in its leaf. */
int ext4_extent_path_room(struct node *n, uint32_t lblk, int room, struct path *p);
/* Brings in and checks the node below the path's entry of the level above. */
int ext4_extent_descend(struct path *p, int level);
void ext4_extent_path_put(struct path *p);
/* The path's node of the level was changed. */
void ext4_extent_changed(struct path *p, int level);
/* Inserts behind the path's position, where there is room. */
void ext4_extent_insert(struct path *p, uint32_t lblk, uint64_t pblk, uint32_t count, bool unwritten);
