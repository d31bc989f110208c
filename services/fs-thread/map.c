/* SPDX-License-Identifier: BSD-2-Clause */
/* File blocks to disk blocks, for inodes with extents (extent.c) and for the indirect blocks of ext2 and
 * ext3 (libext2fs). */
#include "ext4.h"

#include <linux/errno.h>

static int indirect_at(struct node *n, uint32_t lblk, uint64_t *pblk)
{
    blk64_t found = 0;
    errcode_t code = ext2fs_bmap2(n->mount->fs, n->ino, node_inode(n), NULL, 0, lblk, NULL, &found);

    if (code)
        return ext4_errno(code);
    if (found && !ext4_block_valid(n->mount, found)) {
        ext4_mount_fail(n->mount, "block outside the disk in inode", n->ino);
        return -EIO;
    }
    *pblk = found;
    return 0;
}

static int indirect_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map)
{
    uint64_t first, next;
    uint32_t count = 1;
    int err = indirect_at(n, lblk, &first);

    for (; !err && count < want; count++) {
        err = indirect_at(n, lblk + count, &next);
        if (err || next != (first ? first + count : 0))
            break;
    }
    if (!err)
        *map = (struct mapping){ .lblk = lblk, .count = count, .pblk = first };
    return err;
}

static int indirect_set(struct node *n, uint32_t lblk, uint64_t pblk, int flags)
{
    blk64_t block = pblk;

    ext4_node_dirty(n);
    return ext4_errno(ext2fs_bmap2(n->mount->fs, n->ino, node_inode(n), NULL, BMAP_SET | flags, lblk,
                                   NULL, &block));
}

/* All or nothing, but for indirect blocks, which may stay for later. */
static int indirect_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count)
{
    uint32_t done = 0;
    int err = 0;

    while (!err && done < count) {
        err = indirect_set(n, lblk + done, pblk + done, BMAP_ALLOC);
        done += !err;
    }
    if (!err) {
        ext2fs_iblk_add_blocks(n->mount->fs, node_inode(n), count);
        return 0;
    }
    while (done > 0)
        (void)indirect_set(n, lblk + --done, 0, 0); /* the pointers are in memory: cannot fail */
    return err;
}

static void forget_last(struct node *n)
{
    n->last.count = 0;
}

int ext4_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map)
{
    uint32_t skip = lblk - n->last.lblk;

    if (skip >= n->last.count) {
        int err = node_has_extents(n) ? ext4_extent_map(n, lblk, UINT32_MAX, &n->last)
                                      : indirect_map(n, lblk, want, &n->last);

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
        err = indirect_add(n, lblk, pblk, count);
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

int ext4_map_truncate(struct node *n, uint32_t lblk)
{
    forget_last(n);
    if (node_has_extents(n))
        return ext4_extent_truncate(n, lblk);
    return ext4_errno(ext2fs_punch(n->mount->fs, n->ino, node_inode(n), NULL, lblk, ~0ULL));
}
