/* SPDX-License-Identifier: BSD-2-Clause */
/* Adding names to a directory with a hash index: splitting what is full, and making the first index.
 *
 * Each step leaves an index that is in order, so that the disk may get full at any of them.  The layout is
 * told in dir_hash.c. */
#include "dir.h"

#include <linux/errno.h>
#include <stdlib.h>

/* An entry of a leaf that is split. */
struct item {
    uint32_t hash;
    uint16_t offset, bytes;
};

/* Adds (hash, block) behind the way's entry of the level, which has room. */
static int list_insert(struct index_path *path, uint32_t level, uint32_t hash, uint32_t block)
{
    struct mount *m = path->dir->mount;
    struct ext2_dx_countlimit *head = path_head(path, level);
    struct ext2_dx_entry *list = path_list(path, level);
    uint32_t at = path->at[level] + 1;

    if (head->count >= ext4_index_limit(m, level == 0) || at > head->count)
        return ext4_index_damaged(path->dir);
    memmove(&list[at + 1], &list[at], (head->count - at) * sizeof(*list));
    list[at] = (struct ext2_dx_entry){ .hash = hash, .block = block };
    head->count++;
    ext4_cache_dirty(&m->cache, path->bufs[level]);
    return 0;
}

/* One more block for the directory that is none of those in use (a damaged bitmap may say so). */
static int block_new(struct index_path *path, const struct buf *leaf, uint32_t *lblk, struct buf **buf)
{
    struct node *dir = path->dir;
    bool used;

    *lblk = dir_blocks(dir);

    int err = ext4_dir_grow(dir, buf);

    if (err)
        return err;
    used = *buf == leaf;
    for (uint32_t i = 0; i < path->depth; i++)
        used = used || *buf == path->bufs[i];
    if (!used)
        return 0;
    ext4_cache_put(&dir->mount->cache, *buf);
    return ext4_index_damaged(dir);
}

/* Makes a fresh block an index block with these entries. */
static void node_fill(struct mount *m, struct buf *buf, const struct ext2_dx_entry *from, uint32_t count)
{
    struct ext2_dx_entry *list = (void *)(buf->data + ext4_index_start(false));

    memset(buf->data, 0, m->block_size);
    dir_length_set(dir_entry_at(buf, 0), m->block_size);
    memcpy(list, from, count * sizeof(*list));
    *(struct ext2_dx_countlimit *)(void *)list =
        (struct ext2_dx_countlimit){ .limit = ext4_index_limit(m, false), .count = count };
    buf->kind = BUF_INDEX;
}

/* The root's list goes one level down. */
static int push_down(struct index_path *path)
{
    struct mount *m = path->dir->mount;
    uint32_t lblk, most = ext2fs_has_feature_largedir(m->fs->super) ? INDEX_LEVELS : INDEX_LEVELS - 1;
    struct buf *buf;

    if (path->depth >= most)
        return -ENOSPC;

    int err = block_new(path, NULL, &lblk, &buf);

    if (err)
        return err;
    node_fill(m, buf, path_list(path, 0), path_head(path, 0)->count);
    path_head(path, 0)->count = 1;
    path_list(path, 0)[0].block = lblk;
    index_info(path->bufs[0])->indirect_levels++;
    ext4_cache_dirty(&m->cache, path->bufs[0]);
    for (uint32_t i = path->depth; i > 0; i--) {
        path->bufs[i] = path->bufs[i - 1];
        path->at[i] = path->at[i - 1];
    }
    path->bufs[1] = buf;
    path->at[0] = 0;
    path->depth++;
    return 0;
}

/* Splits the list of a level, > 0, whose upper one has room. */
static int node_split(struct index_path *path, uint32_t level)
{
    struct mount *m = path->dir->mount;
    uint32_t lblk, count = path_head(path, level)->count, half = count / 2;
    struct buf *buf;
    int err = count < 2 ? ext4_index_damaged(path->dir) : block_new(path, NULL, &lblk, &buf);

    if (err)
        return err;

    struct ext2_dx_entry *list = path_list(path, level);

    err = list_insert(path, level - 1, list[half].hash, lblk);
    if (err) {
        ext4_cache_put(&m->cache, buf);
        return err;
    }
    node_fill(m, buf, list + half, count - half);
    path_head(path, level)->count = half;
    ext4_cache_dirty(&m->cache, path->bufs[level]);
    if (path->at[level] >= half) {
        path->at[level] -= half;
        path->at[level - 1]++;
        ext4_cache_put(&m->cache, path->bufs[level]);
        path->bufs[level] = buf;
    } else {
        ext4_cache_put(&m->cache, buf);
    }
    return 0;
}

