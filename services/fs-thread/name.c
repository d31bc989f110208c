/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on names: create, symlink, link, unlink, rmdir, readlink. */
#include "inline.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    CREATE_BLOCKS = 8, /* a directory's first block, a block and extent nodes for the parent */
    MODE_BITS = 07777,
    TARGET_MAX = 4095,
};

int ext4_name_check(const char *name, size_t *len)
{
    *len = strnlen(name, FS_NAME_MAX + 1);
    if (*len > FS_NAME_MAX)
        return -ENAMETOOLONG;
    return *len == 0 || memchr(name, '/', *len) ? -EINVAL : 0;
}

bool ext4_name_is_dots(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

int ext4_dir_get(struct mount *m, uint64_t ino, struct node **dir)
{
    struct node *n;
    int err = ext4_node_get(m, ino, &n);

    if (err)
        return err;
    if (!node_is_dir(n))
        err = -ENOTDIR;
    else if (n->inode.i_links_count == 0)
        err = -ENOENT;
    if (err)
        ext4_node_put(n);
    else
        *dir = n;
    return err;
}

/* The directory, and that it has no such name yet; + reference. */
static int get_for_new(struct mount *m, uint64_t ino, const char *name, size_t *len, struct node **dir)
{
    struct dir_pos pos;
    int err = ext4_name_check(name, len);

    if (!err)
        err = ext4_dir_get(m, ino, dir);
    if (err)
        return err;
    err = ext4_dir_find(*dir, name, *len, &pos);
    if (err == -ENOENT)
        err = ext4_txn_begin(m, CREATE_BLOCKS);
    else if (!err)
        err = -EEXIST;
    if (err)
        ext4_node_put(*dir);
    return err;
}

/* One link more for a directory; past the limit they are not counted (1). */
void ext4_dir_link_add(struct node *dir)
{
    if (dir->inode.i_links_count == 1 || dir->inode.i_links_count >= LINK_MAX - 1)
        dir->inode.i_links_count = 1;
    else
        dir->inode.i_links_count++;
    ext4_node_dirty(dir);
}

void ext4_dir_link_drop(struct node *dir)
{
    if (dir->inode.i_links_count > 2)
        dir->inode.i_links_count--;
    ext4_node_dirty(dir);
}

bool ext4_dir_link_room(const struct node *dir)
{
    return dir->inode.i_links_count < LINK_MAX - 1 ||
           ext2fs_has_feature_dir_nlink(dir->mount->fs->super);
}

void ext4_link_drop(struct node *n)
{
    n->inode.i_links_count = node_is_dir(n) ? 0 : n->inode.i_links_count - 1;
    ext4_touch(n, TIME_C);
    if (n->inode.i_links_count == 0 && !n->orphan)
        ext4_orphan_add(n);
}

/* A fresh inode with one link that no directory has yet, + reference. */
static int node_make(struct node *dir, uint32_t mode, uint32_t uid, uint32_t gid, struct node **result)
{
    struct mount *m = dir->mount;
    bool is_dir = (mode & LINUX_S_IFMT) == LINUX_S_IFDIR;
    uint32_t ino;
    struct node *n;
    int err = ext4_inode_alloc(m, dir->ino, is_dir, &ino);

    if (err)
        return err;
    err = ext4_node_new(m, ino, &n);
    if (err) {
        ext4_inode_free(m, ino, is_dir);
        return err;
    }
    n->inode.i_mode = mode;
    n->inode.i_links_count = 1;
    ext4_owner_set(n, uid, gid);
    ext4_birth(n);
    ext4_flags_inherit(n, dir);
    if ((is_dir || node_type(n) == LINUX_S_IFREG) && !ext4_inline_init(n) &&
        ext2fs_has_feature_extents(m->fs->super))
        ext4_extent_init(n);
    *result = n;
    return 0;
}

/* Undoes node_make; nothing on the disk knows the node. */
static void node_unmake(struct node *n)
{
    (void)ext4_orphan_free(n); /* an error here has made the mount read-only already */
}

/* What the type needs beyond the inode. */
static int node_fill(struct node *n, struct node *dir, uint32_t rdev)
{
    switch (node_type(n)) {
    case LINUX_S_IFDIR:
        n->inode.i_links_count = 2;
        return ext4_dir_init(n, dir->ino);
    case LINUX_S_IFCHR:
    case LINUX_S_IFBLK:
        ext4_rdev_set(n, rdev);
        return 0;
    default:
        return 0;
    }
}

static bool type_good(uint32_t mode)
{
    switch (mode & LINUX_S_IFMT) {
    case LINUX_S_IFREG:
    case LINUX_S_IFDIR:
    case LINUX_S_IFCHR:
    case LINUX_S_IFBLK:
    case LINUX_S_IFIFO:
    case LINUX_S_IFSOCK:
        return (mode & ~(LINUX_S_IFMT | MODE_BITS)) == 0;
    default:
        return false;
    }
}

static int create_in(struct node *dir, const char *name, size_t len, uint32_t mode, uint32_t uid,
                     uint32_t gid, uint32_t rdev, struct fs_attr *attr)
{
    bool is_dir = (mode & LINUX_S_IFMT) == LINUX_S_IFDIR;
    struct node *n;

    if (is_dir && !ext4_dir_link_room(dir))
        return -EMLINK;

    int err = node_make(dir, mode, uid, gid, &n);

    if (err)
        return err;
    err = node_fill(n, dir, rdev);
    if (!err)
        err = ext4_dir_add(dir, name, len, n->ino, mode);
    if (err) {
        node_unmake(n);
        return err;
    }
    if (is_dir)
        ext4_dir_link_add(dir);
    ext4_touch(dir, TIME_M | TIME_C);
    ext4_attr_fill(n, attr);
    ext4_node_put(n);
    return 0;
}

int ext4_create(struct mount *m, uint64_t dir_ino, const char *name, uint32_t mode, uint32_t uid,
                uint32_t gid, uint32_t rdev, struct fs_attr *attr)
{
    struct node *dir;
    size_t len;

    if (!type_good(mode))
        return -EINVAL;

    int err = get_for_new(m, dir_ino, name, &len, &dir);

    if (err)
        return err;
    err = create_in(dir, name, len, mode, uid, gid, rdev, attr);
    ext4_node_put(dir);
    return ext4_txn_end_whole(m, err);
}

/* Short targets live in the inode, longer ones in one block, which counts as metadata. */
static int target_set(struct node *n, const void *target, uint32_t len)
{
    struct mount *m = n->mount;
    uint64_t block;
    uint32_t count;
    struct buf *buf;

    ext4_size_set(n, len); /* first: it tells the two kinds apart, also when this has to be undone */
    if (len < sizeof(n->inode.i_block)) {
        memcpy(n->inode.i_block, target, len);
        return 0;
    }
    if (ext2fs_has_feature_extents(m->fs->super))
        ext4_extent_init(n);

    int err = ext4_blocks_alloc(m, ext4_map_goal(n, 0), 1, &block, &count);

    if (err)
        return err;
    err = ext4_map_add(n, 0, block, 1);
    if (err) {
        ext4_blocks_unalloc(m, block, 1);
        return err;
    }
    err = ext4_cache_get_new(&m->cache, block, &buf);
    if (err)
        return err;
    memcpy(buf->data, target, len);
    ext4_cache_put(&m->cache, buf);
    return 0;
}

static int symlink_in(struct mount *m, uint64_t dir_ino, const char *name, uint32_t uid, uint32_t gid,
                      const char *target, uint32_t len, struct fs_attr *attr)
{
    struct node *dir, *n;
    size_t name_len;
    int err = get_for_new(m, dir_ino, name, &name_len, &dir);

    if (err)
        return err;
    err = node_make(dir, LINUX_S_IFLNK | 0777, uid, gid, &n);
    if (!err) {
        err = target_set(n, target, len);
        if (!err)
            err = ext4_dir_add(dir, name, name_len, n->ino, n->inode.i_mode);
        if (err) {
            node_unmake(n);
        } else {
            ext4_touch(dir, TIME_M | TIME_C);
            ext4_attr_fill(n, attr);
            ext4_node_put(n);
        }
    }
    ext4_node_put(dir);
    return ext4_txn_end_whole(m, err);
}

int ext4_symlink(struct mount *m, uint64_t dir, const char *name, uint32_t uid, uint32_t gid,
                 const void *target, uint32_t len, struct fs_attr *attr)
{
    if (len == 0)
        return -ENOENT;
    if (len >= m->block_size || len > TARGET_MAX)
        return -ENAMETOOLONG;

    /* The caller's memory may change while we look at it. */
    char *copy = malloc(len);

    if (!copy)
        return -ENOMEM;
    memcpy(copy, target, len);

    int err = memchr(copy, 0, len) ? -EINVAL : symlink_in(m, dir, name, uid, gid, copy, len, attr);

    free(copy);
    return err;
}

ssize_t ext4_readlink(struct node *n, void *data, uint32_t size)
{
    struct mount *m = n->mount;
    uint64_t len = node_size(n);
    struct mapping map;
    struct buf *buf;

    if (node_type(n) != LINUX_S_IFLNK)
        return -EINVAL;
    if (len == 0 || len >= m->block_size)
        return -EIO;
    if (size > len)
        size = len;
    if (node_is_inline(n))
        return ext4_inline_read(n, 0, data, size);
    if (ext2fs_is_fast_symlink(node_inode(n))) {
        memcpy(data, n->inode.i_block, size);
        return size;
    }

    int err = ext4_map(n, 0, 1, &map);

    if (err || !map.pblk)
        return err ? err : -EIO;
    err = ext4_cache_get(&m->cache, map.pblk, &buf);
    if (err)
        return err;
    memcpy(data, buf->data, size);
    ext4_cache_put(&m->cache, buf);
    return size;
}

int ext4_link(struct mount *m, uint64_t ino, uint64_t dir_ino, const char *name, struct fs_attr *attr)
{
    struct node *dir, *n;
    size_t len;
    int err = ext4_node_get(m, ino, &n);

    if (err)
        return err;
    if (node_is_dir(n))
        err = -EPERM;
    else if (n->inode.i_links_count >= LINK_MAX)
        err = -EMLINK;
    if (!err)
        err = get_for_new(m, dir_ino, name, &len, &dir);
    if (!err) {
        err = ext4_dir_add(dir, name, len, n->ino, n->inode.i_mode);
        if (!err) {
            if (n->inode.i_links_count == 0 && n->orphan)
                ext4_orphan_remove(n);
            n->inode.i_links_count++;
            ext4_touch(n, TIME_C);
            ext4_touch(dir, TIME_M | TIME_C);
            ext4_attr_fill(n, attr);
        }
        ext4_node_put(dir);
        err = ext4_txn_end_whole(m, err);
    }
    ext4_node_put(n);
    return err;
}

/* The directory, the entry and the node it leads to; + references. */
static int get_for_removal(struct mount *m, uint64_t ino, const char *name, struct node **dir,
                           struct dir_pos *pos, struct node **n)
{
    size_t len;
    int err = ext4_name_check(name, &len);

    if (!err)
        err = ext4_dir_get(m, ino, dir);
    if (err)
        return err;
    err = ext4_dir_find(*dir, name, len, pos);
    if (!err)
        err = ext4_node_get(m, pos->ino, n);
    if (err)
        ext4_node_put(*dir);
    return err;
}

int ext4_unlink(struct mount *m, uint64_t dir_ino, const char *name, struct fs_attr *attr)
{
    struct node *dir, *n;
    struct dir_pos pos;

    if (ext4_name_is_dots(name))
        return -EISDIR;

    int err = get_for_removal(m, dir_ino, name, &dir, &pos, &n);

    if (err)
        return err;
    if (node_is_dir(n))
        err = -EISDIR;
    if (!err)
        err = ext4_txn_begin(m, 0);
    if (!err) {
        err = ext4_dir_remove(dir, &pos);
        if (!err) {
            ext4_touch(dir, TIME_M | TIME_C);
            ext4_link_drop(n);
            ext4_attr_fill(n, attr);
        }
        err = ext4_txn_end_whole(m, err);
    }
    ext4_node_put(n);
    ext4_node_put(dir);
    return err;
}

int ext4_rmdir(struct mount *m, uint64_t dir_ino, const char *name)
{
    struct node *dir, *n;
    struct dir_pos pos;

    if (ext4_name_is_dots(name))
        return name[1] == 0 ? -EINVAL : -ENOTEMPTY;

    int err = get_for_removal(m, dir_ino, name, &dir, &pos, &n);

    if (err)
        return err;
    if (!node_is_dir(n)) {
        err = -ENOTDIR;
    } else {
        int empty = ext4_dir_is_empty(n);

        err = empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
    }
    if (!err)
        err = ext4_txn_begin(m, 0);
    if (!err) {
        err = ext4_dir_remove(dir, &pos);
        if (!err) {
            ext4_dir_link_drop(dir);
            ext4_touch(dir, TIME_M | TIME_C);
            ext4_link_drop(n);
        }
        err = ext4_txn_end_whole(m, err);
    }
    ext4_node_put(n);
    ext4_node_put(dir);
    return err;
}
