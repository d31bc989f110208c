/* SPDX-License-Identifier: BSD-2-Clause */
/* The extent tree of an inode: file blocks to disk blocks.
 *
 * The root is in the inode (4 entries), each further node is one block.  Interior and leaf entries have
 * the same size and begin with the first file block they cover, so nodes are handled alike; all leaves
 * are equally deep.  An entry's key is never above the first key below it.  Changes that need room make it first,
 * one node at a time, and the tree is valid after each step: running out of space leaves it so. */
#include "extent.h"

#include <assert.h>
#include <linux/errno.h>

int ext4_extent_broken(struct node *n, const char *what)
{
    ext4_mount_fail(n->mount, what, n->ino);
    return -EIO;
}

void ext4_extent_changed(struct path *p, int level)
{
    if (p->at[level].buf)
        ext4_cache_dirty(&p->node->mount->cache, p->at[level].buf);
    else
        ext4_node_dirty(p->node);
}

void ext4_extent_path_put(struct path *p)
{
    for (int i = 0; i <= p->depth; i++)
        if (p->at[i].buf)
            ext4_cache_put(&p->node->mount->cache, p->at[i].buf);
}

/* Index of the last entry with a key <= lblk; -1: there is none. */
static int search(const struct level *level, uint32_t lblk)
{
    int low = -1, high = level->head->eh_entries;

    while (high - low > 1) {
        int middle = (low + high) / 2;

        if (entry_at(level, middle)->key <= lblk)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Brings in the node below entry `index` of the level above and checks it. */
int ext4_extent_descend(struct path *p, int level)
{
    struct mount *m = p->node->mount;
    uint64_t block = idx_block(&entry_at(&p->at[level - 1], p->at[level - 1].index)->idx);
    struct buf *buf;

    if (!ext4_block_valid(m, block))
        return ext4_extent_broken(p->node, "extent tree: block outside the disk in inode");

    int err = ext4_cache_get(&m->cache, block, &buf);

    if (err)
        return err;

    struct ext3_extent_header *head = (void *)buf->data;
    uint32_t room = (m->block_size - sizeof(*head)) / sizeof(union entry);

    buf->kind = BUF_EXTENTS;
    buf->seed = p->node->csum_seed;
    if (head->eh_magic != EXT3_EXT_MAGIC || head->eh_depth != p->depth - level ||
        head->eh_max > room || head->eh_max + 2u < room || head->eh_entries > head->eh_max ||
        (head->eh_entries == 0 && level < p->depth) ||
        (!buf->checked && !ext4_extents_csum_good(m, buf))) {
        buf->kind = BUF_PLAIN;
        ext4_cache_put(&m->cache, buf);
        return ext4_extent_broken(p->node, "extent tree: damaged node of inode");
    }
    buf->checked = true;
    p->at[level] = (struct level){ .head = head, .buf = buf };
    return 0;
}

/* The way from the root to the leaf where lblk is or would be; path_put it. */
int ext4_extent_path(struct node *n, uint32_t lblk, struct path *p)
{
    struct ext3_extent_header *root = (void *)n->inode.i_block;

    if (root->eh_magic != EXT3_EXT_MAGIC || root->eh_depth > DEPTH_MAX || root->eh_max != ROOT_ENTRIES ||
        root->eh_entries > root->eh_max || (root->eh_entries == 0 && root->eh_depth > 0))
        return ext4_extent_broken(n, "extent tree: damaged root of inode");

    *p = (struct path){ .node = n, .depth = root->eh_depth, .at[0].head = root };
    for (int level = 0;; level++) {
        p->at[level].index = search(&p->at[level], lblk);
        if (level == p->depth)
            return 0;
        if (p->at[level].index < 0)
            p->at[level].index = 0;

        int err = ext4_extent_descend(p, level + 1);

        if (err) {
            p->depth = level;
            ext4_extent_path_put(p);
            return err;
        }
    }
}

/* First file block after the path's position that some extent covers; UINT32_MAX: none. */
static uint32_t next_key(const struct path *p)
{
    for (int level = p->depth; level >= 0; level--) {
        const struct level *l = &p->at[level];

        if (l->index + 1 < l->head->eh_entries)
            return entry_at(l, l->index + 1)->key;
    }
    return UINT32_MAX;
}

void ext4_extent_init(struct node *n)
{
    struct ext3_extent_header *root = (void *)n->inode.i_block;

    memset(n->inode.i_block, 0, sizeof(n->inode.i_block));
    root->eh_magic = EXT3_EXT_MAGIC;
    root->eh_max = ROOT_ENTRIES;
    n->inode.i_flags |= EXT4_EXTENTS_FL;
    ext4_node_dirty(n);
}

int ext4_extent_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map)
{
    struct path p;
    int err = ext4_extent_path(n, lblk, &p);

    if (err)
        return err;

    const struct ext3_extent *e = path_extent(&p);
    uint32_t skip = e ? lblk - e->ee_block : 0;

    *map = (struct mapping){ .lblk = lblk };
    if (e && skip < leaf_length(e)) {
        map->count = leaf_length(e) - skip;
        map->pblk = leaf_block(e) + skip;
        map->unwritten = leaf_unwritten(e);
        if (!ext4_block_valid(n->mount, map->pblk) ||
            !ext4_block_valid(n->mount, map->pblk + map->count - 1))
            err = ext4_extent_broken(n, "extent outside the disk in inode");
    } else {
        uint32_t next = next_key(&p);

        if (next <= lblk)
            err = ext4_extent_broken(n, "extent tree: keys out of order in inode");
        map->count = next - lblk;
    }
    ext4_extent_path_put(&p);
    if (map->count > want)
        map->count = want;
    return err;
}

/* A block for a node of the tree, not behind the file's data where the file may grow; zeroed, pinned. */
static int node_block_new(struct path *p, struct buf **buf)
{
    struct node *n = p->node;
    struct mount *m = n->mount;
    uint64_t block;
    uint32_t count;
    int err = ext4_blocks_alloc(m, ext4_map_goal(n, 0), 1, &block, &count);

    if (err)
        return err;
    err = ext4_cache_get_new(&m->cache, block, buf);
    if (err) {
        ext4_blocks_unalloc(m, block, count);
        return err;
    }
    (*buf)->kind = BUF_EXTENTS;
    (*buf)->seed = n->csum_seed;
    ext2fs_iblk_add_blocks(m->fs, node_inode(n), 1);
    ext4_node_dirty(n);
    return 0;
}

/* Gives buf a header and the entries from `first` of the level on; returns how many. */
static int move_entries(struct path *p, int level, int first, struct buf *buf)
{
    struct level *from = &p->at[level];
    struct ext3_extent_header *head = (void *)buf->data;
    int count = from->head->eh_entries - first;

    *head = (struct ext3_extent_header){
        .eh_magic = EXT3_EXT_MAGIC,
        .eh_entries = count,
        .eh_max = (p->node->mount->block_size - sizeof(*head)) / sizeof(union entry),
        .eh_depth = p->depth - level,
    };
    memcpy(head + 1, entry_at(from, first), count * sizeof(union entry));
    from->head->eh_entries = first;
    ext4_extent_changed(p, level);
    return count;
}

/* The tree becomes one level deeper: the root's entries move to a new node under it. */
static int grow(struct path *p)
{
    struct level *root = &p->at[0];
    struct buf *buf;

    if (p->depth == DEPTH_MAX)
        return -EFBIG;

    int err = node_block_new(p, &buf);

    if (err)
        return err;
    move_entries(p, 0, 0, buf);
    idx_set(&entry_at(root, 0)->idx, entry_at(root, 0)->key, buf->block);
    root->head->eh_entries = 1;
    root->head->eh_depth++;
    ext4_cache_put(&p->node->mount->cache, buf);
    return 0;
}

/* Splits the full node of a level whose parent has room.  A file that grows at its end leaves full nodes
 * behind. */
static int split(struct path *p, int level)
{
    struct level *l = &p->at[level], *parent = &p->at[level - 1];
    int entries = l->head->eh_entries;
    int first = l->index == entries - 1 ? entries - 1 : entries / 2;
    struct buf *buf;
    int err = node_block_new(p, &buf);

    if (err)
        return err;

    uint32_t key = entry_at(l, first)->key;
    union entry *place = entry_at(parent, parent->index + 1);

    move_entries(p, level, first, buf);
    memmove(place + 1, place,
            (parent->head->eh_entries - parent->index - 1) * sizeof(union entry));
    idx_set(&place->idx, key, buf->block);
    parent->head->eh_entries++;
    ext4_extent_changed(p, level - 1);
    ext4_cache_put(&p->node->mount->cache, buf);
    return 0;
}

/* One step towards room in the leaf of the path; the path is to be found again after it. */
static int make_room(struct path *p)
{
    int level = p->depth;

    while (level > 0 && is_full(&p->at[level - 1]))
        level--;
    return level == 0 ? grow(p) : split(p, level);
}

/* The path to lblk with room for `room` more entries in its leaf. */
int ext4_extent_path_room(struct node *n, uint32_t lblk, int room, struct path *p)
{
    for (;;) {
        int err = ext4_extent_path(n, lblk, p);

        if (err)
            return err;

        const struct ext3_extent_header *head = p->at[p->depth].head;

        if (head->eh_max - head->eh_entries >= room)
            return 0;
        err = make_room(p);
        ext4_extent_path_put(p);
        if (err)
            return err;
    }
}

/* The leaf's first key became smaller: so do the keys above that stand for it. */
static void fix_keys(struct path *p, uint32_t key)
{
    for (int level = p->depth - 1; level >= 0; level--) {
        union entry *e = entry_at(&p->at[level], p->at[level].index);

        if (e->key <= key)
            break;
        e->key = key;
        ext4_extent_changed(p, level);
    }
}

/* Inserts behind the path's position, where there is room. */
void ext4_extent_insert(struct path *p, uint32_t lblk, uint64_t pblk, uint32_t count, bool unwritten)
{
    struct level *l = &p->at[p->depth];
    union entry *place = entry_at(l, l->index + 1);

    assert(!is_full(l));
    memmove(place + 1, place, (l->head->eh_entries - l->index - 1) * sizeof(union entry));
    leaf_set(&place->leaf, lblk, pblk, count, unwritten);
    l->head->eh_entries++;
    ext4_extent_changed(p, p->depth);
    if (l->index < 0)
        fix_keys(p, lblk);
}

/* Makes the extent before longer, if the new blocks go on where it ends, on the disk too. */
static bool append(struct path *p, uint32_t lblk, uint64_t pblk, uint32_t count, bool unwritten)
{
    struct ext3_extent *e = path_extent(p);
    uint32_t most = unwritten ? UNWRITTEN_MAX : WRITTEN_MAX;

    if (!e || leaf_unwritten(e) != unwritten)
        return false;

    uint32_t length = leaf_length(e);

    if (e->ee_block + length != lblk || leaf_block(e) + length != pblk || length + count > most)
        return false;
    leaf_set(e, e->ee_block, leaf_block(e), length + count, unwritten);
    ext4_extent_changed(p, p->depth);
    return true;
}

int ext4_extent_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count, bool unwritten)
{
    while (count > 0) {
        uint32_t most = unwritten ? UNWRITTEN_MAX : WRITTEN_MAX;
        uint32_t piece = count < most ? count : most;
        struct path p;
        int err = ext4_extent_path(n, lblk, &p);

        if (err)
            return err;
        if (!append(&p, lblk, pblk, piece, unwritten)) {
            ext4_extent_path_put(&p);
            err = ext4_extent_path_room(n, lblk, 1, &p);
            if (err)
                return err;
            ext4_extent_insert(&p, lblk, pblk, piece, unwritten);
        }
        ext4_extent_path_put(&p);
        lblk += piece;
        pblk += piece;
        count -= piece;
    }
    return 0;
}
