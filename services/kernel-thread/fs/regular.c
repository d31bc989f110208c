/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular files on the page cache. */
#include "fs/regular.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/mount.h>
#include <linux/resource.h>
#include <linux/stat.h>

#include "fs/allocate.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"

#define SIZE_MAX_FILE ((uint64_t)INT64_MAX)
#define DAY_NS (24 * 3600 * 1000000000ll)

void path_accessed(const struct path *p)
{
    struct inode *inode = path_inode(p);
    int64_t now = clock_realtime_ns();
    uint32_t never = MS_RDONLY | MS_NOATIME | (S_ISDIR(inode->mode) ? MS_NODIRATIME : 0);

    if (((p->mount->flags | inode->super->flags) & never) || (inode->fsflags & FS_NOATIME_FL))
        return;
    int newest = inode->atime_ns > inode->mtime_ns && inode->atime_ns > inode->ctime_ns;
    if (!(p->mount->flags & MS_STRICTATIME) && newest && now - inode->atime_ns < DAY_NS)
        return;
    inode_touch(inode, FS_SET_ATIME);
}

void inode_accessed(struct file *f)
{
    if (!(f->flags & O_NOATIME))
        path_accessed(&f->path);
}

uint32_t inode_privileges(struct thread *t, const struct inode *inode)
{
    uint32_t bits = inode->mode & S_ISUID;

    if (inode->mode & S_ISGID) /* without group execute it once meant mandatory locks: only outsiders lose it */
        bits |= (inode->mode & 010) || !(inode_in_group(t, inode->gid) || inode_capable(t, CAP_FSETID)) ? S_ISGID : 0;
    return bits;
}

void inode_drop_file_capabilities(struct inode *inode)
{
    if (!inode_may_have_xattrs(inode) || !inode->ops->removexattr || (inode->flags & INODE_NO_FILE_CAPS))
        return;
    (void)inode->ops->removexattr(inode, "security.capability"); /* there seldom is one */
    inode->flags |= INODE_NO_FILE_CAPS;
}

void inode_drop_privileges(struct inode *inode)
{
    struct thread *t = current();

    inode_drop_file_capabilities(inode);
    if (!(inode->mode & (S_ISUID | S_ISGID)) || inode_capable(t, CAP_FSETID))
        return;
    uint32_t kill = inode_privileges(t, inode);
    struct fs_attr want = { .mode = inode->mode & ~kill };
    if (kill && (!inode->ops->setattr || !inode->ops->setattr(inode, FS_SET_MODE, &want)))
        inode->mode = want.mode;
}

/* O_DIRECT goes by sectors, though it is not done without the page cache here. */
static int file_is_aligned(const struct file *f, const struct uio *uio, uint64_t offset)
{
    return !inode_can_be_direct(f->inode) || (offset % DIRECT_UNIT == 0 && uio_is_aligned(uio, DIRECT_UNIT));
}

static ssize_t regular_read(struct file *f, struct uio *uio, uint64_t offset)
{
    if (offset > SIZE_MAX_FILE)
        return -EINVAL;
    if ((f->flags & O_DIRECT) && offset < f->inode->size && !file_is_aligned(f, uio, offset))
        return -EINVAL;
    ssize_t n = pagecache_read(f->inode, uio, offset);

    if (n >= 0)
        inode_accessed(f);
    return n;
}

static int over_limit(struct thread *t)
{
    struct sig_info info = { .signo = SIGXFSZ, .pid = t->proc->pid };

    signal_thread(t, &info);
    return -EFBIG;
}

int size_limit(uint64_t size)
{
    struct thread *t = current();

    return t && size > proc_rlimit(t->proc, RLIMIT_FSIZE) ? over_limit(t) : 0;
}

/* What memfds have sealed. */
static int sealed_write(const struct inode *inode, uint64_t offset, size_t size)
{
    if (!inode->seals)
        return 0;
    if (inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE))
        return -EPERM;
    return (inode->seals & F_SEAL_GROW) && offset + size > inode->size ? -EPERM : 0;
}

int sealed_size(const struct inode *inode, uint64_t size)
{
    unsigned seal = size > inode->size ? F_SEAL_GROW : size < inode->size ? F_SEAL_SHRINK : 0;

    return inode->seals & seal ? -EPERM : 0;
}

/* RLIMIT_FSIZE and the largest file: cuts the transfer, or -EFBIG with SIGXFSZ. */
static int limit_write(struct uio *uio, uint64_t offset, uint64_t most)
{
    struct thread *t = current();
    uint64_t limit = t ? proc_rlimit(t->proc, RLIMIT_FSIZE) : SIZE_MAX_FILE;

    if (limit < SIZE_MAX_FILE && offset >= limit && uio->left)
        return over_limit(t);
    if (limit > most)
        limit = most;
    if (offset >= limit && uio->left)
        return -EFBIG;
    if (uio->left > limit - offset)
        uio->left = limit - offset;
    return 0;
}

int inode_is_frozen(const struct inode *inode)
{
    return (inode->fsflags & FS_IMMUTABLE_FL) && !(inode->flags & INODE_PAGES_HOME);
}

static ssize_t regular_write(struct file *f, struct uio *uio, uint64_t offset)
{
    struct inode *inode = f->inode;

    if (offset > SIZE_MAX_FILE)
        return -EINVAL;
    if (!uio->left)
        return 0;
    if ((f->flags & O_DIRECT) && !file_is_aligned(f, uio, offset))
        return -EINVAL;
    rt_mutex_lock(&inode->lock);
    if ((f->flags & O_APPEND) || uio->append)
        offset = inode->size;
    ssize_t n = inode_is_frozen(inode) ? -EPERM : sealed_write(inode, offset, uio->left);
    if (!n)
        n = limit_write(uio, offset, inode->super->max_bytes);
    if (!n) {
        inode_drop_privileges(inode);
        n = pagecache_write(inode, uio, offset);
    }
    if (n > 0) {
        f->append_end = offset + (uint64_t)n;
        inode_touch(inode, FS_SET_MTIME | FS_SET_CTIME);
    }
    rt_mutex_unlock(&inode->lock);

    if (n > 0 && ((f->flags & (O_DSYNC | O_SYNC)) || (inode->super->flags & MS_SYNCHRONOUS)) && f->ops->fsync) {
        int err = f->ops->fsync(f, 1);
        if (err)
            return err;
    }
    return n;
}

static uint32_t regular_poll(struct file *f, struct poll_table *pt)
{
    (void)f;
    (void)pt;
    return 0x001 | 0x004 | 0x040 | 0x100; /* POLLIN POLLOUT POLLRDNORM POLLWRNORM: always */
}

static int regular_mmap(struct file *f)
{
    inode_accessed(f);
    return MMAP_PAGES;
}

static int regular_fsync(struct file *f, int data_only)
{
    struct inode *inode = f->inode;

    (void)data_only;
    int err = inode_write_back(inode);
    if (!err && inode->ops->fsync)
        err = inode->ops->fsync(inode);
    return err;
}

const struct file_ops regular_file_ops = {
    .read = regular_read,
    .write = regular_write,
    .poll = regular_poll,
    .mmap = regular_mmap,
    .fsync = regular_fsync,
    .splice = FILE_SPLICE,
};
