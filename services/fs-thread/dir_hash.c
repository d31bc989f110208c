/* SPDX-License-Identifier: BSD-2-Clause */
/* The hash index of a directory (htree): finding names with it, adding names, splitting what is full.
 *
 * Block 0 is the root: . and .., then a list of (lowest hash, block), of leaves or of further index blocks
 * with such lists.  The hash of a list's first entry is that of the entry above; limit and count of the list
 * lie in its place.  A leaf is a block of entries in any order.  If names of one hash lie on both sides
 * of a boundary between leaves, the boundary's hash has bit 0 set, which no name's hash has.
 *
 * Nothing read is trusted beyond its own block: counts are checked each time, a leaf may not be one of the
 * index blocks on the way to it. */
#include "dir.h"

#include <linux/errno.h>
#include <stdlib.h>

enum {
    ROOT_INFO = 2 * DIR_DOT_BYTES,
    SAME_HASH = 1,          /* in a boundary: the leaf before has names of this hash, too */
    UNSIGNED_VERSIONS = 3,  /* what is added to a version where char is unsigned */
};

/* An entry of a leaf that is split. */
struct item {
    uint32_t hash;
    uint16_t offset, bytes;
};

static struct ext2_dx_root_info *info_of(const struct buf *root)
{
    return (void *)(root->data + ROOT_INFO);
}

static struct ext2_dx_entry *list_of(const struct index_path *path, uint32_t level)
{
    return (void *)(path->bufs[level]->data + ext4_index_start(level == 0));
}

static struct ext2_dx_countlimit *head_of(const struct index_path *path, uint32_t level)
{
    return (void *)list_of(path, level);
}

static int damaged(struct node *dir)
{
    ext4_mount_fail(dir->mount, "damaged index of directory", dir->ino);
    return -EIO;
}

static bool version_known(uint32_t version)
{
    return version == EXT2_HASH_LEGACY || version == EXT2_HASH_HALF_MD4 || version == EXT2_HASH_TEA;
}

/* The root block, if it is one of an index that we know; NULL otherwise. */
static struct buf *root_get(struct node *dir)
{
    struct mount *m = dir->mount;
    struct buf *buf;

    if (!(dir->inode.i_flags & EXT2_INDEX_FL) || !ext2fs_has_feature_dir_index(m->fs->super) ||
        ext4_dir_block(dir, 0, &buf) || !buf)
        return NULL;
    if (buf->kind == BUF_INDEX && ext4_index_good(m, buf, true) &&
        version_known(info_of(buf)->hash_version) &&
        !(info_of(buf)->unused_flags & EXT2_HASH_FLAG_INCOMPAT))
        return buf;
    ext4_cache_put(&m->cache, buf);
    return NULL;
}

bool ext4_dir_is_hashed(struct node *dir)
{
    struct buf *root = root_get(dir);

    if (root)
        ext4_cache_put(&dir->mount->cache, root);
    return root != NULL;
}

bool ext4_dir_hash_version(struct node *dir, int *version)
{
    struct ext2_super_block *sb = dir->mount->fs->super;
    struct buf *root = root_get(dir);

    if (root) {
        *version = info_of(root)->hash_version;
        ext4_cache_put(&dir->mount->cache, root);
    } else if (dir_blocks(dir) == 1 && !(dir->inode.i_flags & EXT2_INDEX_FL) &&
               ext2fs_has_feature_dir_index(sb) && version_known(sb->s_def_hash_version)) {
        *version = sb->s_def_hash_version;
    } else {
        return false;
    }
    return true;
}

void ext4_dir_hash(const struct mount *m, int version, const char *name, size_t len,
                   struct dir_hash *hash)
{
    struct ext2_super_block *sb = m->fs->super;

    *hash = (struct dir_hash){ 0 };
    if (sb->s_flags & EXT2_FLAGS_UNSIGNED_HASH)
        version += UNSIGNED_VERSIONS;
    (void)ext2fs_dirhash(version, name, len, sb->s_hash_seed, &hash->major, &hash->minor);
    if (version == EXT2_HASH_LEGACY || version == EXT2_HASH_LEGACY_UNSIGNED) /* it has no minor hash */
        hash->minor = ext2fs_crc32c_le(~0u, (const unsigned char *)name, len);
}