static bool is_full(const struct index_path *path, uint32_t level)
{
    return path_head(path, level)->count >= ext4_index_limit(path->dir->mount, level == 0);
}

/* Room for one more leaf.  Each step leaves the index in order, so the disk may get full at any. */
static int room_make(struct index_path *path)
{
    int err = 0;

    while (!err && is_full(path, path->depth - 1)) {
        uint32_t level = path->depth - 1;

        while (level > 0 && is_full(path, level - 1))
            level--;
        err = level == 0 ? push_down(path) : node_split(path, level);
    }
    return err;
}

static int item_order(const void *a, const void *b)
{
    const struct item *x = a, *y = b;

    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : (int)x->offset - (int)y->offset;
}

/* The entries of a leaf by hash; returns how many, *bytes: what they need. */
static uint32_t items_of(const struct mount *m, int version, const struct buf *leaf, struct item *items,
                         uint32_t *bytes)
{
    uint32_t count = 0;

    *bytes = 0;
    for (uint32_t offset = 0; offset < ext4_dir_end(m, leaf);) {
        const struct ext2_dir_entry_2 *e = dir_entry_at(leaf, offset);
        struct dir_hash hash;

        if (e->inode) {
            ext4_dir_hash(m, version, e->name, e->name_len, &hash);
            items[count] = (struct item){ hash.major, offset, dir_bytes_for(e->name_len) };
            *bytes += items[count++].bytes;
        }
        offset += dir_length(m, e);
    }
    qsort(items, count, sizeof(*items), item_order);
    return count;
}

/* Makes the leaf one of these entries, taken from `from`, a copy of a leaf's bytes. */
static void leaf_fill(const struct mount *m, struct buf *leaf, const uint8_t *from,
                      const struct item *items, uint32_t count)
{
    struct ext2_dir_entry_2 *e = NULL;
    uint32_t offset = 0;

    ext4_dir_block_empty(m, leaf);
    for (uint32_t i = 0; i < count; i++) {
        e = dir_entry_at(leaf, offset);
        memcpy(e, from + items[i].offset, items[i].bytes);
        dir_length_set(e, items[i].bytes);
        offset += items[i].bytes;
    }
    if (e)
        dir_length_set(e, dir_length(m, e) + ext4_dir_usable(m) - offset);
}

/* How many of the items stay, so that both halves are of about the same size. */
static uint32_t split_point(const struct item *items, uint32_t count, uint32_t bytes)
{
    uint32_t i, below = 0;

    for (i = 0; i < count - 1 && 2 * below + items[i].bytes <= bytes; i++)
        below += items[i].bytes;
    return i > 0 ? i : 1;
}

/* Splits the leaf at the end of the way; its list has room.  Afterwards *leaf is the half for the hash. */
static int leaf_split(struct index_path *path, int version, uint32_t hash, struct buf **leaf)
{
    struct mount *m = path->dir->mount;
    uint32_t bytes, lblk, most = m->block_size / DIR_DOT_BYTES + 1;
    struct item *items = malloc(most * sizeof(*items) + m->block_size);
    uint8_t *copy = (uint8_t *)(items + most);
    struct buf *upper;

    if (!items)
        return -ENOMEM;

    uint32_t count = items_of(m, version, *leaf, items, &bytes);
    int err = count < 2 ? ext4_index_damaged(path->dir) : block_new(path, *leaf, &lblk, &upper);

    if (!err) {
        uint32_t stay = split_point(items, count, bytes), boundary = items[stay].hash;
        bool same = boundary == items[stay - 1].hash;

        err = list_insert(path, path->depth - 1, boundary | (same ? INDEX_SAME_HASH : 0), lblk);
        if (!err) {
            memcpy(copy, (*leaf)->data, m->block_size);
            leaf_fill(m, *leaf, copy, items, stay);
            leaf_fill(m, upper, copy, items + stay, count - stay);
            ext4_cache_dirty(&m->cache, *leaf);
        }
        if (!err && hash >= boundary) {
            ext4_cache_put(&m->cache, *leaf);
            *leaf = upper;
        } else {
            ext4_cache_put(&m->cache, upper);
        }
    }
    free(items);
    return err;
}

