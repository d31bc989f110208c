/* SPDX-License-Identifier: BSD-2-Clause */
/* The superblock's numbers: whether they fit each other and the disk.
 *
 * libext2fs takes many of them as they are; so nothing else of it is used before they were checked here. */
#include "ext4.h"

#include <linux/errno.h>
#include <rt/log.h>

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
    if (!(sb->s_state & EXT2_VALID_FS) || sb->s_state & EXT2_ERROR_FS)
        log_warn("ext4: disk %u: was not unmounted cleanly, run e2fsck", m->disk.unit);
    return 0;
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
