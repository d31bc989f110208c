/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounting: what is on the disk, whether we can read it, whether we may change it. */
#include "ext4.h"
#include "io.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <stdlib.h>
#include <string.h>

enum { NS_PER_S = 1000000000, SUPERBLOCK_AT = 1024 };

/* Features of the format that this service can read, and those it can also write. */
enum {
    INCOMPAT = EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER |
               EXT2_FEATURE_INCOMPAT_META_BG | EXT3_FEATURE_INCOMPAT_EXTENTS |
               EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG |
               EXT4_FEATURE_INCOMPAT_CSUM_SEED | EXT4_FEATURE_INCOMPAT_LARGEDIR,
    RO_COMPAT = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
                EXT4_FEATURE_RO_COMPAT_HUGE_FILE | EXT4_FEATURE_RO_COMPAT_GDT_CSUM |
                EXT4_FEATURE_RO_COMPAT_DIR_NLINK | EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |
                EXT4_FEATURE_RO_COMPAT_METADATA_CSUM,
};

void ext4_mount_fail(struct mount *m, const char *what, uint64_t where)
{
    if (m->read_only)
        return;
    m->read_only = true;
    log_error("ext4: disk %u: %s %llu: read-only from now on, run e2fsck", m->disk.unit, what,
           (unsigned long long)where);

    /* The superblock of the last commit, marked; the one in memory is ahead of the disk. */
    struct ext2_super_block sb;

    if (ext4_disk_read(&m->disk, SUPERBLOCK_AT, &sb, sizeof(sb)))
        return;
    sb.s_state |= EXT2_ERROR_FS;
    if (ext2fs_superblock_csum_set(m->fs, &sb) ||
        ext4_disk_write(&m->disk, SUPERBLOCK_AT, &sb, sizeof(sb)))
        return; /* it was said above */
    (void)ext4_disk_flush(&m->disk);
}

/* libext2fs allocated or freed a block (of indirect blocks) by itself. */
static void hook_block(ext2_filsys fs, blk64_t block, int inuse)
{
    struct mount *m = fs->priv_data;

    ext4_group_dirty(m, ext2fs_group_of_blk2(fs, block));
    if (inuse < 0) {
        ext2fs_block_alloc_stats_range(fs, block, 1, +1);
        (void)ext4_blocks_free(m, block, 1); /* without memory the block is lost until e2fsck */
    }
}

static int check_features(struct mount *m)
{
    const struct ext2_super_block *sb = m->fs->super;
    uint32_t unknown = sb->s_feature_incompat & ~INCOMPAT;

    if (unknown) {
        log_error("ext4: disk %u: unknown features 0x%x, cannot be mounted", m->disk.unit, unknown);
        return -EINVAL;
    }
    if (m->read_only)
        return 0;
    unknown = sb->s_feature_ro_compat & ~RO_COMPAT;
    if (unknown) {
        log_error("ext4: disk %u: features 0x%x, can be mounted read-only", m->disk.unit, unknown);
        return -EROFS;
    }
    if (ext2fs_has_feature_journal_needs_recovery(m->fs->super)) {
        log_error("ext4: disk %u: has a journal to replay, run e2fsck first", m->disk.unit);
        return -EROFS;
    }
    if (!(sb->s_state & EXT2_VALID_FS) || sb->s_state & EXT2_ERROR_FS)
        log_warn("ext4: disk %u: was not unmounted cleanly, run e2fsck", m->disk.unit);
    return 0;
}

static uint64_t overhead(struct mount *m)
{
    const struct ext2_super_block *sb = m->fs->super;
    uint64_t blocks = sb->s_overhead_clusters;

    if (blocks)
        return blocks;
    blocks = sb->s_first_data_block;
    for (uint32_t group = 0; group < m->fs->group_desc_count; group++) {
        blk64_t super, old_desc, new_desc;
        blk_t used;

        (void)ext2fs_super_and_bgd_loc2(m->fs, group, &super, &old_desc, &new_desc, &used);
        blocks += used + m->fs->inode_blocks_per_group + 2;
    }
    return blocks;
}

static void set_up(struct mount *m)
{
    struct ext2_super_block *sb = m->fs->super;

    m->block_size = m->fs->blocksize;
    m->block_bits = EXT2_BLOCK_SIZE_BITS(sb);
    m->inode_size = EXT2_INODE_SIZE(sb);
    m->clean_on_disk = sb->s_state & EXT2_VALID_FS;
    ext4_clock_not_before((int64_t)sb->s_wtime * NS_PER_S);
    m->generation = (uint32_t)ext4_now_ns();
    m->fs->priv_data = m;
    m->fs->read_inode = ext4_hook_read_inode;
    m->fs->write_inode = ext4_hook_write_inode;
    ext2fs_set_block_alloc_stats_callback(m->fs, hook_block, NULL);
    if (!m->read_only) {
        sb->s_mtime = ext4_now_ns() / NS_PER_S;
        sb->s_mnt_count++;
    }
}

static void tear_down(struct mount *m)
{
    ext4_nodes_free(m);
    if (m->fs)
        ext2fs_free(m->fs);
    if (m->cache.buckets)
        ext4_cache_fini(&m->cache);
    free(m->dirty_groups);
    free(m->pending);
    *m = (struct mount){ 0 };
}

static int open_fs(struct mount *m)
{
    int flags = EXT2_FLAG_64BITS | (m->read_only ? 0 : EXT2_FLAG_RW);

    ext4_io_prepare(m);

    errcode_t code = ext2fs_open2("disk", NULL, flags | EXT2_FLAG_FORCE, 0, 0, &ext4_io_manager,
                                  &m->fs);

    if (!code) {
        int err = check_features(m);

        if (err)
            return err;
        code = ext2fs_read_bitmaps(m->fs);
    }
    if (code)
        log_error("ext4: disk %u: %s", m->disk.unit, ext4_error_text(code));
    return ext4_errno(code);
}

int ext4_mount_open(struct mount *m, struct block *dev, uint32_t unit, bool read_only)
{
    *m = (struct mount){ .used = true, .read_only = read_only };
    TAILQ_INIT(&m->nodes);
    TAILQ_INIT(&m->orphans);

    int err = ext4_disk_open(&m->disk, dev, unit);

    if (!err && m->disk.read_only && !read_only)
        err = -EROFS;
    if (!err)
        err = ext4_cache_init(&m->cache, &m->disk, EXT2_MIN_BLOCK_SIZE);
    if (!err) {
        m->cache.seal = ext4_seal;
        err = open_fs(m);
    }
    if (!err) {
        m->dirty_groups = calloc(1, m->fs->group_desc_count);
        err = m->dirty_groups ? 0 : -ENOMEM;
    }
    if (!err) {
        set_up(m);
        m->overhead_blocks = overhead(m);
        err = ext4_orphans_clean(m);
    }
    if (err)
        tear_down(m);
    return err;
}

int ext4_mount_close(struct mount *m)
{
    int err = 0;

    while (!err && !m->read_only && !TAILQ_EMPTY(&m->orphans)) {
        struct node *n = TAILQ_FIRST(&m->orphans);

        n->refs++; /* ext4_orphan_free takes it */
        err = ext4_txn_begin(m, 0);
        if (!err)
            err = ext4_txn_end(m, ext4_orphan_free(n));
    }

    int late = ext4_txn_commit(m);

    tear_down(m);
    return err ? err : late;
}
