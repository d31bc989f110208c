/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges of a file: giving blocks to them beforehand, taking blocks out, finding what is data and what is not.
 *
 * Blocks given beforehand are unwritten extents: they read as zeros, and nothing of them is written. */
#include "inline.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdlib.h>

enum { PIECE_BLOCKS = 32767 /* of an unwritten extent */ };

static uint64_t round_down(const struct mount *m, uint64_t bytes)
{
    return bytes >> m->block_bits;
}

static uint64_t round_up(const struct mount *m, uint64_t bytes)
{
    return (bytes + m->block_size - 1) >> m->block_bits;
}

int ext4_file_zero(struct node *n, uint64_t from, uint64_t to)
{
    struct mount *m = n->mount;
    uint32_t inside = from & (m->block_size - 1);
    struct mapping map;

    if (from >= to)
        return 0;

    int err = ext4_map(n, from >> m->block_bits, 1, &map);

    if (err || !map.pblk || map.unwritten)
        return err;

    uint8_t *zeros = calloc(1, to - from);

    if (!zeros)
        return -ENOMEM;
    err = disk_write(&m->disk, (map.pblk << m->block_bits) + inside, zeros, to - from);
    free(zeros);
    return err;
}

/* Zeroes what lies in [offset, end) of blocks that are only partly in it. */
static int zero_edges(struct node *n, uint64_t offset, uint64_t end)
{
    struct mount *m = n->mount;
    uint64_t first = round_up(m, offset) << m->block_bits, last = round_down(m, end) << m->block_bits;

    if (first > last) /* all in one block */
        return ext4_file_zero(n, offset, end);

    int err = ext4_file_zero(n, offset, first);

    return err ? err : ext4_file_zero(n, last, end);
}

static int fill_hole(struct node *n, const struct mapping *hole, uint32_t *count)
{
    uint32_t want = hole->count < PIECE_BLOCKS ? hole->count : PIECE_BLOCKS;
    uint64_t first;
    int err = ext4_blocks_alloc(n->mount, ext4_map_goal(n, hole->lblk), want, &first, count);

    if (err)
        return err;
    err = ext4_map_add_unwritten(n, hole->lblk, first, *count);
    if (err)
        ext4_blocks_unalloc(n->mount, first, *count);
    return err;
}

/* Every hole in the blocks [from, to) gets blocks. */
static int fill(struct node *n, uint32_t from, uint32_t to)
{
    while (from < to) {
        struct mapping map;
        int err = ext4_map(n, from, to - from, &map);
        uint32_t count = map.count;

        if (!err && !map.pblk)
            err = fill_hole(n, &map, &count);
        if (!err)
            err = ext4_txn_step(n->mount);
        if (err)
            return err;
        from += count;
    }
    return 0;
}

static int punch(struct node *n, uint64_t offset, uint64_t end)
{
    struct mount *m = n->mount;
    int err = zero_edges(n, offset, end);

    return err ? err : ext4_map_remove_all(n, round_up(m, offset), round_down(m, end));
}

static int give(struct node *n, uint64_t offset, uint64_t end, bool zero)
{
    struct mount *m = n->mount;
    int err = zero ? punch(n, offset, end) : 0;

    return err ? err : fill(n, round_down(m, offset), round_up(m, end));
}

static int collapse(struct node *n, uint64_t offset, uint64_t end)
{
    struct mount *m = n->mount;
    int err = ext4_map_remove_all(n, round_down(m, offset), round_down(m, end));

    if (!err)
        err = ext4_map_shift(n, round_down(m, end), -(int64_t)round_down(m, end - offset));
    if (!err)
        ext4_size_set(n, node_size(n) - (end - offset));
    return err;
}

static int insert(struct node *n, uint64_t offset, uint64_t end)
{
    struct mount *m = n->mount;
    int err = ext4_map_shift(n, round_down(m, offset), round_down(m, end - offset));

    if (!err)
        ext4_size_set(n, node_size(n) + (end - offset));
    return err;
}

static int check(struct node *n, uint32_t mode, uint64_t offset, uint64_t length)
{
    uint64_t most = ext4_max_size(n), size = node_size(n), mask = n->mount->block_size - 1;
    bool moves = mode == FS_COLLAPSE_RANGE || mode == FS_INSERT_RANGE;

    if (length == 0)
        return -EINVAL;
    if (offset > most || length > most - offset)
        return -EFBIG;
    if (moves && (offset & mask || length & mask))
        return -EINVAL;
    if (mode == FS_COLLAPSE_RANGE && offset + length >= size)
        return -EINVAL;
    if (mode == FS_INSERT_RANGE)
        return offset >= size ? -EINVAL : length > most - size ? -EFBIG : 0;
    return 0;
}

int ext4_file_allocate(struct node *n, uint32_t mode, uint64_t offset, uint64_t length)
{
    uint64_t end = offset + length;
    int err = check(n, mode, offset, length);

    if (err)
        return err;
    if (node_is_inline(n))
        err = ext4_inline_out(n);
    if (err)
        return err;
    if (mode != (FS_PUNCH_HOLE | FS_KEEP_SIZE) && !node_has_extents(n))
        return -EOPNOTSUPP;
    switch (mode) {
    case FS_PUNCH_HOLE | FS_KEEP_SIZE:
        err = punch(n, offset, end);
        break;
    case FS_ZERO_RANGE:
    case FS_ZERO_RANGE | FS_KEEP_SIZE:
    case FS_KEEP_SIZE:
    case 0:
        err = give(n, offset, end, mode & FS_ZERO_RANGE);
        if (!err && !(mode & FS_KEEP_SIZE) && end > node_size(n))
            ext4_size_set(n, end);
        break;
    case FS_COLLAPSE_RANGE:
        err = collapse(n, offset, end);
        break;
    case FS_INSERT_RANGE:
        err = insert(n, offset, end);
        break;
    default:
        return -EOPNOTSUPP;
    }
    ext4_touch(n, TIME_M | TIME_C); /* also when it was not done to the end */
    return err;
}

uint64_t ext4_allocate_blocks(const struct node *n, uint32_t mode, uint64_t length)
{
    if (mode & (FS_PUNCH_HOLE | FS_COLLAPSE_RANGE | FS_INSERT_RANGE))
        return 0;
    return length >> n->mount->block_bits;
}

int64_t ext4_file_seek(struct node *n, uint64_t offset, bool hole)
{
    struct mount *m = n->mount;
    uint64_t size = node_size(n);

    if (offset >= size)
        return -ENXIO;
    if (node_is_inline(n))
        return hole ? size : offset;
    while (offset < size) {
        uint64_t lblk = round_down(m, offset);
        struct mapping map;
        int err = ext4_map(n, lblk, round_up(m, size) - lblk, &map);

        if (err)
            return err;
        if (hole == (!map.pblk || map.unwritten))
            return offset;
        offset = (lblk + map.count) << m->block_bits;
    }
    return hole ? (int64_t)size : -ENXIO;
}
