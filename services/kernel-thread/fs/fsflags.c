/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags of files (immutable, append-only ...): the ioctls of lsattr and chattr. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fsflags.h>
#include <linux/stat.h>

#include "fs/fcntl.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "mm/user.h"
#include "proc/proc.h"

/* The flags that both forms know. */
static const struct {
    uint32_t flag, xflag;
} pairs[] = {
    { FS_SYNC_FL, FS_XFLAG_SYNC },     { FS_IMMUTABLE_FL, FS_XFLAG_IMMUTABLE }, { FS_APPEND_FL, FS_XFLAG_APPEND },
    { FS_NODUMP_FL, FS_XFLAG_NODUMP }, { FS_NOATIME_FL, FS_XFLAG_NOATIME },     { FS_PROJINHERIT_FL, FS_XFLAG_PROJINHERIT },
};
enum { FLAGS_IN_MEMORY = FS_IMMUTABLE_FL | FS_APPEND_FL | FS_NODUMP_FL, PAIRS = sizeof pairs / sizeof *pairs };

static long set_flags(struct thread *t, struct file *f, uint32_t flags)
{
    struct inode *inode = f->inode;
    struct fs_attr want = { .flags = flags };

    int err = path_writable(&f->path);
    if (err)
        return err;
    if (!inode_owner_or_capable(t, inode))
        return -EPERM;
    if (((flags ^ inode->fsflags) & (FS_IMMUTABLE_FL | FS_APPEND_FL)) && !inode_capable(t, CAP_LINUX_IMMUTABLE))
        return -EPERM;
    rt_mutex_lock(&inode->lock);
    if (inode->ops->setattr)
        err = inode->ops->setattr(inode, FS_SET_FLAGS, &want);
    else if (flags & ~(uint32_t)FLAGS_IN_MEMORY)
        err = -EOPNOTSUPP;
    else
        inode->fsflags = flags;
    if (!err)
        inode_touch(inode, FS_SET_CTIME);
    rt_mutex_unlock(&inode->lock);
    return err;
}

static long get_fsx(struct thread *t, const struct file *f, uint64_t uaddr)
{
    struct linux_fsxattr x = { 0 };

    for (unsigned i = 0; i < PAIRS; i++)
        x.xflags |= f->inode->fsflags & pairs[i].flag ? pairs[i].xflag : 0;
    return copy_out(t->proc->mm, uaddr, &x, sizeof x);
}

static long set_fsx(struct thread *t, struct file *f, uint64_t uaddr)
{
    struct linux_fsxattr x;
    uint32_t flags = f->inode->fsflags, known = 0;
    int err = copy_in(t->proc->mm, &x, uaddr, sizeof x);

    if (err)
        return err;
    for (unsigned i = 0; i < PAIRS; i++) {
        known |= pairs[i].xflag;
        flags = x.xflags & pairs[i].xflag ? flags | pairs[i].flag : flags & ~pairs[i].flag;
    }
    if ((x.xflags & ~known) || x.projid || x.extsize)
        return x.xflags & ~known ? -EOPNOTSUPP : -EINVAL;
    return set_flags(t, f, flags);
}

long file_flags_ioctl(struct thread *t, struct file *f, uint32_t command, uint64_t argument)
{
    struct inode *inode = f->inode;
    uint32_t flags = inode->fsflags;

    if ((!S_ISREG(inode->mode) && !S_ISDIR(inode->mode)) || !inode->super->attributes)
        return -ENOTTY;
    switch (command) {
    case FS_IOC_GETFLAGS: return copy_out(t->proc->mm, argument, &flags, sizeof flags);
    case FS_IOC_SETFLAGS: {
        int err = copy_in(t->proc->mm, &flags, argument, sizeof flags);
        return err ? err : set_flags(t, f, flags);
    }
    case FS_IOC_FSGETXATTR: return get_fsx(t, f, argument);
    case FS_IOC_FSSETXATTR: return set_fsx(t, f, argument);
    default: return -ENOTTY;
    }
}
