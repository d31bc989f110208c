/* SPDX-License-Identifier: BSD-2-Clause */
/* Data of regular files: straight between the caller's buffer and the disk, a run of blocks a request.
 *
 * The buffer may be a named one (rt/bulk.h), which only the disk's driver can fill: then whole sectors are read past the
 * end of the file where there is room for them, and what cannot be done in whole blocks is left or refused
 * (-EREMOTE) before anything changes.
 *
 * Data is written before the metadata that makes it part of the file, so a file never shows what its
 * blocks held before.  Bytes of the last block behind the end of the file are always zero on the disk. */
#include "inline.h"

#include <ipc/block.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <stdlib.h>
#include <string.h>

enum { WRITE_MAX = 16 << 20 }; /* less than one extent can hold */

static uint32_t blocks_for(const struct mount *m, uint64_t bytes)
{
    return (bytes + m->block_size - 1) >> m->block_bits;
}

/* How much is read for `want` bytes: up to the end of their last sector if the driver alone can reach the buffer, which
 * has room for `room`. */
static uint32_t whole_sectors(const void *data, uint32_t want, uint32_t room)
{
    uint32_t bytes = (want + BLOCK_SECTOR_SIZE - 1) & ~(BLOCK_SECTOR_SIZE - 1);

    return rt_bulk_is_here(data) || bytes > room ? want : bytes;
}

ssize_t ext4_file_read(struct node *n, uint64_t offset, void *data, uint32_t count)
{
    struct mount *m = n->mount;
    uint64_t size = node_size(n);
    uint8_t *to = data;
    uint32_t done = 0;

    if (node_is_inline(n)) /* not from the disk: bytes that have to be touched here */
        return rt_bulk_is_here(data) ? ext4_inline_read(n, offset, data, count) : -EREMOTE;
    if (offset >= size)
        return 0;

    uint32_t result = count < size - offset ? count : size - offset;

    count = whole_sectors(data, result, count);

    while (done < count) {
        uint64_t pos = offset + done;
        uint32_t inside = pos & (m->block_size - 1), left = count - done;
        struct mapping map;
        int err = ext4_map(n, pos >> m->block_bits, blocks_for(m, (uint64_t)inside + left), &map);

        if (err)
            return err;

        uint64_t room = ((uint64_t)map.count << m->block_bits) - inside;
        uint32_t piece = left < room ? left : room;

        if (!map.pblk || map.unwritten)
            err = rt_bulk_zero(to + done, piece);
        else
            err = disk_read(&m->disk, (map.pblk << m->block_bits) + inside, to + done, piece);
        if (err)
            return err;
        done += piece;
    }
    return result;
}

/* Writes one whole block that is zero but for `bytes` bytes at `inside`. */
static int write_padded(struct mount *m, uint64_t pblk, uint32_t inside, const uint8_t *data,
                        uint32_t bytes)
{
    uint8_t *block = calloc(1, m->block_size);

    if (!block)
        return -ENOMEM;

    int err = rt_bulk_get(block + inside, data, bytes);

    if (!err)
        err = disk_write(&m->disk, pblk << m->block_bits, block, m->block_size);

    free(block);
    return err;
}

/* Writes to blocks whose old contents count as zero: pads the first and the last. */
static int write_fresh(struct mount *m, uint64_t pblk, uint32_t inside, const uint8_t *data,
                       uint32_t bytes)
{
    int err = 0;

    if (inside > 0) {
        uint32_t piece = m->block_size - inside < bytes ? m->block_size - inside : bytes;

        err = write_padded(m, pblk++, inside, data, piece);
        data += piece;
        bytes -= piece;
    }

    uint32_t whole = bytes & ~(m->block_size - 1);

    if (!err && whole > 0)
        err = disk_write(&m->disk, pblk << m->block_bits, data, whole);
    if (!err && bytes > whole)
        err = write_padded(m, pblk + (whole >> m->block_bits), 0, data + whole, bytes - whole);
    return err;
}

