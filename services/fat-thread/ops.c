/* SPDX-License-Identifier: BSD-2-Clause */
/* The fs interface: one function an operation, which takes the lock, finds volume and node, and asks the
 * part that knows. */
#include "fat.h"
#include "fat_thread.h"

#include <ipc/fs_gen.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <rt/timer.h>
#include <rt/waitq.h>
#include <stdlib.h>

enum { FAT_MAGIC = 0x4d44, STATFS_RDONLY = 1, NAME_BYTES = 6 * 255 /* as Linux counts them: 6 a character */ };

struct fat {
    struct fs fs;               /* first: the handle */
    struct rt_mutex lock;       /* held during every operation, while it waits for the disk too */
    struct block *block;        /* borrowed */
    uint32_t first_number;      /* of a volume; another when the service is made again */
    struct volume *volumes[FAT_MOUNTS]; /* owned; NULL: free */
};

/* What an operation works with. */
struct call {
    struct fat *self;
    struct volume *v;
    struct node *n;
};

enum need { ANY, DIRECTORY, REGULAR };

/* Takes the lock and finds the volume; without one the lock is not held: -ENOTCONN. */
static int enter(struct call *c, struct fs *fs, uint32_t number)
{
    c->self = (struct fat *)fs;
    rt_mutex_lock(&c->self->lock);
    number -= c->self->first_number;
    if (number < FAT_MOUNTS && c->self->volumes[number]) {
        c->v = c->self->volumes[number];
        return 0;
    }
    rt_mutex_unlock(&c->self->lock);
    return -ENOTCONN;
}

/* Returns result, so that an operation can end with it. */
static ssize_t leave(struct call *c, ssize_t result)
{
    rt_mutex_unlock(&c->self->lock);
    return result;
}

static int node_of(struct volume *v, uint64_t ino, enum need need, struct node **n)
{
    int err = fat_node_get(v, ino, n);

    if (!err && need == DIRECTORY && !node_is_dir(*n))
        err = -ENOTDIR;
    if (!err && need == REGULAR && node_is_dir(*n))
        err = -EISDIR;
    return err;
}

/* As enter, with a node. */
static int enter_node(struct call *c, struct fs *fs, uint32_t number, uint64_t ino, enum need need)
{
    int err = enter(c, fs, number);

    if (err)
        return err;
    err = node_of(c->v, ino, need, &c->n);
    return err ? leave(c, err) : 0;
}

/* As enter_node, for a change; a directory without a name takes no entries. */
static int enter_change(struct call *c, struct fs *fs, uint32_t number, uint64_t ino, enum need need)
{
    int err = enter_node(c, fs, number, ino, need);

    if (err)
        return err;
    err = need == DIRECTORY && c->n->unlinked ? -ENOENT : fat_change_begin(c->v);
    return err ? leave(c, err) : 0;
}

static int mount_unit(struct fat *self, uint32_t unit, uint32_t flags, uint32_t *number, struct fs_attr *root)
{
    uint32_t place = FAT_MOUNTS;

    for (uint32_t i = 0; i < FAT_MOUNTS; i++) {
        if (self->volumes[i] && self->volumes[i]->disk.unit == unit)
            return -EBUSY;
        if (!self->volumes[i] && place == FAT_MOUNTS)
            place = i;
    }
    if (place == FAT_MOUNTS)
        return -ENOSPC;

    struct volume *v = malloc(sizeof(*v));

    if (!v)
        return -ENOMEM;

    int err = fat_volume_open(v, self->block, unit, flags & FS_MOUNT_RDONLY);

    if (err) {
        free(v);
        return err;
    }
    self->volumes[place] = v;
    fat_attr_fill(v->root, root);
    *number = self->first_number + place;
    log_info("fat: disk %u: FAT%u, %u of %u clusters of %u bytes free%s", unit, v->bits, v->free, v->clusters,
             v->cluster_bytes, v->read_only ? ", read-only" : "");
    return 0;
}

static int op_mount(struct fs *fs, uint32_t unit, uint32_t flags, uint32_t *mount, struct fs_attr *root)
{
    struct call c = { .self = (struct fat *)fs };

    if (flags & ~FS_MOUNT_RDONLY)
        return -EINVAL;
    rt_mutex_lock(&c.self->lock);
    return leave(&c, mount_unit(c.self, unit, flags, mount, root));
}

static int op_remount(struct fs *fs, uint32_t number, uint32_t flags)
{
    struct call c;
    int err = flags & ~FS_MOUNT_RDONLY ? -EINVAL : enter(&c, fs, number);

    return err ? err : leave(&c, fat_volume_change(c.v, flags & FS_MOUNT_RDONLY));
}

