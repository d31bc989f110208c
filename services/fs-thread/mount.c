/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounting and unmounting, and what happens when something is wrong with the disk. */
#include "ext4.h"
#include "io.h"
#include "journal.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <stdlib.h>
#include <string.h>

enum { NS_PER_S = 1000000000, SUPERBLOCK_AT = 1024 };

/* Marks the superblock of the last commit; the one in memory is ahead of the disk. */
static void mark_error(struct mount *m)
{
    struct ext2_super_block *sb = malloc(sizeof(*sb));

    if (!sb || disk_read(&m->disk, SUPERBLOCK_AT, sb, sizeof(*sb))) {
        free(sb);
        return;
    }
    sb->s_state |= EXT2_ERROR_FS;
    if (!ext2fs_superblock_csum_set(m->fs, sb) &&
        !disk_write(&m->disk, SUPERBLOCK_AT, sb, sizeof(*sb)))
        (void)disk_flush(&m->disk); /* the log says it in any case */
    free(sb);
}

void ext4_mount_fail(struct mount *m, const char *what, uint64_t where)
{
    if (m->read_only)
        return;
    m->read_only = m->failed = true;
    log_error("ext4: disk %u: %s %llu: read-only from now on, run e2fsck", m->disk.unit, what,
           (unsigned long long)where);
    mark_error(m);
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

static void set_up(struct mount *m)
{
    struct ext2_super_block *sb = m->fs->super;

    m->block_size = m->fs->blocksize;
    m->block_bits = EXT2_BLOCK_SIZE_BITS(sb);
    m->inode_size = EXT2_INODE_SIZE(sb);
    m->was_clean = m->clean_on_disk = sb->s_state & EXT2_VALID_FS;
    ext4_clock_not_before((int64_t)sb->s_wtime * NS_PER_S);
    m->generation = (uint32_t)ext4_now_ns();
    m->fs->priv_data = m;
    m->fs->read_inode = ext4_hook_read_inode;
    m->fs->write_inode = ext4_hook_write_inode;
    ext2fs_set_block_alloc_stats_callback(m->fs, hook_block, NULL);
}

static void close_fs(struct mount *m)
{
    ext4_nodes_free(m);
    if (m->fs)
        ext2fs_free(m->fs);
    m->fs = NULL;
    if (m->cache.buckets)
        ext4_cache_fini(&m->cache);
}

static void tear_down(struct mount *m)
{
    close_fs(m);
    free(m->dirty_groups);
    free(m->pending);
    ext4_journal_free(m->journal);
    *m = (struct mount){ 0 };
}

/* Superblock and group descriptors, checked. */
static int open_fs(struct mount *m, int more_flags)
{
    int err = ext4_cache_init(&m->cache, &m->disk, EXT2_MIN_BLOCK_SIZE);

    if (err)
        return err;
    m->cache.seal = ext4_seal;
    ext4_io_prepare(m);

    int flags = EXT2_FLAG_64BITS | EXT2_FLAG_FORCE | more_flags | (m->read_only ? 0 : EXT2_FLAG_RW);
    errcode_t code = ext2fs_open2("disk", NULL, flags, 0, 0, &ext4_io_manager, &m->fs);

    if (code) {
        log_error("ext4: disk %u: %s", m->disk.unit, ext4_error_text(code));
        return ext4_errno(code);
    }
    err = ext4_super_check(m);
    if (!err)
        set_up(m);
    return err;
}

static bool needs_replay(const struct mount *m)
{
    return ext2fs_has_feature_journal_needs_recovery(m->fs->super);
}

static int replay(struct mount *m)
{
    int err = ext4_journal_replay(m);

    close_fs(m);
    if (!err)
        err = open_fs(m, 0);
    return !err && needs_replay(m) ? -EIO : err;
}

static int open_replayed(struct mount *m)
{
    int torn = ext4_super_torn(m), err;

    if (torn < 0)
        return torn;
    err = open_fs(m, torn ? EXT2_FLAG_IGNORE_CSUM_ERRORS : 0);
    if (err || (!needs_replay(m) && !torn))
        return err;
    if (!m->disk.read_only)
        return replay(m);
    if (torn)
        return -EINVAL;
    log_warn("ext4: disk %u: the journal cannot be replayed on a read-only disk", m->disk.unit);
    return 0;
}

static int read_bitmaps(struct mount *m)
{
    errcode_t code = ext2fs_read_bitmaps(m->fs);

    if (code)
        log_error("ext4: disk %u: %s", m->disk.unit, ext4_error_text(code));
    m->dirty_groups = calloc(1, m->fs->group_desc_count);
    return code ? ext4_errno(code) : m->dirty_groups ? 0 : -ENOMEM;
}

int ext4_mount_open(struct mount *m, struct block *dev, uint32_t unit, bool read_only)
{
    *m = (struct mount){ .used = true, .read_only = read_only };
    TAILQ_INIT(&m->nodes);
    TAILQ_INIT(&m->orphans);

    int err = disk_open(&m->disk, dev, unit);

    if (!err && m->disk.read_only && !read_only)
        err = -EROFS;
    if (!err)
        err = open_replayed(m);
    if (!err)
        err = read_bitmaps(m);
    if (!err) {
        m->overhead_blocks = ext4_super_overhead(m);
        if (!m->read_only) {
            m->fs->super->s_mtime = ext4_now_ns() / NS_PER_S;
            m->fs->super->s_mnt_count++;
        }
        err = ext4_orphans_clean(m);
    }
    if (err)
        tear_down(m);
    return err;
}

int ext4_mount_change(struct mount *m, bool read_only)
{
    if (read_only == m->read_only)
        return 0;
    if (read_only && !TAILQ_EMPTY(&m->orphans))
        return -EBUSY; /* they are to be freed when they are released */
    if (read_only) {
        int err = ext4_txn_sync(m);

        m->read_only = !err || m->failed;
        return err;
    }
    if (m->disk.read_only || m->failed) /* any other journal was replayed when the disk was mounted */
        return -EROFS;

    int err = ext4_super_writable(m);

    if (err)
        return err;
    m->read_only = false;
    return ext4_orphans_clean(m);
}

int ext4_mount_close(struct mount *m)
{
    int err = ext4_orphans_finish(m), late = ext4_txn_sync(m);

    tear_down(m);
    return err ? err : late;
}