int ext4_hash_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint8_t type)
{
    struct mount *m = dir->mount;
    struct index_path path;
    struct dir_hash hash;
    uint32_t lblk;
    struct buf *leaf;
    int version;

    if (!ext4_dir_hash_version(dir, &version))
        return ext4_index_damaged(dir);
    ext4_dir_hash(m, version, name, len, &hash);

    int err = ext4_path_find(dir, hash.major, &path);

    if (err)
        return err;
    err = ext4_path_leaf(&path, &lblk, &leaf);
    if (!err) {
        bool added = ext4_dir_add_in(m, leaf, name, len, ino, type);

        if (!added) {
            err = room_make(&path);
            if (!err)
                err = leaf_split(&path, version, hash.major, &leaf);
            if (!err && !ext4_dir_add_in(m, leaf, name, len, ino, type))
                err = ext4_index_damaged(dir);
        }
        if (!err)
            ext4_cache_dirty(&m->cache, leaf);
        ext4_cache_put(&m->cache, leaf);
    }
    ext4_path_put(&path);
    return err;
}

/* Are . and .. the first entries, in the places the root of an index has them? */
static bool dots_first(const struct mount *m, const struct buf *buf)
{
    const struct ext2_dir_entry_2 *dot = dir_entry_at(buf, 0), *dotdot = dir_entry_at(buf, DIR_DOT_BYTES);

    return dir_length(m, dot) == DIR_DOT_BYTES && dot->inode && dot->name_len == 1 && dir_is_dots(dot) &&
           dotdot->inode && dotdot->name_len == 2 && dir_is_dots(dotdot);
}

/* Moves the entries behind . and .. to the leaf, and makes the block a root with that one leaf. */
static int root_fill(struct mount *m, int version, struct buf *root, struct buf *leaf)
{
    uint32_t bytes, most = m->block_size / DIR_DOT_BYTES + 1;
    struct item *items = malloc(most * sizeof(*items));

    if (!items)
        return -ENOMEM;

    uint32_t count = items_of(m, version, root, items, &bytes), kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (items[i].offset > DIR_DOT_BYTES)
            items[kept++] = items[i];
    leaf_fill(m, leaf, root->data, items, kept);
    free(items);

    dir_length_set(dir_entry_at(root, DIR_DOT_BYTES), m->block_size - DIR_DOT_BYTES);
    memset(root->data + INDEX_ROOT_INFO, 0, m->block_size - INDEX_ROOT_INFO);
    *index_info(root) = (struct ext2_dx_root_info){ .hash_version = version, .info_length = 8 };

    struct ext2_dx_entry *list = (void *)(root->data + ext4_index_start(true));

    list[0].block = 1;
    *(struct ext2_dx_countlimit *)(void *)list =
        (struct ext2_dx_countlimit){ .limit = ext4_index_limit(m, true), .count = 1 };
    root->kind = BUF_INDEX;
    ext4_cache_dirty(&m->cache, root);
    return 0;
}

int ext4_hash_make(struct node *dir)
{
    struct mount *m = dir->mount;
    struct buf *root, *leaf;
    int version;

    if (dir_blocks(dir) != 1 || !ext4_dir_hash_version(dir, &version))
        return 0;

    int err = ext4_dir_block(dir, 0, &root);

    if (err || !root)
        return err;
    if (!dots_first(m, root)) {
        ext4_cache_put(&m->cache, root);
        return 0;
    }
    err = ext4_dir_grow(dir, &leaf);
    if (!err) {
        err = leaf == root ? ext4_index_damaged(dir) : root_fill(m, version, root, leaf);
        if (!err) {
            dir->inode.i_flags |= EXT2_INDEX_FL;
            ext4_node_dirty(dir);
        }
        ext4_cache_put(&m->cache, leaf);
    }
    ext4_cache_put(&m->cache, root);
    return err ? err : 1;
}
