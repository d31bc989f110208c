/* SPDX-License-Identifier: BSD-2-Clause */
/* Checksums of blocks that belong to an inode: extent nodes and blocks of directories.
 *
 * They are made once, when a block goes to the disk.  A block's checksum starts from a seed made of the
 * file system's, the inode number and its generation; the block carries the seed (struct buf). */
#include "dir.h"

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

/* The list of an index block starts with its limit and count; the checksum follows the last entry that
 * has room.  What lies between the last entry and the checksum is not covered. */
static struct ext2_dx_tail *index_tail(const struct mount *m, const struct buf *buf, uint32_t *covered)
{
    const struct ext2_dir_entry_2 *first = (const void *)buf->data;
    uint32_t start = ext4_index_start(first->rec_len == DIR_DOT_BYTES);
    const struct ext2_dx_countlimit *list = (const void *)(buf->data + start);

    *covered = start + list->count * sizeof(struct ext2_dx_entry);
    return (void *)(buf->data + m->block_size - sizeof(struct ext2_dx_tail) );
}

static uint32_t index_csum(const struct mount *m, const struct buf *buf)
{
    uint32_t covered, zero = 0;
    const struct ext2_dx_tail *tail = index_tail(m, buf, &covered);
    uint32_t crc = ext2fs_crc32c_le(buf->seed, buf->data, covered);

    crc = ext2fs_crc32c_le(crc, (const unsigned char *)&tail->dt_reserved, sizeof(tail->dt_reserved));
    return ext2fs_crc32c_le(crc, (const unsigned char *)&zero, sizeof(zero));
}

bool ext4_index_csum_good(const struct mount *m, const struct buf *buf)
{
    uint32_t covered;

    return !has_csum(m) || index_tail(m, buf, &covered)->dt_checksum == index_csum(m, buf);
}

void ext4_seal(struct cache *cache, struct buf *buf)
{
    struct mount *m = (void *)((char *)cache - offsetof(struct mount, cache));

    if (!has_csum(m))
        return;
    if (buf->kind == BUF_DIR)
        dir_tail(m, buf)->det_checksum = dir_csum(m, buf);
    /* A damaged disk may have given the block to another owner meanwhile: its layout is not as it was. */
    if (buf->kind == BUF_INDEX && ext4_index_good(m, buf, ((struct ext2_dir_entry_2 *)buf->data)->inode != 0)) {
        uint32_t covered;

        index_tail(m, buf, &covered)->dt_checksum = index_csum(m, buf);
    }
    if (buf->kind == BUF_XATTR) /* of a damaged disk, no; the inode does not matter */
        (void)ext2fs_ext_attr_block_csum_set(m->fs, 0, buf->block, (void *)buf->data);
    if (buf->kind == BUF_EXTENTS) {
        uint32_t crc = extents_csum(buf);

        memcpy(buf->data + extents_csum_at(buf), &crc, sizeof(crc));
    }
}