/* An index block of the way; it is not there twice. */
static int level_get(struct index_path *path, uint32_t lblk, struct buf **buf)
{
    struct node *dir = path->dir;
    int err = ext4_dir_block(dir, lblk, buf);

    if (err)
        return err;
    if (!*buf)
        return damaged(dir);
    for (uint32_t i = 0; i < path->depth; i++)
        if (path->bufs[i] == *buf)
            err = -EIO;
    if (err || lblk == 0 || (*buf)->kind != BUF_INDEX || !ext4_index_good(dir->mount, *buf, false)) {
        ext4_cache_put(&dir->mount->cache, *buf);
        return damaged(dir);
    }
    return 0;
}

static uint32_t block_at(const struct index_path *path, uint32_t level)
{
    return list_of(path, level)[path->at[level]].block & EXT4_DX_BLOCK_MASK;
}

void ext4_path_put(struct index_path *path)
{
    while (path->depth > 0)
        ext4_cache_put(&path->dir->mount->cache, path->bufs[--path->depth]);
}

/* The last entry of the list that is not above the hash. */
static uint32_t list_search(const struct index_path *path, uint32_t level, uint32_t hash)
{
    const struct ext2_dx_entry *list = list_of(path, level);
    uint32_t low = 0, high = head_of(path, level)->count;

    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;

        if (list[middle].hash <= hash)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int ext4_path_find(struct node *dir, uint32_t hash, struct index_path *path)
{
    *path = (struct index_path){ .dir = dir, .bufs = { root_get(dir) } };
    if (!path->bufs[0])
        return damaged(dir);

    uint32_t depth = info_of(path->bufs[0])->indirect_levels + 1;

    path->depth = 1;
    for (;;) {
        path->at[path->depth - 1] = list_search(path, path->depth - 1, hash);
        if (path->depth == depth)
            return 0;

        struct buf *next;
        int err = level_get(path, block_at(path, path->depth - 1), &next);

        if (err) {
            ext4_path_put(path);
            return err;
        }
        path->bufs[path->depth++] = next;
    }
}

int ext4_path_next(struct index_path *path, uint32_t *hash)
{
    uint32_t depth = path->depth, level = depth;

    while (level > 0 && path->at[level - 1] + 1 >= head_of(path, level - 1)->count)
        level--;
    if (level == 0)
        return 0;
    level--;
    path->at[level]++;
    *hash = list_of(path, level)[path->at[level]].hash;
    while (path->depth > level + 1)
        ext4_cache_put(&path->dir->mount->cache, path->bufs[--path->depth]);
    while (path->depth < depth) {
        struct buf *next;
        int err = level_get(path, block_at(path, path->depth - 1), &next);

        if (err)
            return err;
        path->at[path->depth] = 0;
        path->bufs[path->depth++] = next;
    }
    return 1;
}

int ext4_path_leaf(struct index_path *path, uint32_t *lblk, struct buf **leaf)
{
    struct node *dir = path->dir;
    struct mount *m = dir->mount;

    *lblk = block_at(path, path->depth - 1);

    int err = ext4_dir_block(dir, *lblk, leaf);

    if (err)
        return err;
    if (!*leaf)
        return damaged(dir);
    for (uint32_t i = 0; i < path->depth; i++)
        if (path->bufs[i] == *leaf)
            err = -EIO;
    /* Without checksums a leaf without entries may look like an index block. */
    if ((*leaf)->kind != BUF_DIR && ext2fs_has_feature_metadata_csum(m->fs->super))
        err = -EIO;
    if (err || *lblk == 0) {
        ext4_cache_put(&m->cache, *leaf);
        return damaged(dir);
    }
    (*leaf)->kind = BUF_DIR;
    return 0;
}

static int find_dots(struct node *dir, const char *name, size_t len, struct dir_pos *pos)
{
    struct mount *m = dir->mount;
    struct buf *buf;
    int err = ext4_dir_block(dir, 0, &buf);

    if (err || !buf)
        return err ? err : -ENOENT;

    bool found = ext4_dir_find_in(m, buf, name, len, pos);

    pos->lblk = 0;
    ext4_cache_put(&m->cache, buf);
    return found ? 0 : -ENOENT;
}

int ext4_hash_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos)
{
    struct mount *m = dir->mount;
    struct index_path path;
    struct dir_hash hash;
    struct buf *leaf;
    int version, err;

    if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
        return find_dots(dir, name, len, pos);
    if (!ext4_dir_hash_version(dir, &version))
        return damaged(dir);
    ext4_dir_hash(m, version, name, len, &hash);
    err = ext4_path_find(dir, hash.major, &path);
    for (uint32_t left = dir_blocks(dir); !err && left > 0; left--) {
        uint32_t boundary;

        err = ext4_path_leaf(&path, &pos->lblk, &leaf);
        if (err)
            break;

        bool found = ext4_dir_find_in(m, leaf, name, len, pos);

        ext4_cache_put(&m->cache, leaf);
        if (found) {
            ext4_path_put(&path);
            return 0;
        }

        int more = ext4_path_next(&path, &boundary);

        if (more <= 0 || boundary != (hash.major | SAME_HASH))
            err = more < 0 ? more : -ENOENT;
    }
    ext4_path_put(&path);
    return err ? err : damaged(dir);
}

