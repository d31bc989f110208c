/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations of the fs interface on one node: attributes, listing, data, extended attributes. */
#include "ops.h"

enum { WRITE_EXTRA_BLOCKS = 8 };

int ext4_op_getattr(struct fs *fs, uint32_t mount, uint64_t ino, struct fs_attr *attr)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    ext4_attr_fill(n, attr);
    return leave_node(fs, n, 0);
}

int ext4_op_setattr(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t set,
                      const struct fs_attr *want, struct fs_attr *attr)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = ext4_txn_begin(m, 0);
    if (!err) {
        err = ext4_attr_set(n, set, want);
        ext4_attr_fill(n, attr);
        err = ext4_txn_end(m, err);
    }
    return leave_node(fs, n, err);
}

ssize_t ext4_op_readlink(struct fs *fs, uint32_t mount, uint64_t ino, void *buf, uint32_t size)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    return err ? err : leave_node(fs, n, ext4_readlink(n, buf, size));
}

int ext4_op_release(struct fs *fs, uint32_t mount, uint64_t ino)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err == -ESTALE ? 0 : err; /* freed already */
    if (!n->orphan || n->inode.i_links_count > 0)
        return leave_node(fs, n, 0);
    err = ext4_txn_begin(m, 0);
    if (err)
        return leave_node(fs, n, err);
    return leave(fs, ext4_txn_end_whole(m, ext4_orphan_free(n))); /* takes the reference */
}

ssize_t ext4_op_readdir(struct fs *fs, uint32_t mount, uint64_t dir, uint64_t cookie, void *buf,
                          uint32_t size)
{
    struct mount *m;
    struct node *d;
    int err = enter_node(fs, mount, dir, &m, &d);

    if (err)
        return err;
    return leave_node(fs, d, node_is_dir(d) ? ext4_dir_read(d, cookie, buf, size) : -ENOTDIR);
}

static int data_allowed(const struct node *n)
{
    return node_type(n) == LINUX_S_IFREG ? 0 : node_is_dir(n) ? -EISDIR : -EINVAL;
}

ssize_t ext4_op_read(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, void *buf,
                       uint32_t count)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = data_allowed(n);
    return leave_node(fs, n, err ? err : ext4_file_read(n, offset, buf, count));
}

ssize_t ext4_op_write(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, const void *buf,
                        uint32_t count)
{
    struct mount *m;
    struct node *n;
    ssize_t done;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = data_allowed(n);
    if (!err)
        err = ext4_txn_begin(m, (count >> m->block_bits) + WRITE_EXTRA_BLOCKS);
    if (err)
        return leave_node(fs, n, err);
    done = ext4_file_write(n, offset, buf, count);
    err = ext4_txn_end(m, done < 0 ? done : 0);
    return leave_node(fs, n, err ? err : done);
}

int ext4_op_allocate(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t mode, uint64_t offset,
                     uint64_t length)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = data_allowed(n);
    if (!err)
        err = ext4_txn_begin(m, ext4_allocate_blocks(n, mode, length));
    if (!err)
        err = ext4_txn_end_whole(m, ext4_file_allocate(n, mode, offset, length));
    return leave_node(fs, n, err);
}

int64_t ext4_op_seek(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, uint32_t hole)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = data_allowed(n);
    return leave_node(fs, n, err ? err : ext4_file_seek(n, offset, hole));
}

ssize_t ext4_op_getxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, void *value,
                         uint32_t size)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    return err ? err : leave_node(fs, n, ext4_xattr_get(n, name, value, size));
}

int ext4_op_setxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, const void *value,
                     uint32_t size, uint32_t flags)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = ext4_txn_begin(m, 1);
    if (!err)
        err = ext4_txn_end_whole(m, ext4_xattr_set(n, name, value, size, flags));
    return leave_node(fs, n, err);
}

ssize_t ext4_op_listxattr(struct fs *fs, uint32_t mount, uint64_t ino, void *names, uint32_t size)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    return err ? err : leave_node(fs, n, ext4_xattr_list(n, names, size));
}

int ext4_op_removexattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    if (err)
        return err;
    err = ext4_txn_begin(m, 1);
    if (!err)
        err = ext4_txn_end_whole(m, ext4_xattr_remove(n, name));
    return leave_node(fs, n, err);
}
