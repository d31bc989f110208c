/* SPDX-License-Identifier: BSD-2-Clause */
/* Transactions: the metadata changes of many operations, written together.
 *
 * Between commits nothing but file data is written.  A commit gathers what is new from the nodes, the
 * bitmaps, the group descriptors and the superblock into cache blocks and writes them all.  While it does
 * so, the superblock on the disk says "not clean"; before and after, the disk is in order by itself.  A
 * journal has its place in commit_blocks: the blocks go there first. */
#include "ext4.h"

#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUPERBLOCK_AT = 1024,
    NS_PER_S = 1000000000,
    RESERVE_BLOCKS = 64, /* for directory and extent blocks of one operation */
};

int ext4_txn_begin(struct mount *m, uint64_t blocks)
{
    if (m->read_only)
        return -EROFS;
    if (m->pending_count > 0 &&
        ext2fs_free_blocks_count(m->fs->super) < blocks + RESERVE_BLOCKS) {
        int err = ext4_txn_commit(m);

        if (err)
            return err;
    }
    m->changed = true;
    return 0;
}

int ext4_txn_end(struct mount *m, int err)
{
    if (m->cache.dirty_count < m->cache.limit / 2)
        return err;

    int late = ext4_txn_commit(m);

    return err < 0 ? err : late < 0 ? late : err;
}

static int super_write(struct mount *m, bool clean)
{
    struct ext2_super_block *sb = m->fs->super;

    if (clean)
        sb->s_state |= EXT2_VALID_FS;
    else
        sb->s_state &= ~EXT2_VALID_FS;
    sb->s_wtime = ext4_now_ns() / NS_PER_S;

    int err = ext4_errno(ext2fs_superblock_csum_set(m->fs, sb));

    if (err)
        return err;

    /* Straight to the disk; a copy that the cache holds of its block must not go stale. */
    uint64_t block = SUPERBLOCK_AT >> m->block_bits;
    struct buf *buf;

    err = ext4_disk_write(&m->disk, SUPERBLOCK_AT, sb, sizeof(*sb));
    if (err)
        return err;
    err = ext4_cache_get(&m->cache, block, &buf);
    if (err)
        return err;
    memcpy(buf->data + (SUPERBLOCK_AT & (m->block_size - 1)), sb, sizeof(*sb));
    ext4_cache_put(&m->cache, buf);
    m->clean_on_disk = clean;
    return ext4_disk_flush(&m->disk);
}

/* Puts `data`, a whole block, into the cache, if it differs from what is there. */
static int block_store(struct mount *m, uint64_t block, const void *data)
{
    struct buf *buf;

    if (!ext4_block_valid(m, block) && block != m->fs->super->s_first_data_block)
        return -EIO;

    int err = ext4_cache_get(&m->cache, block, &buf);

    if (err)
        return err;
    if (memcmp(buf->data, data, m->block_size)) {
        memcpy(buf->data, data, m->block_size);
        ext4_cache_dirty(&m->cache, buf);
    }
    ext4_cache_put(&m->cache, buf);
    return 0;
}

/* Bits past the end of the last group count as used. */
static void pad_last_group(struct mount *m, uint32_t group, uint8_t *bits)
{
    struct ext2_super_block *sb = m->fs->super;
    uint64_t rest = (ext2fs_blocks_count(sb) - sb->s_first_data_block) % sb->s_blocks_per_group;

    if (group != m->fs->group_desc_count - 1 || rest == 0)
        return;
    for (uint64_t i = rest; i < (uint64_t)m->block_size * 8; i++)
        bits[i / 8] |= 1 << i % 8;
}

static int block_bitmap_store(struct mount *m, uint32_t group, uint8_t *bits)
{
    uint32_t count = m->fs->super->s_blocks_per_group;
    uint64_t first = m->fs->super->s_first_data_block + (uint64_t)group * count;

    if (ext2fs_has_group_desc_csum(m->fs) &&
        ext2fs_bg_flags_test(m->fs, group, EXT2_BG_BLOCK_UNINIT))
        return 0;
    memset(bits, 0xff, m->block_size);

    errcode_t code = ext2fs_get_block_bitmap_range2(m->fs->block_map, first, count, bits);

    if (code)
        return ext4_errno(code);
    pad_last_group(m, group, bits);
    code = ext2fs_block_bitmap_csum_set(m->fs, group, (char *)bits, count / 8);
    if (code)
        return ext4_errno(code);
    return block_store(m, ext2fs_block_bitmap_loc(m->fs, group), bits);
}

static int inode_bitmap_store(struct mount *m, uint32_t group, uint8_t *bits)
{
    uint32_t count = m->fs->super->s_inodes_per_group;

    if (ext2fs_has_group_desc_csum(m->fs) &&
        ext2fs_bg_flags_test(m->fs, group, EXT2_BG_INODE_UNINIT))
        return 0;
    memset(bits, 0xff, m->block_size);

    errcode_t code = ext2fs_get_inode_bitmap_range2(m->fs->inode_map,
                                                    1 + (uint64_t)group * count, count, bits);

    if (code)
        return ext4_errno(code);
    code = ext2fs_inode_bitmap_csum_set(m->fs, group, (char *)bits, count / 8);
    if (code)
        return ext4_errno(code);
    return block_store(m, ext2fs_inode_bitmap_loc(m->fs, group), bits);
}

/* The block of descriptors that the group's lies in. */
static int descriptors_store(struct mount *m, uint32_t group)
{
    uint32_t idx = group / EXT2_DESC_PER_BLOCK(m->fs->super);
    blk64_t block = ext2fs_descriptor_block_loc2(m->fs, m->fs->super->s_first_data_block, idx);

    return block_store(m, block, (const uint8_t *)m->fs->group_desc + (size_t)idx * m->block_size);
}

static int groups_store(struct mount *m)
{
    uint8_t *bits = malloc(m->block_size);
    int err = bits ? 0 : -ENOMEM;

    for (uint32_t group = 0; !err && group < m->fs->group_desc_count; group++) {
        if (!m->dirty_groups[group])
            continue;
        err = block_bitmap_store(m, group, bits);
        if (!err)
            err = inode_bitmap_store(m, group, bits);
        if (!err) {
            ext2fs_group_desc_csum_set(m->fs, group);
            err = descriptors_store(m, group);
        }
    }
    if (!err)
        memset(m->dirty_groups, 0, m->fs->group_desc_count);
    free(bits);
    return err;
}

static int commit_blocks(struct mount *m)
{
    int err = 0;

    if (m->clean_on_disk)
        err = super_write(m, false);
    if (!err)
        err = ext4_cache_flush(&m->cache);
    if (!err)
        err = ext4_disk_flush(&m->disk);
    if (!err)
        err = super_write(m, true);
    return err;
}

int ext4_txn_commit(struct mount *m)
{
    if (!m->changed || m->read_only)
        return ext4_disk_flush(&m->disk);

    ext4_pending_apply(m);

    int err = ext4_nodes_store(m);

    if (!err)
        err = groups_store(m);
    if (!err)
        err = commit_blocks(m);
    if (err)
        ext4_mount_fail(m, "commit", -err);
    else
        m->changed = false;
    return err;
}
