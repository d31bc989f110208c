/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of the hash index: their layout, and turning them into leaves where we do not know the index.
 *
 * Index blocks are laid out so that who does not know them sees no entries in them, so the directory only
 * has to stop claiming an index, and those blocks to become proper leaves with room for entries. */
#include "dir.h"

#include <linux/errno.h>

enum {
    ROOT_LIST = INDEX_ROOT_INFO + sizeof(struct ext2_dx_root_info),
    NODE_LIST = 8,                 /* behind one empty entry */
};

uint32_t ext4_index_start(bool root)
{
    return root ? ROOT_LIST : NODE_LIST;
}

uint32_t ext4_index_limit(const struct mount *m, bool root)
{
    uint32_t tail = ext2fs_has_feature_metadata_csum(m->fs->super) ? sizeof(struct ext2_dx_tail) : 0;

    return (m->block_size - ext4_index_start(root) - tail) / sizeof(struct ext2_dx_entry);
}

int ext4_index_damaged(struct node *dir)
{
    ext4_mount_fail(dir->mount, "damaged index of directory", dir->ino);
    return -EIO;
}

bool ext4_index_good(const struct mount *m, const struct buf *buf, bool root)
{
    const struct ext2_dx_countlimit *list = (const void *)(buf->data + ext4_index_start(root));
    const struct ext2_dx_root_info *info = (const void *)(buf->data + INDEX_ROOT_INFO);
    const struct ext2_dir_entry_2 *first = dir_entry_at(buf, 0);

    if (root) {
        const struct ext2_dir_entry_2 *second = dir_entry_at(buf, DIR_DOT_BYTES);

        if (dir_length(m, first) != DIR_DOT_BYTES || first->inode == 0 ||
            dir_length(m, second) != m->block_size - DIR_DOT_BYTES || info->reserved_zero != 0 ||
            info->info_length != sizeof(*info) || info->indirect_levels >= INDEX_LEVELS)
            return false;
    } else if (first->inode != 0 || dir_length(m, first) != m->block_size) {
        return false;
    }
    return list->limit == ext4_index_limit(m, root) && list->count > 0 && list->count <= list->limit;
}

/* The root block: what remains is . and .. */
static void root_to_leaf(const struct mount *m, struct buf *buf)
{
    uint8_t dots[2 * DIR_DOT_BYTES];
    struct ext2_dir_entry_2 *dot = (void *)buf->data, *dotdot = (void *)(buf->data + DIR_DOT_BYTES);

    memcpy(dots, buf->data, sizeof(dots));
    ext4_dir_block_empty(m, buf);
    memcpy(buf->data, dots, sizeof(dots));
    dot->rec_len = DIR_DOT_BYTES;
    dotdot->rec_len = ext4_dir_usable(m) - DIR_DOT_BYTES;
}

int ext4_dir_index_remove(struct node *dir)
{
    struct mount *m = dir->mount;
    uint32_t blocks = node_size(dir) >> m->block_bits;

    /* All blocks are read and checked before the first one changes. */
    for (int change = 0; change < 2; change++)
        for (uint32_t lblk = 0; lblk < blocks; lblk++) {
            struct buf *buf;
            int err = ext4_dir_block(dir, lblk, &buf);

            if (err)
                return err;
            if (!buf)
                continue;
            if (change && ext4_dir_is_index(dir, lblk, buf)) {
                if (lblk == 0)
                    root_to_leaf(m, buf);
                else
                    ext4_dir_block_empty(m, buf);
                ext4_cache_dirty(&m->cache, buf);
            }
            ext4_cache_put(&m->cache, buf);
        }

    dir->inode.i_flags &= ~EXT2_INDEX_FL;
    dir->room_hint = 0;
    ext4_node_dirty(dir);
    return 0;
}
