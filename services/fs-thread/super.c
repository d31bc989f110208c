/* SPDX-License-Identifier: BSD-2-Clause */
/* The superblock's numbers: whether they fit each other and the disk.
 *
 * libext2fs takes many of them as they are; so nothing else of it is used before they were checked here. */
#include "ext4.h"

#include <linux/errno.h>
#include <rt/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUPERBLOCK_AT = 1024 };

/* Features of the format that this service can read, and those it can also write. */
enum {
    INCOMPAT = EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER |
               EXT2_FEATURE_INCOMPAT_META_BG | EXT3_FEATURE_INCOMPAT_EXTENTS |
               EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG |
               EXT4_FEATURE_INCOMPAT_CSUM_SEED | EXT4_FEATURE_INCOMPAT_LARGEDIR |
               EXT4_FEATURE_INCOMPAT_INLINE_DATA,
    RO_COMPAT = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
                EXT4_FEATURE_RO_COMPAT_HUGE_FILE | EXT4_FEATURE_RO_COMPAT_GDT_CSUM |
                EXT4_FEATURE_RO_COMPAT_DIR_NLINK | EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |
                EXT4_FEATURE_RO_COMPAT_METADATA_CSUM,
};

static bool csum_good(struct ext2_super_block *sb)
{
    uint32_t crc = ext2fs_crc32c_le(~0u, (const unsigned char *)sb, offsetof(struct ext2_super_block, s_checksum));

    return !ext2fs_has_feature_metadata_csum(sb) || crc == sb->s_checksum;
}

static int super_read(struct mount *m, struct ext2_super_block **sb)
{
    *sb = malloc(sizeof(**sb));
    return *sb ? disk_read(&m->disk, SUPERBLOCK_AT, *sb, sizeof(**sb)) : -ENOMEM;
}

/* One of the two sectors is older.  If it is only the mark "needs recovery" by which they differ, the superblock is
 * made whole with the mark set: replaying nothing does no harm.  Else a commit was on its way to its place. */
static int mend(struct mount *m, struct ext2_super_block *sb)
{
    bool marked = ext2fs_has_feature_journal_needs_recovery(sb);

    log_warn("ext4: disk %u: the superblock was written in part", m->disk.unit);
    if (marked)
        ext2fs_clear_feature_journal_needs_recovery(sb);
    else
        ext2fs_set_feature_journal_needs_recovery(sb);
    if (!csum_good(sb))
        return marked ? 1 : -EINVAL; /* without the mark the journal has nothing that belongs there */
    if (m->disk.read_only)
        return -EROFS;
    ext2fs_set_feature_journal_needs_recovery(sb);
    sb->s_checksum =
        ext2fs_crc32c_le(~0u, (const unsigned char *)sb, offsetof(struct ext2_super_block, s_checksum));

    int err = disk_write(&m->disk, SUPERBLOCK_AT, sb, sizeof(*sb));

    return err ? err : disk_flush(&m->disk);
}

int ext4_super_torn(struct mount *m)
{
    struct ext2_super_block *sb;
    int err = super_read(m, &sb);

    if (!err && sb->s_magic == EXT2_SUPER_MAGIC && ext2fs_has_feature_journal(sb) && !csum_good(sb))
        err = mend(m, sb);
    free(sb);
    return err;
}

int ext4_super_whole(struct mount *m)
{
    struct ext2_super_block *sb;
    int err = super_read(m, &sb);

    if (!err && !csum_good(sb))
        err = -EINVAL;
    free(sb);
    return err;
}

/* Those that are not ours, by the names that mke2fs has for them. */
static const struct feature {
    uint32_t bit;
    const char *name;
} incompat_names[] = {
    { EXT2_FEATURE_INCOMPAT_COMPRESSION, "compression" }, { EXT3_FEATURE_INCOMPAT_JOURNAL_DEV, "journal_dev" },
    { EXT4_FEATURE_INCOMPAT_MMP, "mmp" },                 { EXT4_FEATURE_INCOMPAT_EA_INODE, "ea_inode" },
    { EXT4_FEATURE_INCOMPAT_DIRDATA, "dirdata" },         { EXT4_FEATURE_INCOMPAT_ENCRYPT, "encrypt" },
    { EXT4_FEATURE_INCOMPAT_CASEFOLD, "casefold" },
    { 0, NULL },
}, ro_compat_names[] = {
    { EXT4_FEATURE_RO_COMPAT_HAS_SNAPSHOT, "snapshot" },
    { EXT4_FEATURE_RO_COMPAT_QUOTA, "quota" },          { EXT4_FEATURE_RO_COMPAT_BIGALLOC, "bigalloc" },
    { EXT4_FEATURE_RO_COMPAT_REPLICA, "replica" },      { EXT4_FEATURE_RO_COMPAT_READONLY, "read-only" },
    { EXT4_FEATURE_RO_COMPAT_PROJECT, "project" },      { EXT4_FEATURE_RO_COMPAT_SHARED_BLOCKS, "shared_blocks" },
    { EXT4_FEATURE_RO_COMPAT_VERITY, "verity" },        { EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT, "orphan_present" },
    { 0, NULL },
};

