/* SPDX-License-Identifier: BSD-2-Clause */
/* File blocks to disk blocks, for inodes with extents (extent.c) and for the indirect blocks of ext2 and
 * ext3 (indirect.c). */
#include "inline.h"

#include <linux/errno.h>

static void forget_last(struct node *n)
{
    n->last.count = 0;
}

int ext4_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map)
{
    uint32_t skip = lblk - n->last.lblk;

    if (node_is_inline(n))
        return -EIO;
    if (skip >= n->last.count) {
        int err = node_has_extents(n) ? ext4_extent_map(n, lblk, UINT32_MAX, &n->last)
                                      : ext4_indirect_map(n, lblk, want, &n->last);

        if (err) {
            forget_last(n);
            return err;
        }
        skip = 0;
    }
    *map = n->last;
    map->lblk = lblk;
    map->count -= skip;
    if (map->pblk)
        map->pblk += skip;
    if (map->count > want)
        map->count = want;
    return 0;
}

uint64_t ext4_map_goal(struct node *n, uint32_t lblk)
{
    struct mapping before;

    if (lblk > 0 && !ext4_map(n, lblk - 1, 1, &before) && before.pblk)
        return before.pblk + 1;
    return ext2fs_group_first_block2(n->mount->fs, ext2fs_group_of_ino(n->mount->fs, n->ino));
}

int ext4_map_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count)
{
    int err;

    if (node_has_extents(n)) {
        err = ext4_extent_add(n, lblk, pblk, count, false);
        if (!err) {
            ext2fs_iblk_add_blocks(n->mount->fs, node_inode(n), count);
            ext4_node_dirty(n);
        }
    } else {
        err = ext4_indirect_add(n, lblk, pblk, count);
    }
    if (err)
        forget_last(n);
    else
        n->last = (struct mapping){ .lblk = lblk, .count = count, .pblk = pblk };
    return err;
}

int ext4_map_written(struct node *n, uint32_t lblk, uint32_t count)
{
    forget_last(n);
    return ext4_extent_written(n, lblk, count);
}

int ext4_map_remove(struct node *n, uint32_t from, uint32_t to)
{
    forget_last(n);
    if (from >= to)
        return 0;
    if (node_has_extents(n))
        return ext4_extent_remove(n, from, to);
    return ext4_indirect_remove(n, from, to);
}

int ext4_map_remove_all(struct node *n, uint32_t from, uint32_t to)
{
    int err = ext4_map_remove(n, from, to);

    while (err == -EAGAIN) {
        err = ext4_txn_step(n->mount);
        if (!err)
            err = ext4_map_remove(n, from, to);
    }
    return err;
}

int ext4_map_add_unwritten(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count)
{
    forget_last(n);
    if (!node_has_extents(n))
        return -EOPNOTSUPP;

    int err = ext4_extent_add(n, lblk, pblk, count, true);

    if (!err) {
        ext2fs_iblk_add_blocks(n->mount->fs, node_inode(n), count);
        ext4_node_dirty(n);
    }
    return err;
}

int ext4_map_shift(struct node *n, uint32_t from, int64_t delta)
{
    forget_last(n);

    int err = ext4_extent_split(n, from);

    return err ? err : ext4_extent_shift(n, from, delta);
}
