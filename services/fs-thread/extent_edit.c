/* SPDX-License-Identifier: BSD-2-Clause */
/* Changing what the extent tree has: unwritten blocks that were written, taking blocks out, moving the rest. */
#include "extent.h"

#include <linux/errno.h>

/* Gives the first `count` blocks of the path's unwritten extent to the written one before it, if they are its
 * continuation on the disk too: so a file written piece by piece has one extent. */
static bool give_to_before(struct path *p, uint32_t count)
{
    struct level *l = &p->at[p->depth];
    struct ext3_extent *e = path_extent(p), *before = e - 1;

    if (l->index < 1 || leaf_unwritten(before))
        return false;

    uint32_t length = leaf_length(e), had = leaf_length(before);

    if (before->ee_block + had != e->ee_block || leaf_block(before) + had != leaf_block(e) ||
        had + count > WRITTEN_MAX || count >= length)
        return false;
    leaf_set(before, before->ee_block, leaf_block(before), had + count, false);
    leaf_set(e, e->ee_block + count, leaf_block(e) + count, length - count, true);
    return true;
}

/* Splits the unwritten extent that covers lblk and count blocks, so that one extent holds just these, and
 * makes that one written. */
int ext4_extent_written(struct node *n, uint32_t lblk, uint32_t count)
{
    struct path p;
    int err = ext4_extent_path_room(n, lblk, 2, &p);

    if (err)
        return err;

    struct ext3_extent *e = path_extent(&p);
    struct level *l = &p.at[p.depth];

    if (!e || !leaf_unwritten(e) || lblk - e->ee_block + (uint64_t)count > leaf_length(e)) {
        err = -EIO;
        goto out;
    }

    uint32_t first = e->ee_block, length = leaf_length(e), before = lblk - first;
    uint64_t pblk = leaf_block(e);

    if (before == 0 && give_to_before(&p, count))
        goto changed;
    if (before > 0) {
        leaf_set(e, first, pblk, before, true);
        ext4_extent_insert(&p, lblk, pblk + before, count, false);
        l->index++;
    } else {
        leaf_set(e, lblk, pblk, count, false);
    }
    if (before + count < length)
        ext4_extent_insert(&p, lblk + count, pblk + before + count, length - before - count, true);
changed:
    ext4_extent_changed(&p, p.depth);
out:
    ext4_extent_path_put(&p);
    return err;
}

static void entry_remove(struct path *p, int level)
{
    struct level *l = &p->at[level];
    int count = l->head->eh_entries;

    if (l->index >= 0 && l->index < count) {
        memmove(entry_at(l, l->index), entry_at(l, l->index + 1),
                (count - l->index - 1) * sizeof(union entry));
        l->head->eh_entries--;
    }
    ext4_extent_changed(p, level);
}

/* The first entry of the path's node of the level went, or begins later: the keys above, which are those of the first
 * entries below, follow. */
static void raise_keys(struct path *p, int level)
{
    for (; level > 0 && p->at[level].index == 0; level--) {
        struct level *above = &p->at[level - 1];

        entry_at(above, above->index)->key = entry_at(&p->at[level], 0)->key;
        ext4_extent_changed(p, level - 1);
    }
}

/* Removes the path's entry, and nodes that become empty by it. */
static int remove_entry(struct path *p)
{
    struct mount *m = p->node->mount;
    int level = p->depth, err = 0;

    entry_remove(p, level);
    while (level > 0 && p->at[level].head->eh_entries == 0) {
        uint64_t block = p->at[level].buf->block;

        ext4_cache_put(&m->cache, p->at[level].buf);
        p->at[level].buf = NULL;
        if (!err)
            err = ext4_blocks_free(m, block, 1);
        ext2fs_iblk_sub_blocks(m->fs, node_inode(p->node), 1);
        entry_remove(p, --level);
    }
    if (p->at[0].head->eh_entries == 0)
        p->at[0].head->eh_depth = 0;
    else
        raise_keys(p, level);
    ext4_node_dirty(p->node);
    return err;
}

/* Takes [from, to) out of the middle of the extent at `start`. */
static int split_out(struct node *n, uint32_t start, uint32_t from, uint32_t to)
{
    struct path p;
    int err = ext4_extent_path_room(n, start, 1, &p);

    if (err)
        return err;

    struct ext3_extent *e = path_extent(&p);

    if (!e || e->ee_block != start) {
        ext4_extent_path_put(&p);
        return ext4_extent_broken(n, "extent tree: keys out of order in inode");
    }

    uint32_t length = leaf_length(e);
    uint64_t pblk = leaf_block(e);
    bool unwritten = leaf_unwritten(e);

    err = ext4_blocks_free(n->mount, pblk + (from - start), to - from);
    if (!err) {
        leaf_set(e, start, pblk, from - start, unwritten);
        ext4_extent_insert(&p, to, pblk + (to - start), start + length - to, unwritten);
        ext2fs_iblk_sub_blocks(n->mount->fs, node_inode(n), to - from);
        ext4_node_dirty(n);
    }
    ext4_extent_path_put(&p);
    return err;
}

