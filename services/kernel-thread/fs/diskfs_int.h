/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the disk file system. */
#pragma once
#include <ipc/block.h>
#include <linux/errno.h>
#include <rt/waitq.h>
#include <stdint.h>

#include "fs/fat_options.h"
#include "fs/inode.h"

struct blockdev;

enum { DISK_MAJOR = 254, DISK_MINORS = 16 /* device numbers, as virtio disks have them */ };

/* Unit of the block service for a minor number. */
static inline uint32_t disk_unit(uint32_t minor)
{
    return minor / DISK_MINORS + minor % DISK_MINORS * BLOCK_PARTITION;
}

/* super->priv */
struct diskfs {
    struct super *super;    /* whose priv this is */
    struct fs *fs;          /* borrowed service */
    uint32_t mount, unit;
    char fat;               /* it keeps FAT */
    struct fat_options owners; /* of FAT */
    struct blockdev *bd;    /* claimed; NULL: the root disk, which came first */
    int64_t budget_pages;   /* pages that may become dirty before the free space must be asked for again */
    unsigned asked;         /* reserves since then, while write_through */
    struct rt_mutex again;  /* held while it is mounted again */
};

/* The result of a request to the service about the mount: ON_DISK(d, fs_getattr, ino, &attr).  When the service does not know
 * the mount, because it was made again (by the operator, or after a fault), the disk is mounted again and the request
 * repeated, its arguments taken afresh. */
#define ON_DISK(d, request, ...)                                                                       \
    ({                                                                                                 \
        uint32_t before_ = (d)->mount;                                                                 \
        __auto_type result_ = request((d)->fs, before_, ##__VA_ARGS__);                                \
        if (result_ == -ENOTCONN)                                                                      \
            result_ = diskfs_again((d), before_) ? -EIO : request((d)->fs, (d)->mount, ##__VA_ARGS__); \
        result_;                                                                                       \
    })
/* Mounts the disk again, unless `stale` is not its number any more, and looks what is still there of what this task knows: the
 * service may have lost what it had not committed.  Names are asked for anew; nodes that are gone have ino 0 from now on, which
 * the service answers with -ESTALE.  May park. */
int diskfs_again(struct diskfs *d, uint32_t stale);

/* diskfs_options.c: are they some that ext4 knows?  0 or -EINVAL. */
int diskfs_check_options(const char *data);

int diskfs_read_pages(struct inode *inode, uint64_t index, struct page **pages, unsigned count);
int diskfs_write_pages(struct inode *inode, uint64_t index, struct page **pages, size_t bytes);
int diskfs_reserve(struct super *super);

/* diskfs_attr.c: inode_ops. */
ssize_t diskfs_getxattr(struct inode *inode, const char *name, void *value, size_t size);
int diskfs_setxattr(struct inode *inode, const char *name, const void *value, size_t size, unsigned flags);
ssize_t diskfs_listxattr(struct inode *inode, char *names, size_t size);
int diskfs_removexattr(struct inode *inode, const char *name);
int diskfs_allocate(struct inode *inode, unsigned mode, uint64_t offset, uint64_t length);
int64_t diskfs_seek(struct inode *inode, uint64_t offset, int hole);
int diskfs_tmpfile(struct inode *dir, uint32_t mode, uint32_t uid, uint32_t gid, struct inode **out);
