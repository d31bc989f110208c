/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking the hash index of a directory away.
 *
 * Index blocks are laid out so that who does not know them sees no entries in them, so the directory only
 * has to stop claiming an index, and those blocks to become proper leaves with room for entries. */
#include "dir.h"

#include <linux/errno.h>
#include <string.h>

enum { DOT_BYTES = 12 };

/* The root block: what remains is . and .. */
static void root_to_leaf(const struct mount *m, struct buf *buf)
{
    uint8_t dots[2 * DOT_BYTES];
    struct ext2_dir_entry_2 *dot = (void *)buf->data, *dotdot = (void *)(buf->data + DOT_BYTES);

    memcpy(dots, buf->data, sizeof(dots));
    ext4_dir_block_empty(m, buf);
    memcpy(buf->data, dots, sizeof(dots));
    dot->rec_len = DOT_BYTES;
    dotdot->rec_len = ext4_dir_usable(m) - DOT_BYTES;
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
