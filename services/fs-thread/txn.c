/* SPDX-License-Identifier: BSD-2-Clause */
/* Transactions: the metadata changes of many operations, written together.
 *
 * Between commits nothing but file data is written.  A commit gathers what is new from the nodes, the
 * bitmaps, the group descriptors and the superblock into cache blocks and writes them: to the journal, from
 * where they go to their places when it gets long and at a sync; without a journal straight to
 * their places, and while that lasts the superblock on the disk says "not clean". */
#include "ext4.h"
#include "journal.h"

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
    if (!m->journal_asked) { /* not before: a disk that is only read needs none */
        int err = ext4_journal_start(m);

        m->journal_asked = true;
        if (err) {
            ext4_mount_fail(m, "journal", -err);
            return -EIO;
        }
    }
    if (m->pending_count > 0 &&
        ext2fs_free_blocks_count(m->fs->super) < blocks + RESERVE_BLOCKS) {
        int err = ext4_txn_commit(m);

        if (err)
            return err;
    }
    m->changed = true;
    m->changes_at_begin = m->cache.changes;
    return 0;
}

/* Blocks that a commit would write: a group is two bitmaps, and a descriptor that may be alone in its block. */
static uint64_t blocks_to_commit(const struct mount *m)
{
    uint32_t groups = m->dirty_group_count + m->pending_groups, all = m->fs->group_desc_count;

    return m->cache.dirty_count + m->dirty_nodes / (m->block_size / m->inode_size) + 3ull * (groups < all ? groups : all) + 1;
}

bool ext4_txn_is_long(const struct mount *m)
{
    uint32_t most = m->cache.limit / 2;

    if (m->journal && ext4_journal_most(m->journal) < most)
        most = ext4_journal_most(m->journal);
    return blocks_to_commit(m) >= most;
}

int ext4_txn_step(struct mount *m)
{
    int err = ext4_txn_is_long(m) ? ext4_txn_commit(m) : 0;

    m->changed = true;
    return err ? err : m->read_only ? -EROFS : 0;
}

int ext4_txn_end(struct mount *m, int err)
{
    if (!ext4_txn_is_long(m))
        return err;

    int late = ext4_txn_commit(m);

    return err < 0 ? err : late < 0 ? late : err;
}

int ext4_txn_end_whole(struct mount *m, int err)
{
    if ((err == -EIO || err == -ENOMEM) && m->cache.changes != m->changes_at_begin)
        ext4_mount_fail(m, "operation done by half", -err);
    return ext4_txn_end(m, err);
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
        buf_claim(buf);
        memcpy(buf->data, data, m->block_size);
        ext4_cache_dirty(&m->cache, buf);
    }
    ext4_cache_put(&m->cache, buf);
    return 0;
}

/* Brings the superblock up to date; buf is its cache block, pinned. */
static int super_fill(struct mount *m, bool clean, bool replay, struct buf **buf)
{
    struct ext2_super_block *sb = m->fs->super;

    if (clean && m->was_clean)
        sb->s_state |= EXT2_VALID_FS;
    else
        sb->s_state &= ~EXT2_VALID_FS;
    if (replay)
        ext2fs_set_feature_journal_needs_recovery(sb);
    else
        ext2fs_clear_feature_journal_needs_recovery(sb);
    sb->s_wtime = ext4_now_ns() / NS_PER_S;

    int err = ext4_errno(ext2fs_superblock_csum_set(m->fs, sb));

    if (!err)
        err = ext4_cache_get(&m->cache, SUPERBLOCK_AT >> m->block_bits, buf);
    if (!err) {
        buf_claim(*buf);
        memcpy((*buf)->data + (SUPERBLOCK_AT & (m->block_size - 1)), sb, sizeof(*sb));
    }
    return err;
}

/* The superblock as a part of the transaction.  Only with the journal empty again is there nothing to
 * replay any more: ext4_journal_empty says so on the disk. */
static int super_store(struct mount *m)
{
    struct buf *buf;
    int err = super_fill(m, true, true, &buf);

    if (!err) {
        ext4_cache_dirty(&m->cache, buf);
        ext4_cache_put(&m->cache, buf);
    }
    return err;
}

/* The superblock straight to its place, durable. */
static int super_write(struct mount *m, bool clean)
{
    struct buf *buf;
    int err = super_fill(m, clean, m->journal && m->journal->start, &buf);

    if (err)
        return err;
    ext4_cache_put(&m->cache, buf);
    err = disk_write(&m->disk, SUPERBLOCK_AT, m->fs->super, sizeof(*m->fs->super));
    if (!err)
        err = disk_flush(&m->disk);
    if (!err)
        m->clean_on_disk = clean;
    return err;
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
    if (!err) {
        memset(m->dirty_groups, 0, m->fs->group_desc_count);
        m->dirty_group_count = 0;
    }
    free(bits);
    return err;
}

/* Everything that was committed, or is about to be, goes to its place; the journal is empty then. */
static int write_home(struct mount *m)
{
    int err = ext4_cache_flush(&m->cache);

    if (!err)
        err = disk_flush(&m->disk);
    if (!err && m->journal)
        err = ext4_journal_empty(m->journal);
    return err;
}

/* Straight to their places: between the two marks the disk is not in order by itself. */
static int commit_in_place(struct mount *m)
{
    int err = m->clean_on_disk ? super_write(m, false) : 0;

    if (!err)
        err = write_home(m);
    return err ? err : super_write(m, true);
}

static int commit_to_journal(struct mount *m)
{
    int err = super_store(m);

    if (!err)
        err = ext4_journal_commit(m->journal);
    if (err == -ENOSPC) { /* larger than what is free of it, or it has lost track of what was freed */
        err = ext4_journal_checkpoint(m->journal);
        if (!err)
            err = ext4_journal_commit(m->journal);
    }
    if (!err && (ext4_journal_is_long(m->journal) || m->cache.logged_count > m->cache.limit / 2))
        err = write_home(m);
    return err;
}

static int commit(struct mount *m)
{
    ext4_pending_apply(m);

    int err = ext4_nodes_store(m);

    if (!err)
        err = groups_store(m);
    if (!err)
        err = m->journal ? commit_to_journal(m) : commit_in_place(m);
    if (!err)
        m->changed = false;
    return err;
}

int ext4_txn_commit(struct mount *m)
{
    if (!m->changed || m->read_only)
        return disk_flush(&m->disk);

    int err = commit(m);

    if (err)
        ext4_mount_fail(m, "commit", -err);
    return err;
}

int ext4_txn_sync(struct mount *m)
{
    int err = ext4_txn_commit(m);

    if (err || m->read_only || !m->journal)
        return err;
    err = write_home(m);
    if (err)
        ext4_mount_fail(m, "sync", -err);
    return err;
}
