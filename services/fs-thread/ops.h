/* SPDX-License-Identifier: BSD-2-Clause */
/* What the operations of the fs interface begin and end with: lock, mount, node. */
#pragma once
#include "ext4.h"

#include <ipc/fs_gen.h>
#include <linux/errno.h>
#include <rt/timer.h>
#include <rt/waitq.h>

struct ext4 {
    struct fs fs;               /* first: the handle */
    struct rt_mutex lock;       /* held during every operation, while it waits for the disk too */
    struct block *block;        /* borrowed */
    uint32_t first_number;      /* of a mount; another when the service is made again */
    struct mount mounts[EXT4_MOUNTS];
};

static inline struct ext4 *self_of(struct fs *fs)
{
    return (struct ext4 *)fs;
}

/* Takes the lock and finds the mount; without one the lock is not held: -ENOTCONN. */
static inline int enter(struct fs *fs, uint32_t number, struct mount **m)
{
    struct ext4 *self = self_of(fs);

    rt_mutex_lock(&self->lock);
    number -= self->first_number;
    if (number < EXT4_MOUNTS && self->mounts[number].used) {
        *m = &self->mounts[number];
        return 0;
    }
    rt_mutex_unlock(&self->lock);
    return -ENOTCONN;
}

/* Returns result, so that an operation can end with it. */
static inline ssize_t leave(struct fs *fs, ssize_t result)
{
    rt_mutex_unlock(&self_of(fs)->lock);
    return result;
}

/* As enter, with a node, + reference. */
static inline int enter_node(struct fs *fs, uint32_t number, uint64_t ino, struct mount **m, struct node **n)
{
    int err = enter(fs, number, m);

    if (err)
        return err;
    err = ext4_node_get(*m, ino, n);
    return err ? leave(fs, err) : 0;
}

static inline ssize_t leave_node(struct fs *fs, struct node *n, ssize_t result)
{
    ext4_node_put(n);
    return leave(fs, result);
}

/* ops_node.c: operations on one node, whose table ops.c has */
int ext4_op_getattr(struct fs *fs, uint32_t mount, uint64_t ino, struct fs_attr *attr);
int ext4_op_setattr(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t set,
                      const struct fs_attr *want, struct fs_attr *attr);
ssize_t ext4_op_readlink(struct fs *fs, uint32_t mount, uint64_t ino, void *buf, uint32_t size);
int ext4_op_release(struct fs *fs, uint32_t mount, uint64_t ino);
ssize_t ext4_op_readdir(struct fs *fs, uint32_t mount, uint64_t dir, uint64_t cookie, void *buf,
                          uint32_t size);
ssize_t ext4_op_read(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, void *buf,
                       uint32_t count);
ssize_t ext4_op_write(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, const void *buf,
                        uint32_t count);
int ext4_op_allocate(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t mode, uint64_t offset,
                     uint64_t length);
int64_t ext4_op_seek(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, uint32_t hole);
ssize_t ext4_op_getxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, void *value,
                         uint32_t size);
int ext4_op_setxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, const void *value,
                     uint32_t size, uint32_t flags);
ssize_t ext4_op_listxattr(struct fs *fs, uint32_t mount, uint64_t ino, void *names, uint32_t size);
int ext4_op_removexattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name);
