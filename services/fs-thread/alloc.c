/* SPDX-License-Identifier: BSD-2-Clause */
/* Free blocks and inodes: libext2fs' bitmaps, our choice of place, and frees that wait for the commit.
 *
 * A freed block stays marked in the bitmap until ext4_pending_apply, which the commit calls: before the
 * commit the disk still has the old owner's pointers, and new data must not appear behind them. */
#include "ext4.h"

#include <linux/errno.h>
#include <stdlib.h>

void ext4_group_dirty(struct mount *m, uint32_t group)
{
    if (group >= m->fs->group_desc_count || m->dirty_groups[group])
        return;
    m->dirty_groups[group] = 1;
    m->dirty_group_count++;
}

static void groups_dirty(struct mount *m, uint64_t first, uint64_t count)
{
    uint32_t last = ext2fs_group_of_blk2(m->fs, first + count - 1);

    for (uint32_t group = ext2fs_group_of_blk2(m->fs, first); group <= last; group++)
        ext4_group_dirty(m, group);
}

bool ext4_block_valid(const struct mount *m, uint64_t block)
{
    return block > m->fs->super->s_first_data_block && block < ext2fs_blocks_count(m->fs->super);
}

uint64_t ext4_free_blocks(const struct mount *m)
{
    return ext2fs_free_blocks_count(m->fs->super) + m->pending_blocks;
}

/* The first run of free blocks inside [from, to] that has at least `least` of them, cut at want. */
static int run_find(struct mount *m, uint64_t from, uint64_t to, uint32_t want, uint32_t least,
                    uint64_t *first, uint32_t *count)
{
    ext2fs_block_bitmap map = m->fs->block_map;

    while (from <= to) {
        blk64_t start, end;
        errcode_t code = ext2fs_find_first_zero_block_bitmap2(map, from, to, &start);

        if (code == ENOENT)
            return -ENOSPC;
        if (code)
            return ext4_errno(code);

        uint64_t last = to - start < want ? to : start + want - 1;

        code = ext2fs_find_first_set_block_bitmap2(map, start, last, &end);
        if (code == ENOENT)
            end = last + 1;
        else if (code)
            return ext4_errno(code);
        if (end - start >= least) {
            *first = start;
            *count = end - start;
            return 0;
        }
        from = end;
    }
    return -ENOSPC;
}

/* From goal to the end, then from the start. */
static int run_near(struct mount *m, uint64_t goal, uint32_t want, uint32_t least, uint64_t *first,
                    uint32_t *count)
{
    uint64_t begin = m->fs->super->s_first_data_block;
    uint64_t end = ext2fs_blocks_count(m->fs->super);

    if (goal < begin || goal >= end)
        goal = begin;

    int err = run_find(m, goal, end - 1, want, least, first, count);

    if (err == -ENOSPC && goal > begin)
        err = run_find(m, begin, goal - 1, want, least, first, count);
    return err;
}

int ext4_blocks_alloc(struct mount *m, uint64_t goal, uint32_t want, uint64_t *first, uint32_t *count)
{
    int err = -ENOSPC;

    if (ext2fs_free_blocks_count(m->fs->super) == 0)
        return err;

    /* Straight behind the file's last block, whatever is free there; else one piece; else anything. */
    err = run_find(m, goal, goal, 1, 1, first, count);
    if (!err)
        err = run_find(m, goal, ext2fs_blocks_count(m->fs->super) - 1, want, 1, first, count);
    else
        err = run_near(m, goal, want, want, first, count);
    if (err == -ENOSPC)
        err = run_near(m, goal, want, 1, first, count);
    if (err)
        return err;

    ext2fs_block_alloc_stats_range(m->fs, *first, *count, +1);
    groups_dirty(m, *first, *count);
    return 0;
}

void ext4_blocks_unalloc(struct mount *m, uint64_t first, uint32_t count)
{
    if (ext4_cache_forget(&m->cache, first, count))
        ext4_mount_fail(m, "two owners of block", first);
    ext2fs_block_alloc_stats_range(m->fs, first, count, -1);
    groups_dirty(m, first, count);
}

static int pending_grow(struct mount *m)
{
    uint32_t room = m->pending_room ? m->pending_room * 2 : 64;
    struct pending_free *grown = realloc(m->pending, room * sizeof(*grown));

    if (!grown)
        return -ENOMEM;
    m->pending = grown;
    m->pending_room = room;
    return 0;
}

int ext4_blocks_free(struct mount *m, uint64_t first, uint64_t count)
{
    if (!ext4_block_valid(m, first) || !ext4_block_valid(m, first + count - 1) ||
        !ext2fs_test_block_bitmap2(m->fs->block_map, first)) {
        ext4_mount_fail(m, "free of a block that is not in use", first);
        return -EIO;
    }

    if (ext4_cache_forget(&m->cache, first, count)) {
        ext4_mount_fail(m, "two owners of block", first);
        return -EIO;
    }

    struct pending_free *last = m->pending_count ? &m->pending[m->pending_count - 1] : NULL;

    m->pending_blocks += count;
    m->pending_groups += count / m->fs->super->s_blocks_per_group + 1;
    if (last && last->first + last->count == first) {
        last->count += count;
        m->pending_groups--;
        return 0;
    }
    if (m->pending_count == m->pending_room) {
        int err = pending_grow(m);

        if (err) {
            m->pending_blocks -= count; /* the blocks are lost until the next check of the disk */
            return err;
        }
    }
    m->pending[m->pending_count++] = (struct pending_free){ .first = first, .count = count };
    return 0;
}

void ext4_pending_apply(struct mount *m)
{
    for (uint32_t i = 0; i < m->pending_count; i++) {
        struct pending_free *p = &m->pending[i];

        ext2fs_block_alloc_stats_range(m->fs, p->first, p->count, -1);
        groups_dirty(m, p->first, p->count);
    }
    m->pending_count = m->pending_groups = 0;
    m->pending_blocks = 0;
}

int ext4_inode_alloc(struct mount *m, uint32_t near_ino, bool dir, uint32_t *ino)
{
    ext2_ino_t found;

    if (m->fs->super->s_free_inodes_count == 0)
        return -ENOSPC;

    errcode_t code = ext2fs_new_inode(m->fs, near_ino, 0, NULL, &found);

    if (code)
        return ext4_errno(code);
    ext2fs_inode_alloc_stats2(m->fs, found, +1, dir);
    ext4_group_dirty(m, ext2fs_group_of_ino(m->fs, found));
    *ino = found;
    return 0;
}

void ext4_inode_free(struct mount *m, uint32_t ino, bool dir)
{
    ext2fs_inode_alloc_stats2(m->fs, ino, -1, dir);
    ext4_group_dirty(m, ext2fs_group_of_ino(m->fs, ino));
}