/* Adds (hash, block) behind the way's entry of the level, which has room. */
static int list_insert(struct index_path *path, uint32_t level, uint32_t hash, uint32_t block)
{
    struct mount *m = path->dir->mount;
    struct ext2_dx_countlimit *head = head_of(path, level);
    struct ext2_dx_entry *list = list_of(path, level);
    uint32_t at = path->at[level] + 1;

    if (head->count >= ext4_index_limit(m, level == 0) || at > head->count)
        return damaged(path->dir);
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
    return damaged(dir);
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
    node_fill(m, buf, list_of(path, 0), head_of(path, 0)->count);
    head_of(path, 0)->count = 1;
    list_of(path, 0)[0].block = lblk;
    info_of(path->bufs[0])->indirect_levels++;
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
    uint32_t lblk, count = head_of(path, level)->count, half = count / 2;
    struct buf *buf;
    int err = count < 2 ? damaged(path->dir) : block_new(path, NULL, &lblk, &buf);

    if (err)
        return err;

    struct ext2_dx_entry *list = list_of(path, level);

    err = list_insert(path, level - 1, list[half].hash, lblk);
    if (err) {
        ext4_cache_put(&m->cache, buf);
        return err;
    }
    node_fill(m, buf, list + half, count - half);
    head_of(path, level)->count = half;
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
    return head_of(path, level)->count >= ext4_index_limit(path->dir->mount, level == 0);
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
    int err = count < 2 ? damaged(path->dir) : block_new(path, *leaf, &lblk, &upper);

    if (!err) {
        uint32_t stay = split_point(items, count, bytes), boundary = items[stay].hash;
        bool same = boundary == items[stay - 1].hash;

        err = list_insert(path, path->depth - 1, boundary | (same ? SAME_HASH : 0), lblk);
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
        return damaged(dir);
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
                err = damaged(dir);
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
    memset(root->data + ROOT_INFO, 0, m->block_size - ROOT_INFO);
    *info_of(root) = (struct ext2_dx_root_info){ .hash_version = version, .info_length = 8 };

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
        err = leaf == root ? damaged(dir) : root_fill(m, version, root, leaf);
        if (!err) {
            dir->inode.i_flags |= EXT2_INDEX_FL;
            ext4_node_dirty(dir);
        }
        ext4_cache_put(&m->cache, leaf);
    }
    ext4_cache_put(&m->cache, root);
    return err ? err : 1;
}