static void say_features(const struct mount *m, uint32_t unknown, const struct feature *names, const char *so)
{
    char text[200] = "";

    for (; names->name; names++)
        if (unknown & names->bit) {
            snprintf(text + strlen(text), sizeof(text) - strlen(text), " %s", names->name);
            unknown &= ~names->bit;
        }
    if (unknown)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), " 0x%x", unknown);
    log_error("ext4: disk %u: features that are not known here:%s: %s", m->disk.unit, text, so);
}

int ext4_super_writable(const struct mount *m)
{
    uint32_t unknown = m->fs->super->s_feature_ro_compat & ~RO_COMPAT;

    if (!unknown)
        return 0;
    say_features(m, unknown, ro_compat_names, "can be mounted read-only");
    return -EROFS;
}

static int check_features(struct mount *m)
{
    const struct ext2_super_block *sb = m->fs->super;
    uint32_t unknown = sb->s_feature_incompat & ~INCOMPAT;

    if (unknown) {
        say_features(m, unknown, incompat_names, "cannot be mounted");
        return -EINVAL;
    }
    if (m->read_only)
        return 0;
    if (!(sb->s_state & EXT2_VALID_FS) || sb->s_state & EXT2_ERROR_FS)
        log_warn("ext4: disk %u: was not unmounted cleanly, run e2fsck", m->disk.unit);
    return ext4_super_writable(m);
}

/* The first number that cannot be; NULL: all are fine. */
static const char *bad_number(const struct mount *m)
{
    struct ext2_super_block *sb = m->fs->super;
    uint64_t blocks = ext2fs_blocks_count(sb);
    uint32_t bits = m->fs->blocksize * 8;

    if (blocks > m->disk.size / m->fs->blocksize)
        return "more blocks than the disk has";
    if (sb->s_first_data_block != (m->fs->blocksize == EXT2_MIN_BLOCK_SIZE))
        return "first data block";
    if (sb->s_blocks_per_group % 8 || sb->s_blocks_per_group == 0 || sb->s_blocks_per_group > bits)
        return "blocks per group";
    if (sb->s_inodes_per_group % 8 || sb->s_inodes_per_group == 0 || sb->s_inodes_per_group > bits)
        return "inodes per group";
    if (EXT2_FIRST_INODE(sb) < EXT2_GOOD_OLD_FIRST_INO || EXT2_FIRST_INODE(sb) >= sb->s_inodes_count)
        return "first inode";
    if (ext2fs_free_blocks_count(sb) > blocks || sb->s_free_inodes_count > sb->s_inodes_count)
        return "free counts";
    if (sb->s_reserved_gdt_blocks > m->fs->blocksize / sizeof(uint32_t))
        return "reserved descriptor blocks";
    if (sb->s_overhead_clusters > blocks)
        return "overhead";
    return NULL;
}

static bool inside(const struct mount *m, uint64_t block, uint32_t count)
{
    return ext4_block_valid(m, block) && ext4_block_valid(m, block + count - 1);
}

/* Bitmaps and inode tables lie on the disk. */
static bool group_good(const struct mount *m, uint32_t group)
{
    return inside(m, ext2fs_block_bitmap_loc(m->fs, group), 1) &&
           inside(m, ext2fs_inode_bitmap_loc(m->fs, group), 1) &&
           inside(m, ext2fs_inode_table_loc(m->fs, group), m->fs->inode_blocks_per_group) &&
           ext2fs_bg_itable_unused(m->fs, group) <= m->fs->super->s_inodes_per_group;
}

int ext4_super_check(struct mount *m)
{
    const char *bad = bad_number(m);

    if (bad) {
        log_error("ext4: disk %u: superblock: %s", m->disk.unit, bad);
        return -EINVAL;
    }
    for (uint32_t group = 0; group < m->fs->group_desc_count; group++) {
        if (group_good(m, group) && ext2fs_group_desc_csum_verify(m->fs, group))
            continue;
        log_error("ext4: disk %u: damaged descriptor of group %u", m->disk.unit, group);
        return -EINVAL;
    }
    return check_features(m);
}

uint64_t ext4_super_overhead(const struct mount *m)
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
