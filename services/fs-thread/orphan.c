/* SPDX-License-Identifier: BSD-2-Clause */
/* Nodes without a name, kept while they are open.
 *
 * The disk has a list of them (superblock, then i_dtime as link), so that the next mount can free what
 * this one could not.  In memory the same list is mount.orphans, in the same order; each node on it is
 * held by one reference. */
#include "inline.h"

#include <linux/errno.h>

static void set_next(struct node *before, struct mount *m, uint32_t ino)
{
    if (before) {
        before->inode.i_dtime = ino;
        ext4_node_dirty(before);
    } else {
        m->fs->super->s_last_orphan = ino;
    }
}

void ext4_orphan_add(struct node *n)
{
    struct mount *m = n->mount;

    n->inode.i_dtime = m->fs->super->s_last_orphan;
    ext4_node_dirty(n);
    set_next(NULL, m, n->ino);
    TAILQ_INSERT_HEAD(&m->orphans, n, orphans);
    n->orphan = true;
    n->refs++;
}

void ext4_orphan_remove(struct node *n)
{
    struct mount *m = n->mount;
    struct node *before = NULL, *o;

    TAILQ_FOREACH(o, &m->orphans, orphans) {
        if (o == n)
            break;
        before = o;
    }
    set_next(before, m, n->inode.i_dtime);
    n->inode.i_dtime = 0;
    ext4_node_dirty(n);
    TAILQ_REMOVE(&m->orphans, n, orphans);
    n->orphan = false;
    n->refs--;
}

static bool has_blocks(struct node *n)
{
    if (node_is_inline(n))
        return false;
    if (node_type(n) == LINUX_S_IFLNK)
        return !ext2fs_is_fast_symlink(node_inode(n));
    return node_type(n) == LINUX_S_IFREG || node_is_dir(n);
}

/* In the list it can be gone on with after a power cut; a node that was never in a directory has few blocks. */
static int remove_blocks(struct node *n)
{
    int err;

    if (n->orphan)
        return ext4_map_remove_all(n, 0, MAP_END);
    do
        err = ext4_map_remove(n, 0, MAP_END);
    while (err == -EAGAIN);
    return err;
}

int ext4_orphan_free(struct node *n)
{
    struct mount *m = n->mount;
    bool dir = node_is_dir(n);
    int err = has_blocks(n) ? remove_blocks(n) : 0;

    if (!err)
        err = ext4_xattr_free_block(n);
    if (err) {
        ext4_node_put(n);
        return err;
    }
    if (n->orphan)
        ext4_orphan_remove(n);
    n->inode.i_links_count = 0;
    n->inode.i_dtime = ext4_now_ns() / 1000000000;
    ext4_size_set(n, 0);
    ext4_inode_free(m, n->ino, dir);
    ext4_node_put(n);
    return 0;
}

int ext4_orphan_truncate(struct node *n)
{
    struct mount *m = n->mount;
    int err = 0;

    if (!n->orphan)
        ext4_orphan_add(n);
    if (node_type(n) == LINUX_S_IFREG && has_blocks(n))
        err = ext4_map_remove_all(n, (node_size(n) + m->block_size - 1) >> m->block_bits, MAP_END);
    if (!err)
        ext4_orphan_remove(n);
    return err;
}

/* What the first of the list is waiting for. */
static int finish_first(struct mount *m)
{
    struct node *n = TAILQ_FIRST(&m->orphans);
    int err = ext4_txn_begin(m, 0);

    if (err)
        return err;
    if (n->inode.i_links_count > 0)
        return ext4_txn_end(m, ext4_orphan_truncate(n));
    n->refs++; /* ext4_orphan_free takes it */
    return ext4_txn_end(m, ext4_orphan_free(n));
}

int ext4_orphans_finish(struct mount *m)
{
    int err = 0;

    while (!err && !m->read_only && !TAILQ_EMPTY(&m->orphans))
        err = finish_first(m);
    return err;
}

/* The list on the disk becomes the one in memory. */
static int load_list(struct mount *m)
{
    uint32_t ino = m->fs->super->s_last_orphan;

    while (ino != 0) {
        struct node *n;

        if (ino < EXT2_FIRST_INODE(m->fs->super) || ino > m->fs->super->s_inodes_count)
            return -EIO;

        int err = ext4_node_get_any(m, ino, &n);

        if (err)
            return err;
        if (n->orphan) { /* the list bites its tail */
            ext4_node_put(n);
            return -EIO;
        }
        n->orphan = true; /* keeps the reference */
        TAILQ_INSERT_TAIL(&m->orphans, n, orphans);
        ino = n->inode.i_dtime;
    }
    return 0;
}

int ext4_orphans_clean(struct mount *m)
{
    if (m->fs->super->s_last_orphan == 0 || m->read_only)
        return 0;

    int err = load_list(m);

    return err ? err : ext4_orphans_finish(m);
}