static int op_unmount(struct fs *fs, uint32_t mount)
{
    struct call c;
    int err = enter(&c, fs, mount);

    if (err)
        return err;
    err = fat_volume_close(c.v);
    free(c.v);
    c.self->volumes[mount - c.self->first_number] = NULL;
    return leave(&c, err);
}

static int op_statfs(struct fs *fs, uint32_t mount, struct fs_statfs *st)
{
    struct call c;
    int err = enter(&c, fs, mount);

    if (err)
        return err;
    *st = (struct fs_statfs){
        .type = FAT_MAGIC,
        .bsize = c.v->cluster_bytes,
        .blocks = c.v->clusters,
        .bfree = c.v->free,
        .bavail = c.v->free,
        .fsid = c.v->serial,
        .namelen = NAME_BYTES,
        .file_max = FAT_SIZE_MAX,
        .flags = c.v->read_only ? STATFS_RDONLY : 0,
    };
    return leave(&c, 0);
}

static int op_sync(struct fs *fs, uint32_t mount)
{
    struct call c;
    int err = enter(&c, fs, mount);

    return err ? err : leave(&c, fat_volume_sync(c.v));
}

static int op_fsync(struct fs *fs, uint32_t mount, uint64_t ino)
{
    struct call c;
    int err = enter_node(&c, fs, mount, ino, ANY);

    return err ? err : leave(&c, fat_volume_write(c.v));
}

static int lookup(struct node *dir, const char *text, struct fs_attr *attr)
{
    struct dir_entry e;
    struct name name;
    struct node *n;
    int err = fat_name_parse(text, &name);

    if (err == -EINVAL || dir->unlinked)
        err = -ENOENT; /* there is no such name */
    if (!err)
        err = fat_dir_find(dir, &name, &e);
    if (!err)
        err = fat_node_of(dir, e.pos, e.slot, &n);
    if (!err)
        fat_attr_fill(n, attr);
    return err;
}

static int op_lookup(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr)
{
    struct call c;
    int err = enter_node(&c, fs, mount, dir, DIRECTORY);

    return err ? err : leave(&c, lookup(c.n, name, attr));
}

static int op_getattr(struct fs *fs, uint32_t mount, uint64_t ino, struct fs_attr *attr)
{
    struct call c;
    int err = enter_node(&c, fs, mount, ino, ANY);

    if (err)
        return err;
    fat_attr_fill(c.n, attr);
    return leave(&c, 0);
}

static int op_setattr(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t set, const struct fs_attr *want,
                      struct fs_attr *attr)
{
    struct call c;
    int err = enter_change(&c, fs, mount, ino, ANY);

    if (err)
        return err;
    err = fat_attr_set(c.n, set, want);
    fat_attr_fill(c.n, attr);
    return leave(&c, err);
}

static int op_create(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t mode, uint32_t uid,
                     uint32_t gid, uint32_t rdev, struct fs_attr *attr)
{
    struct call c;
    int err = enter_change(&c, fs, mount, dir, DIRECTORY);

    (void)uid; /* FAT has no owners */
    (void)gid;
    (void)rdev;
    return err ? err : leave(&c, fat_create(c.n, name, mode, attr));
}

/* FAT has no links of either kind. */
static int op_symlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t uid, uint32_t gid,
                      const void *target, uint32_t len, struct fs_attr *attr)
{
    (void)fs, (void)mount, (void)dir, (void)name, (void)uid, (void)gid, (void)target, (void)len, (void)attr;
    return -EPERM;
}

static ssize_t op_readlink(struct fs *fs, uint32_t mount, uint64_t ino, void *buf, uint32_t size)
{
    (void)fs, (void)mount, (void)ino, (void)buf, (void)size;
    return -EINVAL;
}

static int op_link(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t dir, const char *name,
                   struct fs_attr *attr)
{
    (void)fs, (void)mount, (void)ino, (void)dir, (void)name, (void)attr;
    return -EPERM;
}

static int op_unlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr)
{
    struct call c;
    int err = enter_change(&c, fs, mount, dir, DIRECTORY);

    return err ? err : leave(&c, fat_unlink(c.n, name, attr));
}

static int op_rmdir(struct fs *fs, uint32_t mount, uint64_t dir, const char *name)
{
    struct call c;
    int err = enter_change(&c, fs, mount, dir, DIRECTORY);

    return err ? err : leave(&c, fat_rmdir(c.n, name));
}

