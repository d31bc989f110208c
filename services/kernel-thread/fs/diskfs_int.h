/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the disk file system. */
#pragma once
#include <ipc/block.h>
#include <stdint.h>

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
    struct fs *fs;          /* borrowed service */
    uint32_t mount, unit;
    char fat;               /* it keeps FAT */
    struct blockdev *bd;    /* claimed; NULL: the root disk, which came first */
    int64_t budget_pages;   /* pages that may become dirty before the free space must be asked for again */
    unsigned asked;         /* reserves since then, while write_through */
};

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
