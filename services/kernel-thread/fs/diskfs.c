/* SPDX-License-Identifier: BSD-2-Clause */
/* The disk file system: names and attributes by the fs service, one call an operation.
 *
 * This task is the only user of the disk, so what the inode here says (size, times, link count) is the
 * truth; the service learns of data and times at write-back.  Data moves in runs of pages (diskfs_io.c). */
#include "fs/diskfs.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/diskfs_int.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/loopfs.h"
#include "fs/pagecache_int.h"
#include "fs/regular.h"
#include "io/blockdev.h"
#include "proc/proc.h"
#include "time/clock.h"

enum { READDIR_BYTES = 4096 };
enum { EXT4_ATTRIBUTES = 0x100874 /* STATX_ATTR_: compressed, immutable, append, nodump, encrypted, verity */ };

static struct fs *service, *fat_service;

static struct fs_type fat_type;
static const struct inode_ops ops;
static const struct file_ops dir_ops;

static struct diskfs *disk_of(const struct inode *inode)
{
    return inode->super->priv;
}

/* The inode of an answer of the service: the one there is, or a new one. */
static int inode_of(struct super *super, const struct fs_attr *attr, struct inode **out)
{
    struct inode *inode = inode_find(super, attr->ino);

    if (!inode) {
        inode = inode_new(super, attr->ino, 1);
        if (!inode)
            return -ENOMEM;
        inode->ops = &ops;
        struct fs_attr shown = *attr;
        if (disk_of(inode)->fat) {
            fat_options_shape(&disk_of(inode)->owners, &shown);
            inode->flags |= INODE_ASK_AFTER;
        }
        inode_from_attr(inode, &shown);
        if (S_ISREG(inode->mode)) {
            inode->flags |= INODE_PAGES;
            inode->fops = &regular_file_ops;
        }
        if (S_ISDIR(inode->mode)) {
            inode->fops = &dir_ops;
            if (disk_of(inode)->fat)
                inode->flags |= INODE_ANY_CASE;
        }
    }
    *out = inode;
    return 0;
}

static int disk_lookup(struct inode *dir, const char *name, struct inode **out)
{
    struct fs_attr attr;
    int err = ON_DISK(disk_of(dir), fs_lookup, dir->ino, name, &attr);

    return err ? err : inode_of(dir->super, &attr, out);
}

static int disk_create(struct inode *dir, const char *name, uint32_t mode, uint32_t uid, uint32_t gid,
                       uint32_t rdev, struct inode **out)
{
    struct fs_attr attr;
    int err = ON_DISK(disk_of(dir), fs_create, dir->ino, name, mode, uid, gid, rdev, &attr);

    return err ? err : inode_of(dir->super, &attr, out);
}

static int disk_symlink(struct inode *dir, const char *name, const char *target, uint32_t uid, uint32_t gid,
                        struct inode **out)
{
    struct fs_attr attr;
    int err = ON_DISK(disk_of(dir), fs_symlink, dir->ino, name, uid, gid, target,
                         (uint32_t)strlen(target), &attr);

    return err ? err : inode_of(dir->super, &attr, out);
}

static ssize_t disk_readlink(struct inode *inode, char *buf, size_t size)
{
    if (!S_ISLNK(inode->mode))
        return -EINVAL;
    return ON_DISK(disk_of(inode), fs_readlink, inode->ino, buf, (uint32_t)size);
}

static int disk_link(struct inode *inode, struct inode *dir, const char *name)
{
    struct fs_attr attr;
    int err = ON_DISK(disk_of(dir), fs_link, inode->ino, dir->ino, name, &attr);

    if (!err)
        inode->nlink = attr.nlink;
    return err;
}

static int disk_unlink(struct inode *dir, const char *name, struct inode *victim)
{
    struct fs_attr attr;
    int err = ON_DISK(disk_of(dir), fs_unlink, dir->ino, name, &attr);

    if (!err)
        victim->nlink = attr.nlink;
    return err;
}

static int disk_rmdir(struct inode *dir, const char *name, struct inode *victim)
{
    (void)victim;
    return ON_DISK(disk_of(dir), fs_rmdir, dir->ino, name);
}