/* Takes what lies in [from, to) out of the path's extent, which is not all in the middle of it. */
static int cut(struct path *p, uint32_t from, uint32_t to)
{
    struct node *n = p->node;
    struct ext3_extent *e = path_extent(p);
    uint32_t start = e->ee_block, end = start + leaf_length(e);
    uint64_t pblk = leaf_block(e);
    bool unwritten = leaf_unwritten(e);
    uint32_t first = start > from ? start : from, last = end < to ? end : to;
    int err = ext4_blocks_free(n->mount, pblk + (first - start), last - first);

    ext2fs_iblk_sub_blocks(n->mount->fs, node_inode(n), last - first);
    ext4_node_dirty(n);
    if (first == start && last == end) {
        int late = remove_entry(p);

        return err ? err : late;
    }
    if (first == start) {
        leaf_set(e, last, pblk + (last - start), end - last, unwritten);
        raise_keys(p, p->depth);
    } else {
        leaf_set(e, start, pblk, first - start, unwritten);
    }
    ext4_extent_changed(p, p->depth);
    return err;
}

/* The path to *last leads to a leaf without an extent there: *last goes before that leaf.  0: go on. */
static int step_back(struct path *p, uint32_t from, uint32_t *last)
{
    struct level *leaf = &p->at[p->depth];

    if (p->depth == 0)
        return 1;
    if (leaf->head->eh_entries == 0) {
        leaf->index = 0;
        int err = remove_entry(p);

        return err;
    }

    uint32_t key = entry_at(&p->at[p->depth - 1], p->at[p->depth - 1].index)->key;

    if (key <= from || key > *last)
        return 1;
    *last = key - 1;
    return 0;
}

int ext4_extent_remove(struct node *n, uint32_t from, uint32_t to)
{
    uint32_t last = to - 1;
    int err = 0;

    while (!err && last >= from && last < to) {
        struct path p;

        err = ext4_extent_path(n, last, &p);
        if (err)
            return err;

        const struct ext3_extent *e = path_extent(&p);

        if (!e) {
            err = step_back(&p, from, &last);
            ext4_extent_path_put(&p);
            continue;
        }

        uint32_t start = e->ee_block, end = start + leaf_length(e);

        if (end <= from || end < start) {
            err = end < start ? ext4_extent_broken(n, "extent past the largest block in inode") : 1;
        } else if (start < from && end > to) {
            ext4_extent_path_put(&p);
            return split_out(n, start, from, to);
        } else {
            err = cut(&p, from, to);
        }
        ext4_extent_path_put(&p);
        if (start <= from)
            break;
        last = start - 1;
        if (!err && ext4_txn_is_long(n->mount))
            err = -EAGAIN;
    }
    return err > 0 ? 0 : err;
}

int ext4_extent_split(struct node *n, uint32_t lblk)
{
    struct path p;
    int err = ext4_extent_path_room(n, lblk, 1, &p);

    if (err)
        return err;

    struct ext3_extent *e = path_extent(&p);

    if (e && e->ee_block < lblk && lblk - e->ee_block < leaf_length(e)) {
        uint32_t start = e->ee_block, length = leaf_length(e), before = lblk - start;
        uint64_t pblk = leaf_block(e);
        bool unwritten = leaf_unwritten(e);

        leaf_set(e, start, pblk, before, unwritten);
        ext4_extent_insert(&p, lblk, pblk + before, length - before, unwritten);
    }
    ext4_extent_path_put(&p);
    return 0;
}

/* Moves the keys from `from` on of one node.  An index entry below `from` whose first extents are gone may
 * have a key in the gap that closes. */
static void shift_keys(struct path *p, int level, uint32_t from, uint32_t gap, int64_t delta)
{
    struct level *l = &p->at[level];
    bool changed = false;

    for (int i = 0; i < l->head->eh_entries; i++) {
        union entry *e = entry_at(l, i);

        if (e->key >= from)
            e->key += delta;
        else if (e->key > gap)
            e->key = gap;
        else
            continue;
        changed = true;
    }
    if (changed)
        ext4_extent_changed(p, level);
}

/* Moves the keys of the path's node of the level and of all below it. */
static int shift_below(struct path *p, int level, uint32_t from, uint32_t gap, int64_t delta)
{
    struct cache *cache = &p->node->mount->cache;
    int entries = level < p->depth ? p->at[level].head->eh_entries : 0;

    for (int i = 0; i < entries; i++) {
        p->at[level].index = i;

        int err = ext4_extent_descend(p, level + 1);

        if (err)
            return err;
        err = shift_below(p, level + 1, from, gap, delta);
        ext4_cache_put(cache, p->at[level + 1].buf);
        p->at[level + 1].buf = NULL;
        if (err)
            return err;
    }
    shift_keys(p, level, from, gap, delta);
    return 0;
}

int ext4_extent_shift(struct node *n, uint32_t from, int64_t delta)
{
    struct path p;
    int err = ext4_extent_path(n, 0, &p);

    if (err)
        return err;
    ext4_extent_path_put(&p);
    for (int level = 1; level <= p.depth; level++)
        p.at[level].buf = NULL;
    err = shift_below(&p, 0, from, delta < 0 ? from + delta : from, delta);
    if (err) /* half of it has moved: what is in memory must not get to the disk */
        ext4_mount_fail(n->mount, "cannot move the blocks of inode", n->ino);
    return err;
}
