/* SPDX-License-Identifier: BSD-2-Clause */
/* The hash index of a directory (htree): the way to a leaf, and finding names.
 *
 * Block 0 is the root: . and .., then a list of (lowest hash, block), of leaves or of further index blocks
 * with such lists.  The hash of a list's first entry is that of the entry above; limit and count of the list
 * lie in its place.  A leaf is a block of entries in any order.  If names of one hash lie on both sides
 * of a boundary between leaves, the boundary's hash has bit 0 set, which no name's hash has.
 *
 * Nothing read is trusted beyond its own block: counts are checked each time, a leaf may not be one of the
 * index blocks on the way to it. */
#include "dir.h"
#include "inline.h"

#include <linux/errno.h>

enum { UNSIGNED_VERSIONS = 3 /* what is added to a version where char is unsigned */ };

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
        version_known(index_info(buf)->hash_version) &&
        !(index_info(buf)->unused_flags & EXT2_HASH_FLAG_INCOMPAT))
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
        *version = index_info(root)->hash_version;
        ext4_cache_put(&dir->mount->cache, root);
    } else if ((dir_blocks(dir) == 1 || node_is_inline(dir)) && !(dir->inode.i_flags & EXT2_INDEX_FL) &&
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
        return ext4_index_damaged(dir);
    for (uint32_t i = 0; i < path->depth; i++)
        if (path->bufs[i] == *buf)
            err = -EIO;
    if (err || lblk == 0 || (*buf)->kind != BUF_INDEX || !ext4_index_good(dir->mount, *buf, false)) {
        ext4_cache_put(&dir->mount->cache, *buf);
        return ext4_index_damaged(dir);
    }
    return 0;
}

static uint32_t block_at(const struct index_path *path, uint32_t level)
{
    return path_list(path, level)[path->at[level]].block & EXT4_DX_BLOCK_MASK;
}

void ext4_path_put(struct index_path *path)
{
    while (path->depth > 0)
        ext4_cache_put(&path->dir->mount->cache, path->bufs[--path->depth]);
}

/* The last entry of the list that is not above the hash. */
static uint32_t list_search(const struct index_path *path, uint32_t level, uint32_t hash)
{
    const struct ext2_dx_entry *list = path_list(path, level);
    uint32_t low = 0, high = path_head(path, level)->count;

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
        return ext4_index_damaged(dir);

    uint32_t depth = index_info(path->bufs[0])->indirect_levels + 1;

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

    while (level > 0 && path->at[level - 1] + 1 >= path_head(path, level - 1)->count)
        level--;
    if (level == 0)
        return 0;
    level--;
    path->at[level]++;
    *hash = path_list(path, level)[path->at[level]].hash;
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
        return ext4_index_damaged(dir);
    for (uint32_t i = 0; i < path->depth; i++)
        if (path->bufs[i] == *leaf)
            err = -EIO;
    /* Without checksums a leaf without entries may look like an index block. */
    if ((*leaf)->kind != BUF_DIR && ext2fs_has_feature_metadata_csum(m->fs->super))
        err = -EIO;
    if (err || *lblk == 0) {
        ext4_cache_put(&m->cache, *leaf);
        return ext4_index_damaged(dir);
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
        return ext4_index_damaged(dir);
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

        if (more <= 0 || boundary != (hash.major | INDEX_SAME_HASH))
            err = more < 0 ? more : -ENOENT;
    }
    ext4_path_put(&path);
    return err ? err : ext4_index_damaged(dir);
}
