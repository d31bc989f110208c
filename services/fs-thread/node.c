/* SPDX-License-Identifier: BSD-2-Clause */
/* Inodes in memory.
 *
 * A node that was read stays until it is the oldest of too many.  Changes stay in the node until a commit
 * (or its eviction) puts it into its block of the inode table.  libext2fs, where it handles inodes itself
 * (indirect blocks), reads and writes them through the two hooks here, so there is one truth. */
#include "ext4.h"

#include <assert.h>
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    NODES_MAX = 1024,
    READAHEAD_BLOCKS = 8, /* of the inode table, around an inode that is missing */
};

static struct node *find(struct mount *m, uint32_t ino)
{
    struct node *n;

    LIST_FOREACH(n, &m->node_hash[ino % NODE_BUCKETS], hash)
        if (n->ino == ino)
            return n;
    return NULL;
}

/* Where the inode lies: block of the inode table and offset in it. */
static int place_of(struct mount *m, uint32_t ino, uint64_t *block, uint32_t *offset)
{
    uint32_t per_group = m->fs->super->s_inodes_per_group;
    uint32_t group = (ino - 1) / per_group;
    uint64_t at = (uint64_t)((ino - 1) % per_group) * m->inode_size;
    uint64_t table = ext2fs_inode_table_loc(m->fs, group);

    *block = table + (at >> m->block_bits);
    *offset = at & (m->block_size - 1);
    return ext4_block_valid(m, table) && ext4_block_valid(m, *block) ? 0 : -EIO;
}

static void readahead(struct mount *m, uint32_t ino, uint64_t block)
{
    uint64_t table = ext2fs_inode_table_loc(m->fs, ext2fs_group_of_ino(m->fs, ino));
    uint64_t first = table + (block - table) / READAHEAD_BLOCKS * READAHEAD_BLOCKS;
    uint64_t end = table + m->fs->inode_blocks_per_group;

    ext4_cache_readahead(&m->cache, first,
                         end - first < READAHEAD_BLOCKS ? end - first : READAHEAD_BLOCKS);
}

static int load(struct node *n)
{
    struct mount *m = n->mount;
    uint64_t block;
    uint32_t offset;
    struct buf *buf;
    int err = place_of(m, n->ino, &block, &offset);

    if (err)
        return err;
    if (!ext4_cache_has(&m->cache, block))
        readahead(m, n->ino, block);
    err = ext4_cache_get(&m->cache, block, &buf);
    if (err)
        return err;
    memcpy(&n->inode, buf->data + offset, m->inode_size);
    ext4_cache_put(&m->cache, buf);

    if (n->inode.i_links_count > 0 && !ext2fs_inode_csum_verify(m->fs, n->ino, &n->inode)) {
        ext4_mount_fail(m, "wrong checksum of inode", n->ino);
        return -EIO;
    }
    return 0;
}

static int store(struct node *n)
{
    struct mount *m = n->mount;
    uint64_t block;
    uint32_t offset;
    struct buf *buf;
    int err = place_of(m, n->ino, &block, &offset);

    if (err)
        return err;
    err = ext4_cache_get(&m->cache, block, &buf);
    if (err)
        return err;
    err = ext4_errno(ext2fs_inode_csum_set(m->fs, n->ino, &n->inode));
    if (!err) {
        buf_claim(buf);
        memcpy(buf->data + offset, &n->inode, m->inode_size);
        ext4_cache_dirty(&m->cache, buf);
        n->dirty = false;
        m->dirty_nodes--;
    }
    ext4_cache_put(&m->cache, buf);
    return err;
}

static void unlink_node(struct node *n)
{
    struct mount *m = n->mount;

    LIST_REMOVE(n, hash);
    TAILQ_REMOVE(&m->nodes, n, order);
    m->node_count--;
    m->dirty_nodes -= n->dirty;
    free(n);
}

