/* SPDX-License-Identifier: BSD-2-Clause */
/* Open files: their life, and reading and writing through them. */
#include "fs/file.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/resource.h>
#include <linux/stat.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/async.h"
#include "fs/dcache.h"
#include "fs/device.h"
#include "fs/epoll.h"
#include "fs/lease.h"
#include "fs/lock.h"
#include "fs/notify.h"
#include "mm/user.h"
#include "proc/proc.h"

const struct file_ops path_file_ops;

long file_count;

struct file *file_new(const struct path *path, const struct file_ops *ops, uint32_t flags)
{
    struct file *f = calloc(1, sizeof *f);

    if (!f)
        return NULL;
    file_count++;
    f->refs = 1;
    f->flags = flags;
    f->ops = ops;
    f->path = *path;
    path_get(&f->path);
    f->inode = path_inode(path);
    return f;
}

/* Which operations an inode's type has when it is opened. */
static const struct file_ops *ops_of(const struct inode *inode)
{
    switch (inode->mode & S_IFMT) {
    case S_IFCHR: return device_char_ops(inode->rdev);
    case S_IFBLK: return device_block_ops(inode->rdev);
    case S_IFIFO: return &fifo_file_ops;
    case S_IFREG:
    case S_IFDIR: return inode->fops;
    default: return NULL;
    }
}

int inode_can_be_direct(const struct inode *inode)
{
    return S_ISBLK(inode->mode) || (S_ISREG(inode->mode) && (inode->flags & (INODE_PAGES | INODE_PAGES_HOME)) == INODE_PAGES);
}

/* The inode and the mount know how many have it open, and how. */
static int count_user(struct file *f)
{
    if (!file_writable(f)) {
        f->read_counted = 1;
        f->inode->readers++;
        return 0;
    }
    int err = inode_get_write(f->inode);
    if (err)
        return err;
    f->write_counted = 1;
    f->path.mount->writers++;
    return 0;
}

int file_open_path(const struct path *path, uint32_t flags, struct file **out)
{
    enum { OPEN_ONLY = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC };
    struct inode *inode = path_inode(path);
    const struct file_ops *ops = ops_of(inode);

    if (!ops)
        return -ENXIO;
    struct file *f = file_new(path, ops, flags & ~(uint32_t)OPEN_ONLY);
    if (!f)
        return -ENOMEM;
    int err = S_ISREG(inode->mode) ? count_user(f) : 0;
    if (!err && inode->leases)
        err = lease_break(inode, file_writable(f), flags & O_NONBLOCK);
    if (err) {
        f->ops = &path_file_ops; /* nothing to release */
        file_put(f);
        return err;
    }
    if (ops->open) {
        f->opening_flags = flags;
        err = ops->open(inode, f);
        if (err) {
            f->ops = &path_file_ops; /* nothing to release */
            file_put(f);
            return err;
        }
    }
    *out = f;
    return 0;
}

void file_free(struct file *f)
{
    epoll_forget(f);
    async_end(f);
    dnotify_end(f);
    if (f->leased)
        lease_end(f);
    if (f->inode->locks)
        locks_release(f->inode, f);
    if (f->ops != &path_file_ops)
        notify_path(f->path.dentry, file_writable(f) ? IN_CLOSE_WRITE : IN_CLOSE_NOWRITE);
    if (f->ops->release)
        f->ops->release(f);
    if (f->write_counted)
        inode_put_write(f->inode);
    f->path.mount->writers -= f->write_counted != 0;
    f->inode->readers -= f->read_counted != 0;
    path_put(&f->path);
    file_count--;
    free(f);
}

ssize_t file_pread(struct file *f, struct uio *uio, uint64_t offset)
{
    if (!file_readable(f) || (f->flags & O_PATH))
        return -EBADF;
    if (S_ISDIR(f->inode->mode))
        return -EISDIR;
    if (!f->ops->read)
        return -EINVAL;
    ssize_t n = f->ops->read(f, uio, offset);
    if (n > 0)
        notify_path(f->path.dentry, IN_ACCESS);
    return n;
}

ssize_t file_pwrite(struct file *f, struct uio *uio, uint64_t offset)
{
    if (!file_writable(f) || (f->flags & O_PATH))
        return -EBADF;
    if (!f->ops->write)
        return -EINVAL;
    ssize_t n = f->ops->write(f, uio, offset);
    if (n > 0)
        notify_path(f->path.dentry, IN_MODIFY);
    return n;
}

int file_has_position(const struct file *f)
{
    return !(f->kind & FILE_STREAM) && !S_ISFIFO(f->inode->mode) && !S_ISSOCK(f->inode->mode);
}

/* A transfer at f->pos, which it moves; a shared file's transfers come one after the other. */
static inline __attribute__((always_inline)) ssize_t at_position(struct file *f, struct uio *uio, ssize_t (*move)(struct file *, struct uio *, uint64_t))
{
    if (!file_has_position(f))
        return move(f, uio, 0);

    rt_mutex_lock(&f->pos_lock);
    ssize_t n = move(f, uio, f->pos);
    if (n > 0)
        f->pos = move == file_pwrite && ((f->flags & O_APPEND) || uio->append) && S_ISREG(f->inode->mode)
                     ? f->append_end
                     : f->pos + (uint64_t)n;
    rt_mutex_unlock(&f->pos_lock);
    return n;
}

ssize_t file_read(struct file *f, struct uio *uio)
{
    return at_position(f, uio, file_pread);
}

ssize_t file_write(struct file *f, struct uio *uio)
{
    return at_position(f, uio, file_pwrite);
}

ssize_t file_read_at(struct file *f, void *buf, size_t size, uint64_t offset)
{
    struct uio uio;

    uio_from_kernel(&uio, buf, size);
    return file_pread(f, &uio, offset);
}

int file_mmap_check(struct file *f, int prot, int shared)
{
    enum { READ = 1, WRITE = 2, EXEC = 4 };

    if (f->flags & O_PATH)
        return -EBADF;
    if (!file_readable(f) || ((prot & WRITE) && shared && !file_writable(f)))
        return -EACCES;
    if ((prot & EXEC) && (f->path.mount->flags & MS_NOEXEC))
        return -EPERM;
    if ((prot & WRITE) && shared && (f->inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)))
        return -EPERM;
    if (!f->ops->mmap)
        return -ENODEV;
    return f->ops->mmap(f);
}