static int disk_rename(struct inode *from_dir, const char *from, struct inode *from_inode, struct inode *to_dir,
                       const char *to, struct inode *to_inode, unsigned flags)
{
    uint64_t replaced = 0;
    int err = ON_DISK(disk_of(from_dir), fs_rename, from_dir->ino, from, to_dir->ino, to,
                        flags, &replaced);

    (void)from_inode;
    if (!err && to_inode && !(flags & RENAME_EXCHANGE))
        to_inode->nlink = S_ISDIR(to_inode->mode) ? 0 : to_inode->nlink - 1;
    return err;
}

static int disk_setattr(struct inode *inode, uint32_t set, const struct fs_attr *want)
{
    struct diskfs *d = disk_of(inode);
    struct fs_attr attr, wanted = *want;
    int err = d->fat ? fat_options_wanted(&d->owners, inode->mode, &set, &wanted) : 0;

    if (!err)
        err = ON_DISK(d, fs_setattr, inode->ino, set, &wanted, &attr);
    if (!err && (set & FS_SET_FLAGS))
        inode->fsflags = attr.flags & ~FS_ATTR_XATTRS;
    if (d->fat)
        inode->flags |= INODE_BLOCKS_OLD;
    return err;
}

/* Blocks, and the size of directories, are known below only.  Dirty pages may need blocks too. */
static int disk_refresh(struct inode *inode)
{
    struct fs_attr attr;

    if (!(inode->flags & INODE_BLOCKS_OLD) && !inode->pages.dirty)
        return 0; /* nothing changed since it was asked */
    int err = ON_DISK(disk_of(inode), fs_getattr, inode->ino, &attr);
    if (err)
        return err;
    inode->flags &= ~INODE_BLOCKS_OLD;
    inode->blocks = attr.blocks;
    if (disk_of(inode)->fat) {
        fat_options_shape(&disk_of(inode)->owners, &attr);
        inode->uid = attr.uid;
        inode->gid = attr.gid;
    }
    inode->mode = attr.mode;
    if (S_ISDIR(inode->mode))
        inode->size = attr.size;
    /* Each dirty page may fill a hole, but a file has no more pages than its size. */
    uint64_t most = (inode->size + 4095) / 4096 * 8, with_dirty = inode->blocks + 8 * inode->pages.dirty;
    if (with_dirty > most)
        with_dirty = most;
    if (with_dirty > inode->blocks)
        inode->blocks = with_dirty;
    if (inode->pages.dirty)
        inode->flags |= INODE_BLOCKS_OLD;
    return 0;
}

static int disk_fsync(struct inode *inode)
{
    return ON_DISK(disk_of(inode), fs_fsync, inode->ino);
}

static void disk_evict(struct inode *inode)
{
    if (inode->nlink == 0 && inode->ino != 0)
        (void)fs_release(disk_of(inode)->fs, disk_of(inode)->mount, inode->ino); /* e2fsck finds what stays */
}

static int disk_statfs(struct super *super, struct fs_statfs *st)
{
    struct diskfs *d = super->priv;
    int err = ON_DISK(d, fs_statfs, st);

    if (err || !st->bsize)
        return err;
    uint64_t dirty = super->dirty_pages * 4096 / st->bsize; /* will be taken at write-back */
    st->bfree -= dirty < st->bfree ? dirty : st->bfree;
    st->bavail -= dirty < st->bavail ? dirty : st->bavail;
    return 0;
}

static int disk_sync(struct super *super)
{
    struct diskfs *d = super->priv;

    return ON_DISK(d, fs_sync);
}

static int disk_options(struct super *super, const char *data)
{
    const struct diskfs *d = super->priv;

    return d->fat ? 0 : diskfs_check_options(data); /* as on Linux, where vfat takes no others later */
}

static void disk_show_options(const struct super *super, struct text *out)
{
    const struct diskfs *d = super->priv;

    if (d->fat)
        fat_options_show(&d->owners, out);
}