/* Makes room for one more node; without success the table grows, which is no error. */
static void evict(struct mount *m)
{
    struct node *n;

    if (m->node_count < NODES_MAX)
        return;
    TAILQ_FOREACH(n, &m->nodes, order) {
        if (n->refs > 0 || (n->dirty && store(n)))
            continue;
        unlink_node(n);
        return;
    }
}

static struct node *add(struct mount *m, uint32_t ino)
{
    size_t extra = m->inode_size > sizeof(struct ext2_inode_large)
                       ? m->inode_size - sizeof(struct ext2_inode_large) : 0;

    evict(m);

    struct node *n = calloc(1, sizeof(*n) + extra);

    if (!n)
        return NULL;
    n->mount = m;
    n->ino = ino;
    LIST_INSERT_HEAD(&m->node_hash[ino % NODE_BUCKETS], n, hash);
    TAILQ_INSERT_TAIL(&m->nodes, n, order);
    m->node_count++;
    return n;
}

static void seed(struct node *n)
{
    n->csum_seed = ext4_csum_seed(n->mount, n->ino, n->inode.i_generation);
}

int ext4_node_get_any(struct mount *m, uint32_t ino, struct node **node)
{
    struct node *n = find(m, ino);

    if (!n) {
        n = add(m, ino);
        if (!n)
            return -ENOMEM;

        int err = load(n);

        if (err) {
            unlink_node(n);
            return err;
        }
        seed(n);
    }
    TAILQ_REMOVE(&m->nodes, n, order);
    TAILQ_INSERT_TAIL(&m->nodes, n, order);
    n->refs++;
    *node = n;
    return 0;
}

int ext4_node_get(struct mount *m, uint64_t ino, struct node **node)
{
    struct node *n;

    if (ino > m->fs->super->s_inodes_count ||
        (ino != EXT2_ROOT_INO && ino < EXT2_FIRST_INODE(m->fs->super)))
        return -ESTALE;

    int err = ext4_node_get_any(m, ino, &n);

    if (err)
        return err;
    if (n->inode.i_links_count == 0 && !n->orphan) {
        ext4_node_put(n);
        return -ESTALE;
    }
    *node = n;
    return 0;
}

int ext4_node_new(struct mount *m, uint32_t ino, struct node **node)
{
    struct node *n = find(m, ino);

    if (n && n->refs > 0) {
        ext4_mount_fail(m, "allocated an inode that is in use", ino);
        return -EIO;
    }
    if (n)
        unlink_node(n);
    n = add(m, ino);
    if (!n)
        return -ENOMEM;
    n->inode.i_generation = m->generation++;
    seed(n);
    n->refs = 1;
    ext4_node_dirty(n);
    *node = n;
    return 0;
}

void ext4_node_put(struct node *n)
{
    assert(n->refs > 0);
    n->refs--;
}

void ext4_node_dirty(struct node *n)
{
    n->mount->cache.changes++;
    if (n->dirty)
        return;
    n->dirty = true;
    n->mount->dirty_nodes++;
}

int ext4_nodes_store(struct mount *m)
{
    struct node *n;

    TAILQ_FOREACH(n, &m->nodes, order) {
        if (m->dirty_nodes == 0)
            break;
        if (!n->dirty)
            continue;

        int err = store(n);

        if (err)
            return err;
    }
    return 0;
}

void ext4_nodes_free(struct mount *m)
{
    while (!TAILQ_EMPTY(&m->nodes))
        unlink_node(TAILQ_FIRST(&m->nodes));
}

errcode_t ext4_hook_read_inode(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode)
{
    struct node *n = find(fs->priv_data, ino);

    if (!n)
        return EXT2_ET_CALLBACK_NOTHANDLED;
    *inode = *node_inode(n);
    return 0;
}

errcode_t ext4_hook_write_inode(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode)
{
    struct node *n = find(fs->priv_data, ino);

    if (!n)
        return EXT2_ET_BAD_INODE_NUM; /* all changes are made on nodes */
    if (inode != node_inode(n))
        *node_inode(n) = *inode;
    ext4_node_dirty(n);
    return 0;
}
