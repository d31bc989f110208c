/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk files: extended attributes, blocks set aside and given back, holes. */
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/diskfs_int.h"
#include "mm/page.h"

static struct diskfs *disk_of(const struct inode *inode)
{
    return inode->super->priv;
}

ssize_t diskfs_getxattr(struct inode *inode, const char *name, void *value, size_t size)
{
    return ON_DISK(disk_of(inode), fs_getxattr, inode->ino, name, value, (uint32_t)size);
}

/* An access list changes the permissions as well. */
static int after_acl(struct inode *inode, const char *name)
{
    struct fs_attr attr;

    if (strcmp(name, "system.posix_acl_access"))
        return 0;
    int err = ON_DISK(disk_of(inode), fs_getattr, inode->ino, &attr);
    if (!err)
        inode->mode = attr.mode;
    return err;
}

int diskfs_setxattr(struct inode *inode, const char *name, const void *value, size_t size, unsigned flags)
{
    int err = ON_DISK(disk_of(inode), fs_setxattr, inode->ino, name, value, (uint32_t)size, flags);

    inode->flags |= INODE_BLOCKS_OLD | INODE_XATTRS;
    return err ? err : after_acl(inode, name);
}

ssize_t diskfs_listxattr(struct inode *inode, char *names, size_t size)
{
    return ON_DISK(disk_of(inode), fs_listxattr, inode->ino, names, (uint32_t)size);
}

int diskfs_removexattr(struct inode *inode, const char *name)
{
    inode->flags |= INODE_BLOCKS_OLD;
    return ON_DISK(disk_of(inode), fs_removexattr, inode->ino, name);
}

/* What the cache holds of the range is written first, so that what stays of its first and last block is on the
 * disk; what moved or went is read again. */
int diskfs_allocate(struct inode *inode, unsigned mode, uint64_t offset, uint64_t length)
{
    int moves = (mode & (FS_COLLAPSE_RANGE | FS_INSERT_RANGE)) != 0, changes = (mode & ~(unsigned)FS_KEEP_SIZE) != 0;
    uint64_t first = offset / PAGE_BYTES, end = moves ? UINT64_MAX : (offset + length + PAGE_BYTES - 1) / PAGE_BYTES;

    if (changes) {
        int err = pagecache_write_back(inode, first, end);
        if (err)
            return err;
        pagecache_wait(inode);
    }
    int err = ON_DISK(disk_of(inode), fs_allocate, inode->ino, mode, offset, length);
    if (changes)
        pagecache_drop(inode, first, end);
    inode->flags |= INODE_BLOCKS_OLD;
    return err;
}

/* Written pages have no blocks before they reach the disk: they do so first. */
int64_t diskfs_seek(struct inode *inode, uint64_t offset, int hole)
{
    int err = inode->pages.dirty ? pagecache_write_back(inode, 0, UINT64_MAX) : 0;

    if (err)
        return err;
    pagecache_wait(inode);
    return ON_DISK(disk_of(inode), fs_seek, inode->ino, offset, hole != 0);
}

/* There is no call for a node without a name: it gets one that nobody sees, as its directory is locked, and
 * loses it at once. */
int diskfs_tmpfile(struct inode *dir, uint32_t mode, uint32_t uid, uint32_t gid, struct inode **out)
{
    static const char name[] = ".\001tmpfile";
    struct fs_attr attr;

    int err = dir->ops->create(dir, name, mode, uid, gid, 0, out);
    if (err)
        return err;
    err = ON_DISK(disk_of(dir), fs_unlink, dir->ino, name, &attr);
    if (err) {
        inode_put(*out);
        return err;
    }
    (*out)->nlink = attr.nlink;
    return 0;
}