static int disk_remount(struct super *super, uint32_t flags)
{
    struct diskfs *d = super->priv;

    if (!(flags & MS_RDONLY) && d->bd && d->bd->read_only)
        return -EACCES;
    return ON_DISK(d, fs_remount, flags & MS_RDONLY ? FS_MOUNT_RDONLY : 0);
}

static int on_loop(const struct diskfs *d)
{
    return d->bd && d->bd->kind;
}

/* The device is held while a file system is mounted from it.  The service is that of all disks; a mount from a loop
 * device has one of its own. */
static int diskfs_begin(struct diskfs *d, const struct fs_type *type, uint32_t device, uint32_t flags)
{
    d->fat = type == &fat_type;
    d->bd = blockdev_find(device);
    d->unit = d->bd ? d->bd->unit : disk_unit(RDEV_MINOR(device));
    if (d->bd && !(flags & MS_RDONLY) && d->bd->read_only)
        return -EACCES;
    if (d->bd && !d->bd->sectors)
        return -EIO;
    d->fs = on_loop(d) ? loopfs_get(d->bd, d->fat) : d->fat ? fat_service : service;
    if (!d->fs)
        return -ENOMEM;
    int err = d->bd ? blockdev_claim(d->bd) : 0;
    if (err && on_loop(d))
        loopfs_put(d->fs, d->fat);
    return err;
}

static void diskfs_end(struct diskfs *d)
{
    if (on_loop(d))
        loopfs_put(d->fs, d->fat);
    if (d->bd)
        blockdev_release(d->bd);
    free(d);
}

static int disk_unmount(struct super *super)
{
    struct diskfs *d = super->priv;
    int err = fs_unmount(d->fs, d->mount);

    diskfs_end(d);
    return err == -ENOTCONN ? 0 : err; /* the service was made again since: nothing is mounted there */
}

/* Emits the records of one buffer: 0 go on, 1 the sink is full, -EIO nonsense. */
static int emit_records(struct file *file, struct dir_sink *sink, const char *buf, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        const struct fs_dirent *e = (const void *)(buf + at);
        size_t head = offsetof(struct fs_dirent, name);
        if (bytes - at < head || e->reclen < head + e->namelen + 1 || e->reclen > bytes - at || e->reclen % 8)
            return -EIO;
        if (sink->emit(sink, e->name, e->namelen, e->ino, e->type, e->cookie))
            return 1;
        file->pos = e->cookie;
        at += e->reclen;
    }
    return 0;
}

static int disk_readdir(struct file *file, struct dir_sink *sink)
{
    struct inode *dir = file->inode;
    char *buf = malloc(READDIR_BYTES);
    int result = 0;

    if (!buf)
        return -ENOMEM;
    while (!result) {
        ssize_t n = ON_DISK(disk_of(dir), fs_readdir, dir->ino, file->pos, buf, READDIR_BYTES);
        if (n <= 0) {
            result = (int)n;
            break;
        }
        result = emit_records(file, sink, buf, (size_t)n);
    }
    free(buf);
    inode_accessed(file);
    return result > 0 ? 0 : result;
}

static int dir_fsync(struct file *file, int data_only)
{
    (void)data_only;
    return disk_fsync(file->inode);
}

static const struct inode_ops ops = {
    .lookup = disk_lookup,
    .create = disk_create,
    .symlink = disk_symlink,
    .link = disk_link,
    .unlink = disk_unlink,
    .rmdir = disk_rmdir,
    .rename = disk_rename,
    .readlink = disk_readlink,
    .setattr = disk_setattr,
    .refresh = disk_refresh,
    .read_pages = diskfs_read_pages,
    .write_pages = diskfs_write_pages,
    .fsync = disk_fsync,
    .getxattr = diskfs_getxattr,
    .setxattr = diskfs_setxattr,
    .listxattr = diskfs_listxattr,
    .removexattr = diskfs_removexattr,
    .allocate = diskfs_allocate,
    .seek = diskfs_seek,
    .tmpfile = diskfs_tmpfile,
};