/* Writes into a hole; *piece is how much of it the space that was found could take. */
static int write_hole(struct node *n, const struct mapping *map, uint32_t inside, const uint8_t *data,
                      uint32_t *piece)
{
    struct mount *m = n->mount;
    uint64_t first;
    uint32_t count;
    int err = ext4_blocks_alloc(m, ext4_map_goal(n, map->lblk), map->count, &first, &count);

    if (err)
        return err;
    if (*piece > ((uint64_t)count << m->block_bits) - inside)
        *piece = (count << m->block_bits) - inside;
    err = write_fresh(m, first, inside, data, *piece);
    if (!err)
        err = ext4_map_add(n, map->lblk, first, count);
    if (err)
        ext4_blocks_unalloc(m, first, count);
    return err;
}

/* Writes a piece that one mapping can take; returns its size. */
static ssize_t write_piece(struct node *n, uint64_t pos, const uint8_t *data, uint32_t left)
{
    struct mount *m = n->mount;
    uint32_t inside = pos & (m->block_size - 1);
    struct mapping map;
    int err = ext4_map(n, pos >> m->block_bits, blocks_for(m, (uint64_t)inside + left), &map);

    if (err)
        return err;

    uint64_t room = ((uint64_t)map.count << m->block_bits) - inside;
    uint32_t piece = left < room ? left : room;

    if (!map.pblk) {
        err = write_hole(n, &map, inside, data, &piece);
    } else if (map.unwritten) {
        err = write_fresh(m, map.pblk, inside, data, piece);
        if (!err)
            err = ext4_map_written(n, map.lblk, map.count);
    } else {
        err = disk_write(&m->disk, (map.pblk << m->block_bits) + inside, data, piece);
    }
    return err ? err : (ssize_t)piece;
}

ssize_t ext4_file_write(struct node *n, uint64_t offset, const void *data, uint32_t count)
{
    uint64_t most = ext4_max_size(n);
    uint32_t done = 0;
    int err = 0;

    if (count == 0)
        return 0;
    if (offset >= most)
        return -EFBIG;
    if (count > most - offset)
        count = most - offset;
    if (count > WRITE_MAX)
        count = WRITE_MAX;
    if (!rt_bulk_is_here(data)) {
        if (offset & (n->mount->block_size - 1) || count < n->mount->block_size)
            return -EREMOTE;
        count &= ~(n->mount->block_size - 1); /* the caller sends the rest */
    }

    if (node_is_inline(n) && !rt_bulk_is_here(data)) { /* whole blocks: more than an inode has room for */
        err = ext4_inline_out(n);
    } else if (node_is_inline(n)) {
        ssize_t put = ext4_inline_write(n, offset, data, count);

        done = put > 0 ? put : 0;
        err = put == -ENOSPC ? ext4_inline_out(n) : put < 0 ? put : 0;
    }
    while (!err && done < count) {
        ssize_t piece = write_piece(n, offset + done, (const uint8_t *)data + done, count - done);

        if (piece < 0) {
            err = piece;
            break;
        }
        done += piece;
    }
    if (done == 0)
        return err;
    if (offset + done > node_size(n))
        ext4_size_set(n, offset + done);
    ext4_touch(n, TIME_M | TIME_C);
    return done;
}

static int shrink(struct node *n, uint64_t size)
{
    struct mount *m = n->mount;
    uint32_t blocks = blocks_for(m, size);
    int err = size < node_size(n) ? ext4_file_zero(n, size, (uint64_t)blocks << m->block_bits) : 0;

    if (err)
        return err;
    ext4_size_set(n, size);
    err = ext4_map_remove(n, blocks, MAP_END);
    return err ? ext4_orphan_truncate(n) : 0; /* it takes longer, or another try */
}

int ext4_file_truncate(struct node *n, uint64_t size)
{
    if (node_is_inline(n)) {
        int err = ext4_inline_truncate(n, size);

        if (err == -ENOSPC)
            err = ext4_inline_out(n);
        if (err)
            return err;
    } else if (size <= node_size(n)) { /* equal: behind the end may be what fs_allocate gave */
        return shrink(n, size);
    }
    ext4_size_set(n, size);
    return 0;
}