static int op_rename(struct fs *fs, uint32_t mount, uint64_t from_dir, const char *from, uint64_t to_dir,
                     const char *to, uint32_t flags, uint64_t *replaced)
{
    struct call c;
    struct node *target;
    int err = enter_change(&c, fs, mount, from_dir, DIRECTORY);

    if (err)
        return err;
    err = node_of(c.v, to_dir, DIRECTORY, &target);
    if (!err && target->unlinked)
        err = -ENOENT;
    return leave(&c, err ? err : fat_rename(c.n, from, target, to, flags, replaced));
}

static int op_release(struct fs *fs, uint32_t mount, uint64_t ino)
{
    struct call c;
    int err = enter_node(&c, fs, mount, ino, ANY);

    if (err)
        return err == -ESTALE ? 0 : err; /* freed already */
    if (!c.n->unlinked)
        return leave(&c, 0);
    err = fat_change_begin(c.v);
    return leave(&c, err ? err : fat_node_release(c.n));
}

static ssize_t op_readdir(struct fs *fs, uint32_t mount, uint64_t dir, uint64_t cookie, void *buf, uint32_t size)
{
    struct call c;
    int err = enter_node(&c, fs, mount, dir, DIRECTORY);

    return err ? err : leave(&c, fat_dir_read(c.n, cookie, buf, size));
}

static ssize_t op_read(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, void *buf, uint32_t count)
{
    struct call c;
    int err = enter_node(&c, fs, mount, ino, REGULAR);

    return err ? err : leave(&c, fat_file_read(c.n, offset, buf, count));
}

static ssize_t op_write(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, const void *buf,
                        uint32_t count)
{
    struct call c;
    int err = enter_change(&c, fs, mount, ino, REGULAR);

    return err ? err : leave(&c, fat_file_write(c.n, offset, buf, count));
}

static int op_allocate(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t mode, uint64_t offset,
                       uint64_t length)
{
    struct call c;
    int err = enter_change(&c, fs, mount, ino, REGULAR);

    return err ? err : leave(&c, fat_file_allocate(c.n, mode, offset, length));
}

/* There are no holes. */
static int64_t op_seek(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, uint32_t hole)
{
    struct call c;
    int err = enter_node(&c, fs, mount, ino, REGULAR);

    if (err)
        return err;
    return leave(&c, offset >= c.n->size ? -ENXIO : hole ? (int64_t)c.n->size : (int64_t)offset);
}

static ssize_t op_getxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, void *value,
                           uint32_t size)
{
    (void)fs, (void)mount, (void)ino, (void)name, (void)value, (void)size;
    return -EOPNOTSUPP;
}

static int op_setxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, const void *value,
                       uint32_t size, uint32_t flags)
{
    (void)fs, (void)mount, (void)ino, (void)name, (void)value, (void)size, (void)flags;
    return -EOPNOTSUPP;
}

static ssize_t op_listxattr(struct fs *fs, uint32_t mount, uint64_t ino, void *names, uint32_t size)
{
    (void)fs, (void)mount, (void)ino, (void)names, (void)size;
    return 0;
}

static int op_removexattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name)
{
    (void)fs, (void)mount, (void)ino, (void)name;
    return -EOPNOTSUPP;
}

static int op_set_time(struct fs *fs, int64_t now_ns)
{
    (void)fs;
    fat_clock_set(now_ns);
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
    .getattr = op_getattr,
    .setattr = op_setattr,
    .create = op_create,
    .symlink = op_symlink,
    .readlink = op_readlink,
    .link = op_link,
    .unlink = op_unlink,
    .rmdir = op_rmdir,
    .rename = op_rename,
    .release = op_release,
    .readdir = op_readdir,
    .read = op_read,
    .write = op_write,
    .allocate = op_allocate,
    .seek = op_seek,
    .getxattr = op_getxattr,
    .setxattr = op_setxattr,
    .listxattr = op_listxattr,
    .removexattr = op_removexattr,
    .set_time = op_set_time,
};

struct fs *fat_thread_new_on(struct block *block)
{
    struct fat *self = calloc(1, sizeof(*self));

    if (!self)
        return NULL;
    self->block = block;
    self->first_number = (uint32_t)(rt_now_ns() / 1000) * FAT_MOUNTS;
    self->fs.ops = &ops;
    return &self->fs;
}

struct fs *fat_thread_new(void)
{
    struct block *block = wire_block();

    return block ? fat_thread_new_on(block) : NULL;
}