/* Places in a directory are hashes of names: all numbers are, and the end is the highest. */
static int64_t dir_seek(struct file *file, int64_t offset, int whence)
{
    int64_t to = offset;

    if (whence == LINUX_SEEK_HOLE && offset >= 0)
        to = INT64_MAX;
    else if (whence == LINUX_SEEK_END || whence == LINUX_SEEK_CUR)
        to = __builtin_add_overflow(whence == LINUX_SEEK_END ? INT64_MAX : (int64_t)file->pos, offset, &to) ? -1 : to;
    if (to < 0)
        return -EINVAL;
    file->pos = (uint64_t)to;
    return to;
}

static const struct file_ops dir_ops = { .readdir = disk_readdir, .fsync = dir_fsync, .seek = dir_seek };

static const struct super_ops super_ops = {
    .evict = disk_evict,
    .statfs = disk_statfs,
    .sync = disk_sync,
    .unmount = disk_unmount,
    .remount = disk_remount,
    .options = disk_options,
    .show_options = disk_show_options,
    .reserve = diskfs_reserve,
};

static int mount_disk(struct super *super, struct diskfs *d, uint32_t flags)
{
    struct fs_attr attr;
    struct fs_statfs st;
    struct fs *fs = d->fs;
    uint32_t unit = d->unit;

    int err = fs_set_time(fs, clock_realtime_ns()); /* its stamps go on from ours */
    if (!err)
        err = fs_mount(fs, unit, flags & MS_RDONLY ? FS_MOUNT_RDONLY : 0, &d->mount, &attr);
    if (err)
        return err;
    super->priv = d;
    d->super = super;
    super->time_min_ns = (int64_t)INT32_MIN * 1000000000;
    super->attributes = d->fat ? 0 : EXT4_ATTRIBUTES;
    super->level = d->bd ? d->bd->level : 0;
    super->max_bytes = fs_statfs(fs, d->mount, &st) == 0 && st.file_max ? st.file_max : INT64_MAX;
    err = inode_of(super, &attr, &super->root);
    if (err) {
        (void)fs_unmount(fs, d->mount);
        super->priv = NULL;
    }
    return err;
}

/* As the user who mounts would make files there, and as the options say, which were checked. */
static void set_owners(struct diskfs *d, const char *data)
{
    const struct thread *t = current();

    d->owners = (struct fat_options){ .fmask = 022, .dmask = 022 };
    if (t) {
        d->owners = (struct fat_options){ .uid = t->proc->cred.uid, .gid = t->proc->cred.gid,
                                          .fmask = t->proc->fs->umask, .dmask = t->proc->fs->umask };
    }
    (void)fat_options_parse(data, &d->owners);
}

static int disk_mount(const struct fs_type *type, uint32_t device, uint32_t flags, const char *data,
                      struct super **out)
{
    struct super *super = super_new(type->name, &super_ops);
    struct diskfs *d = calloc(1, sizeof *d);

    int err = super && d ? diskfs_begin(d, type, device, flags) : -ENOMEM;
    if (!err && d->fat)
        set_owners(d, data);
    if (err) {
        free(d);
    } else {
        err = mount_disk(super, d, flags);
        if (err)
            diskfs_end(d);
    }
    if (!err) {
        *out = super;
        return 0;
    }
    if (super)
        super_discard(super);
    return err;
}

static struct fs_type types[] = {
    { .name = "ext4", .needs_device = 1, .mount = disk_mount, .check = diskfs_check_options },
    { .name = "ext3", .needs_device = 1, .mount = disk_mount, .check = diskfs_check_options },
    { .name = "ext2", .needs_device = 1, .mount = disk_mount, .check = diskfs_check_options },
};

static struct fs_type fat_type = { .name = "vfat", .needs_device = 1, .mount = disk_mount,
                                   .check = fat_options_check };

int diskfs_register(struct fs *fs)
{
    service = fs;
    for (unsigned i = sizeof types / sizeof *types; i-- > 0;)
        fs_type_register(&types[i]);
    return 0;
}

int diskfs_register_fat(struct fs *fs)
{
    if (!fs)
        return -ENODEV;
    fat_service = fs;
    fs_type_register(&fat_type);
    return 0;
}
