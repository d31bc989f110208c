/* SPDX-License-Identifier: BSD-2-Clause */
/* The fs interface: one function an operation, which takes the lock, finds mount and node, and asks the
 * part that knows. */
#include "fs_thread.h"
#include "ops.h"

#include <ipc/block.h>
#include <rt/log.h>
#include <stdlib.h>
#include <string.h>

enum { EXT4_MAGIC = 0xef53, STATFS_RDONLY = 1 };

static int mount_unit(struct ext4 *self, uint32_t unit, uint32_t flags, uint32_t *number,
                      struct fs_attr *root)
{
    struct mount *place = NULL;
    struct node *n;

    for (uint32_t i = 0; i < EXT4_MOUNTS; i++) {
        struct mount *m = &self->mounts[i];

        if (m->used && m->disk.unit == unit)
            return -EBUSY;
        if (!m->used && !place)
            place = m;
    }
    if (!place)
        return -ENOSPC;

    int err = ext4_mount_open(place, self->block, unit, flags & FS_MOUNT_RDONLY);

    if (err)
        return err;
    err = ext4_dir_get(place, EXT2_ROOT_INO, &n);
    if (err) {
        (void)ext4_mount_close(place); /* nothing was changed */
        return err;
    }
    ext4_attr_fill(n, root);
    ext4_node_put(n);
    *number = self->first_number + (uint32_t)(place - self->mounts);
    log_info("ext4: disk %u: %u-byte blocks, %llu of %llu free, %u inodes free%s", unit,
             place->block_size, (unsigned long long)ext4_free_blocks(place),
             (unsigned long long)ext2fs_blocks_count(place->fs->super),
             place->fs->super->s_free_inodes_count, place->read_only ? ", read-only" : "");
    return 0;
}

static int op_mount(struct fs *fs, uint32_t unit, uint32_t flags, uint32_t *mount, struct fs_attr *root)
{
    if (flags & ~FS_MOUNT_RDONLY)
        return -EINVAL;
    rt_mutex_lock(&self_of(fs)->lock);
    return leave(fs, mount_unit(self_of(fs), unit, flags, mount, root));
}

static int op_remount(struct fs *fs, uint32_t mount, uint32_t flags)
{
    struct mount *m;
    int err = flags & ~FS_MOUNT_RDONLY ? -EINVAL : enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_mount_change(m, flags & FS_MOUNT_RDONLY));
}

static int op_unmount(struct fs *fs, uint32_t mount)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_mount_close(m));
}

/* Linux keeps 2 %, at most 4096 blocks, for delayed allocation: df shows it, so do we. */
static uint64_t kept_back(const struct mount *m)
{
    uint64_t share = ext2fs_blocks_count(m->fs->super) / 50;

    if (!ext2fs_has_feature_extents(m->fs->super))
        return 0;
    return share < 4096 ? share : 4096;
}

static int op_statfs(struct fs *fs, uint32_t mount, struct fs_statfs *st)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    if (err)
        return err;

    struct ext2_super_block *sb = m->fs->super;
    uint64_t free_blocks = ext4_free_blocks(m), id[2];
    uint64_t reserved = ext2fs_r_blocks_count(sb) + kept_back(m);

    memcpy(id, sb->s_uuid, sizeof(id));
    *st = (struct fs_statfs){
        .type = EXT4_MAGIC,
        .bsize = m->block_size,
        .blocks = ext2fs_blocks_count(sb) - m->overhead_blocks,
        .bfree = free_blocks,
        .bavail = free_blocks > reserved ? free_blocks - reserved : 0,
        .files = sb->s_inodes_count,
        .ffree = sb->s_free_inodes_count,
        .fsid = id[0] ^ id[1],
        .namelen = FS_NAME_MAX,
        .flags = m->read_only ? STATFS_RDONLY : 0,
        .file_max = ext4_file_max(m, ext2fs_has_feature_extents(sb)),
    };
    return leave(fs, 0);
}

