/* SPDX-License-Identifier: BSD-2-Clause */
/* fallocate, and where data and holes are. */
#include "fs/allocate.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/resource.h>
#include <linux/stat.h>

#include "fs/file.h"
#include "fs/notify.h"
#include "fs/pagetree.h"
#include "fs/regular.h"
#include "fs/user_path.h"
#include "mm/page.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum {
    ALL_MODES = FS_KEEP_SIZE | FS_PUNCH_HOLE | FS_COLLAPSE_RANGE | FS_ZERO_RANGE | FS_INSERT_RANGE,
};

/* Which combinations there are. */
static int check_mode(unsigned mode)
{
    if (mode & ~(unsigned)ALL_MODES || (mode & (FS_PUNCH_HOLE | FS_ZERO_RANGE)) == (FS_PUNCH_HOLE | FS_ZERO_RANGE))
        return -EOPNOTSUPP;
    if ((mode & FS_PUNCH_HOLE) && !(mode & FS_KEEP_SIZE))
        return -EOPNOTSUPP;
    if (((mode & FS_COLLAPSE_RANGE) && mode != FS_COLLAPSE_RANGE) || ((mode & FS_INSERT_RANGE) && mode != FS_INSERT_RANGE))
        return -EINVAL;
    return 0;
}

static int check_file(const struct file *f, unsigned mode, uint64_t end)
{
    if (!file_writable(f))
        return -EBADF;
    if (S_ISFIFO(f->inode->mode))
        return -ESPIPE;
    if ((f->inode->fsflags & FS_IMMUTABLE_FL) || ((f->inode->fsflags & FS_APPEND_FL) && (mode & ~(unsigned)FS_KEEP_SIZE)))
        return -EPERM;
    if (S_ISDIR(f->inode->mode))
        return -EISDIR;
    if (!S_ISREG(f->inode->mode))
        return -ENODEV;
    if (end > f->inode->super->max_bytes)
        return -EFBIG;
    return f->inode->ops->allocate ? 0 : -EOPNOTSUPP;
}

/* The size the file will have; -EFBIG with SIGXFSZ beyond the limit. */
static int new_size(const struct inode *inode, unsigned mode, uint64_t offset, uint64_t len, uint64_t *size)
{
    uint64_t end = offset + len;

    *size = inode->size;
    if (mode == FS_COLLAPSE_RANGE) {
        if (end >= inode->size)
            return -EINVAL;
        *size -= len;
    } else if (mode == FS_INSERT_RANGE) {
        if (offset >= inode->size)
            return -EINVAL;
        if (inode->size > inode->super->max_bytes - len)
            return -EFBIG;
        *size += len;
    } else if (!(mode & FS_KEEP_SIZE) && end > inode->size) {
        *size = end;
    }
    return *size > inode->size ? size_limit(*size) : 0;
}

static int allocate_locked(struct inode *inode, unsigned mode, uint64_t offset, uint64_t len)
{
    uint64_t size;
    int err = new_size(inode, mode, offset, len, &size);

    if (!err)
        err = sealed_size(inode, mode & FS_PUNCH_HOLE ? inode->size : offset + len > inode->size ? offset + len : inode->size);
    if (!err && (mode & FS_PUNCH_HOLE) && (inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)))
        err = -EPERM;
    if (err)
        return err;
    inode_drop_privileges(inode);
    err = inode->ops->allocate(inode, mode, offset, len);
    if (err)
        return err;
    inode->size = size;
    inode_touch(inode, FS_SET_MTIME | FS_SET_CTIME);
    return 0;
}

static int allocate(struct file *f, unsigned mode, int64_t offset, int64_t len)
{
    int64_t end;

    if (offset < 0 || len <= 0)
        return -EINVAL;
    int err = check_mode(mode);
    if (!err)
        err = check_file(f, mode, __builtin_add_overflow(offset, len, &end) ? UINT64_MAX : (uint64_t)end);
    if (err)
        return err;
    rt_mutex_lock(&f->inode->lock);
    err = allocate_locked(f->inode, mode, (uint64_t)offset, (uint64_t)len);
    rt_mutex_unlock(&f->inode->lock);
    if (!err)
        notify_path(f->path.dentry, IN_MODIFY);
    return err;
}

int file_punch(struct file *f, uint64_t offset, uint64_t bytes)
{
    return allocate(f, FS_PUNCH_HOLE | FS_KEEP_SIZE, (int64_t)offset, (int64_t)bytes);
}

long sys_fallocate(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    err = allocate(f, (unsigned)a[1], (int64_t)a[2], (int64_t)a[3]);
    file_put(f);
    return err;
}

static void zero_part(struct inode *inode, uint64_t from, uint64_t to)
{
    struct page *p = from < to ? pagecache_peek(inode, from / PAGE_BYTES) : NULL;

    if (!p)
        return;
    for (uint64_t at = from; at < to; at++)
        ((char *)page_address(p))[at % PAGE_BYTES] = 0;
    page_contents_changed(p);
    page_put(p);
}

/* Pages come when they are written, but there must be room for all of them. */
int memory_allocate(struct inode *inode, unsigned mode, uint64_t offset, uint64_t len)
{
    uint64_t end = offset + len, first = (offset + PAGE_BYTES - 1) / PAGE_BYTES, last = end / PAGE_BYTES;

    if (mode == (FS_PUNCH_HOLE | FS_KEEP_SIZE)) {
        uint64_t head_end = end < first * PAGE_BYTES ? end : first * PAGE_BYTES;
        zero_part(inode, offset, head_end);
        if (last >= first) {
            zero_part(inode, last * PAGE_BYTES, end);
            pagecache_drop(inode, first, last);
        }
        return 0;
    }
    if (mode & ~(unsigned)FS_KEEP_SIZE)
        return -EOPNOTSUPP;
    return pagecache_fill(inode, offset / PAGE_BYTES, (end + PAGE_BYTES - 1) / PAGE_BYTES);
}

int64_t memory_seek(struct inode *inode, uint64_t offset, int hole)
{
    uint64_t index = offset / PAGE_BYTES, found = index;

    if (!hole) {
        if (!pagetree_next(&inode->pages, &found) || found * PAGE_BYTES >= inode->size)
            return -ENXIO;
        return found == index ? (int64_t)offset : (int64_t)(found * PAGE_BYTES);
    }
    while (pagetree_find(&inode->pages, index))
        index++;
    uint64_t at = index == offset / PAGE_BYTES ? offset : index * PAGE_BYTES;
    return (int64_t)(at < inode->size ? at : inode->size);
}

int64_t file_seek_data(struct file *f, int64_t offset, int hole)
{
    struct inode *inode = f->inode;

    if (offset < 0 || (uint64_t)offset >= inode->size)
        return -ENXIO;
    if (inode->ops->seek)
        return inode->ops->seek(inode, (uint64_t)offset, hole);
    return hole ? (int64_t)inode->size : offset;
}
