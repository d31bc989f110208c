/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk whose file system service was made again: mounting it once more, and what is left of what we knew.
 *
 * The service lost what it had not committed, as in a power cut; we did not.  So every node that we hold is compared with the
 * disk's: the same number, type and birth is the same node, any other is gone for whoever has it open.  Dirty pages of
 * nodes that are there are written later, as always. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <rt/log.h>
#include <stdlib.h>

#include "fs/acl.h"
#include "fs/dcache.h"
#include "fs/diskfs_int.h"
#include "fs/pagecache_int.h"
#include "fs/vfs.h"
#include "time/clock.h"

/* The name it was found by leads there no more, or elsewhere. */
static void forget_name(struct inode *inode)
{
    struct dentry *d = inode->alias;

    if (d && d->parent != d)
        dentry_unhash(d);
}

static void lose(struct inode *inode)
{
    forget_name(inode);
    inode_unhash(inode);
    inode->ino = 0;
    inode->nlink = 0; /* nobody writes its times, and its pages go with the last user */
}

static void refresh(struct inode *inode, const struct fs_attr *attr)
{
    uint64_t size = inode->size;

    inode_from_attr(inode, attr);
    inode_acl_changed(inode);
    if (inode->in_flight) /* the disk will have it when these pages are there, as with dirty ones */
        inode->size = size;
    if (S_ISREG(inode->mode) && inode->size < size)
        pagecache_truncate(inode, inode->size);
}

/* Does the name still lead to the node? */
static int name_is_right(struct diskfs *d, uint32_t mount, const struct inode *inode)
{
    const struct dentry *name = inode->alias;
    struct fs_attr attr;

    if (!name || name->parent == name || !name->parent->inode)
        return 1;
    return fs_lookup(d->fs, mount, name->parent->inode->ino, name->name, &attr) == 0 && attr.ino == inode->ino;
}

/* 1 if the disk has it no more. */
static unsigned compare(struct diskfs *d, uint32_t mount, struct inode *inode)
{
    struct fs_attr attr;
    int err = fs_getattr(d->fs, mount, inode->ino, &attr);

    if (err || attr.nlink == 0 || (attr.mode & S_IFMT) != (inode->mode & S_IFMT) || attr.btime_ns != inode->btime_ns) {
        lose(inode);
        return 1;
    }
    refresh(inode, &attr);
    if (!name_is_right(d, mount, inode))
        forget_name(inode);
    return 0;
}

static int compare_all(struct diskfs *d, uint32_t mount)
{
    unsigned count, lost = 0;
    struct inode **list;

    dcache_forget_super(d->super);
    count = inodes_of(d->super, NULL, 0);
    list = malloc((count + 1) * sizeof *list);
    if (!list)
        return -ENOMEM;
    (void)inodes_of(d->super, list, count);
    for (unsigned i = 0; i < count; i++)
        lost += compare(d, mount, list[i]);
    for (unsigned i = 0; i < count; i++)
        inode_put(list[i]);
    free(list);
    log_warn("disk %u is mounted again: of %u nodes in use %u are not there any more", d->unit, count, lost);
    return 0;
}

static int mount_again(struct diskfs *d)
{
    uint32_t number;
    struct fs_attr root;
    int err = fs_set_time(d->fs, clock_realtime_ns());

    if (!err)
        err = fs_mount(d->fs, d->unit, d->super->flags & MS_RDONLY ? FS_MOUNT_RDONLY : 0, &number, &root);
    if (!err) {
        err = compare_all(d, number);
        if (err)
            (void)fs_unmount(d->fs, number);
    }
    if (!err)
        d->mount = number;
    else
        log_error("disk %u cannot be mounted again: error %d", d->unit, -err);
    return err;
}

int diskfs_again(struct diskfs *d, uint32_t stale)
{
    rt_mutex_lock(&d->again);
    int err = d->mount == stale ? mount_again(d) : 0;
    rt_mutex_unlock(&d->again);
    return err;
}