static int op_sync(struct fs *fs, uint32_t mount)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_txn_sync(m));
}

static int op_fsync(struct fs *fs, uint32_t mount, uint64_t ino)
{
    struct mount *m;
    struct node *n;
    int err = enter_node(fs, mount, ino, &m, &n);

    return err ? err : leave_node(fs, n, ext4_txn_commit(m));
}

static int lookup(struct node *dir, const char *name, struct fs_attr *attr)
{
    struct dir_pos pos;
    struct node *n;
    size_t len;
    int err = ext4_name_check(name, &len);

    if (!err)
        err = ext4_dir_find(dir, name, len, &pos);
    if (!err)
        err = ext4_node_get(dir->mount, pos.ino, &n);
    if (!err) {
        ext4_attr_fill(n, attr);
        ext4_node_put(n);
    }
    return err;
}

static int op_lookup(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr)
{
    struct mount *m;
    struct node *d;
    int err = enter_node(fs, mount, dir, &m, &d);

    if (err)
        return err;
    return leave_node(fs, d, node_is_dir(d) ? lookup(d, name, attr) : -ENOTDIR);
}

static int op_create(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t mode,
                     uint32_t uid, uint32_t gid, uint32_t rdev, struct fs_attr *attr)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_create(m, dir, name, mode, uid, gid, rdev, attr));
}

static int op_symlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t uid,
                      uint32_t gid, const void *target, uint32_t len, struct fs_attr *attr)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_symlink(m, dir, name, uid, gid, target, len, attr));
}

static int op_link(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t dir, const char *name,
                   struct fs_attr *attr)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_link(m, ino, dir, name, attr));
}

static int op_unlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_unlink(m, dir, name, attr));
}

static int op_rmdir(struct fs *fs, uint32_t mount, uint64_t dir, const char *name)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_rmdir(m, dir, name));
}

static int op_rename(struct fs *fs, uint32_t mount, uint64_t from_dir, const char *from,
                     uint64_t to_dir, const char *to, uint32_t flags, uint64_t *replaced)
{
    struct mount *m;
    int err = enter(fs, mount, &m);

    return err ? err : leave(fs, ext4_rename(m, from_dir, from, to_dir, to, flags, replaced));
}

static int op_set_time(struct fs *fs, int64_t now_ns)
{
    (void)fs;
    ext4_clock_set(now_ns);
    return 0;
}

static const struct fs_ops ops = {
    .mount = op_mount,
    .remount = op_remount,
    .unmount = op_unmount,
    .statfs = op_statfs,
    .sync = op_sync,
    .fsync = op_fsync,
    .lookup = op_lookup,
    .getattr = ext4_op_getattr,
    .setattr = ext4_op_setattr,
    .create = op_create,
    .symlink = op_symlink,
    .readlink = ext4_op_readlink,
    .link = op_link,
    .unlink = op_unlink,
    .rmdir = op_rmdir,
    .rename = op_rename,
    .release = ext4_op_release,
    .readdir = ext4_op_readdir,
    .read = ext4_op_read,
    .write = ext4_op_write,
    .allocate = ext4_op_allocate,
    .seek = ext4_op_seek,
    .getxattr = ext4_op_getxattr,
    .setxattr = ext4_op_setxattr,
    .listxattr = ext4_op_listxattr,
    .removexattr = ext4_op_removexattr,
    .set_time = op_set_time,
};

struct fs *fs_thread_new_on(struct block *block)
{
    struct ext4 *self = calloc(1, sizeof(*self));

    if (!self)
        return NULL;
    self->block = block;
    self->first_number = (uint32_t)(rt_now_ns() / 1000) * EXT4_MOUNTS;
    self->fs.ops = &ops;
    return &self->fs;
}

struct fs *fs_thread_new(void)
{
    struct block *block = wire_block();

    return block ? fs_thread_new_on(block) : NULL;
}
