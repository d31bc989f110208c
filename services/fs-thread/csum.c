/* SPDX-License-Identifier: BSD-2-Clause */
/* Checksums of blocks that belong to an inode: extent nodes and directory leaves.
 *
 * They are made once, when a block goes to the disk.  A block's checksum starts from a seed made of the
 * file system's, the inode number and its generation; the block carries the seed (struct buf). */
#include "ext4.h"

#include <string.h>

enum { DIR_TAIL_BYTES = sizeof(struct ext2_dir_entry_tail) };

uint32_t ext4_csum_seed(const struct mount *m, uint32_t ino, uint32_t generation)
{
    uint32_t crc = ext2fs_crc32c_le(m->fs->csum_seed, (const unsigned char *)&ino, sizeof(ino));

    return ext2fs_crc32c_le(crc, (const unsigned char *)&generation, sizeof(generation));
}

static bool has_csum(const struct mount *m)
{
    return ext2fs_has_feature_metadata_csum(m->fs->super);
}

/* The checksum follows the last entry that has room. */
static uint32_t extents_csum_at(const struct buf *buf)
{
    const struct ext3_extent_header *head = (const void *)buf->data;

    return sizeof(*head) + head->eh_max * sizeof(struct ext3_extent);
}

static uint32_t extents_csum(const struct buf *buf)
{
    return ext2fs_crc32c_le(buf->seed, buf->data, extents_csum_at(buf));
}

bool ext4_extents_csum_good(const struct mount *m, const struct buf *buf)
{
    uint32_t stored;

    if (!has_csum(m))
        return true;
    if (extents_csum_at(buf) + sizeof(stored) > m->block_size)
        return false;
    memcpy(&stored, buf->data + extents_csum_at(buf), sizeof(stored));
    return stored == extents_csum(buf);
}

static struct ext2_dir_entry_tail *dir_tail(const struct mount *m, const struct buf *buf)
{
    return (void *)(buf->data + m->block_size - DIR_TAIL_BYTES);
}

static uint32_t dir_csum(const struct mount *m, const struct buf *buf)
{
    return ext2fs_crc32c_le(buf->seed, buf->data, m->block_size - DIR_TAIL_BYTES);
}

bool ext4_dir_csum_good(const struct mount *m, const struct buf *buf)
{
    return !has_csum(m) || dir_tail(m, buf)->det_checksum == dir_csum(m, buf);
}

void ext4_seal(struct cache *cache, struct buf *buf)
{
    struct mount *m = (void *)((char *)cache - offsetof(struct mount, cache));

    if (!has_csum(m))
        return;
    if (buf->kind == BUF_DIR)
        dir_tail(m, buf)->det_checksum = dir_csum(m, buf);
    if (buf->kind == BUF_EXTENTS) {
        uint32_t crc = extents_csum(buf);

        memcpy(buf->data + extents_csum_at(buf), &crc, sizeof(crc));
    }
}
