/* SPDX-License-Identifier: BSD-2-Clause */
/* fcntl, flock, ioctl. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/ioctl.h>
#include <linux/stat.h>

#include "fs/async.h"
#include "fs/fcntl.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/lease.h"
#include "fs/lock.h"
#include "fs/namei.h"
#include "fs/pipe.h"
#include "fs/user_path.h"
#include "mm/page.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

static long set_flags(struct file *f, int fd, uint64_t flags)
{
    enum { CHANGEABLE = O_APPEND | O_NONBLOCK | O_NOATIME | O_DIRECT };

    if ((f->inode->fsflags & FS_APPEND_FL) && (f->flags & O_APPEND) && !(flags & O_APPEND))
        return -EPERM;
    if ((flags & O_NOATIME) && !(f->flags & O_NOATIME) && !inode_owner_or_capable(current(), f->inode))
        return -EPERM;
    if ((flags & O_DIRECT) && !S_ISFIFO(f->inode->mode) && !inode_can_be_direct(f->inode))
        return -EINVAL;
    int err = file_set_async(f, fd, (flags & O_ASYNC) != 0);
    if (err)
        return err;
    f->flags = (f->flags & ~(uint32_t)CHANGEABLE) | ((uint32_t)flags & CHANGEABLE);
    return 0;
}

/* l_start and l_len as absolute [start, end). */
static int absolute(const struct file *f, const struct linux_flock *l, uint64_t *start, uint64_t *end)
{
    int64_t base = 0;

    if (l->l_whence == LINUX_SEEK_CUR)
        base = (int64_t)f->pos;
    else if (l->l_whence == LINUX_SEEK_END)
        base = (int64_t)f->inode->size;
    else if (l->l_whence != LINUX_SEEK_SET)
        return -EINVAL;
    int64_t from, to;
    if (__builtin_add_overflow(base, l->l_start, &from))
        return -EOVERFLOW;
    if (__builtin_add_overflow(from, l->l_len, &to))
        return -EOVERFLOW;
    if (l->l_len < 0) {
        int64_t swap = from;
        from = to;
        to = swap;
    }
    if (from < 0)
        return -EINVAL;
    *start = (uint64_t)from;
    *end = l->l_len ? (uint64_t)to : UINT64_MAX;
    return 0;
}

static long file_lock(struct thread *t, struct file *f, int command, uint64_t arg)
{
    struct linux_flock l;
    uint64_t start, end;
    int by_file = command >= F_OFD_GETLK;
    const void *owner = by_file ? (const void *)f : t->proc;

    int err = copy_in(t->proc->mm, &l, arg, sizeof l);
    if (err)
        return err;
    if (l.l_type != F_RDLCK && l.l_type != F_WRLCK && l.l_type != F_UNLCK)
        return -EINVAL;
    err = absolute(f, &l, &start, &end);
    if (err)
        return err;
    if (command == F_GETLK || command == F_OFD_GETLK) {
        if (l.l_type == F_UNLCK || (by_file && l.l_pid))
            return -EINVAL;
        lock_test(f->inode, owner, &l, start, end);
        return copy_out(t->proc->mm, arg, &l, sizeof l);
    }
    if ((l.l_type == F_RDLCK && !file_readable(f)) || (l.l_type == F_WRLCK && !file_writable(f)))
        return -EBADF;
    if (by_file && l.l_pid)
        return -EINVAL;
    int wait = command == F_SETLKW || command == F_OFD_SETLKW;
    return lock_set(f->inode, owner, by_file ? -1 : t->proc->pid, l.l_type, start, end, wait);
}

static long add_seals(struct file *f, uint32_t seals)
{
    const uint32_t all = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE;

    if (!file_writable(f))
        return -EPERM;
    if ((seals & ~all) || !(f->inode->flags & INODE_PAGES_HOME))
        return -EINVAL;
    if (f->inode->seals & F_SEAL_SEAL)
        return -EPERM;
    if ((seals & ~f->inode->seals & F_SEAL_WRITE) && page_mapped_for_writing(f->inode))
        return -EBUSY;
    f->inode->seals |= seals;
    return 0;
}

/* How long what is written will live: kept with the inode, and of no effect, as on Linux without such disks. */
static long write_hint(struct thread *t, struct file *f, int command, uint64_t arg)
{
    enum { HINT_EXTREME = 5 };
    uint64_t hint = f->inode->write_hint;

    if (command == F_GET_RW_HINT)
        return copy_out(t->proc->mm, arg, &hint, sizeof hint);
    int err = copy_in(t->proc->mm, &hint, arg, sizeof hint);
    if (!err && hint > HINT_EXTREME)
        err = -EINVAL;
    if (!err)
        f->inode->write_hint = (uint8_t)hint;
    return err;
}

/* What works on O_PATH files too. */
static long control_descriptor(struct thread *t, struct file *f, int fd, int command, uint64_t arg)
{
    switch (command) {
    case F_DUPFD: return dup_min(t, (uint64_t)fd, 0, arg);
    case F_DUPFD_CLOEXEC: return dup_min(t, (uint64_t)fd, O_CLOEXEC, arg);
    case F_GETFD: return fd_get_cloexec(t->proc->files, fd) ? FD_CLOEXEC : 0;
    case F_SETFD: fd_set_cloexec(t->proc->files, fd, arg & FD_CLOEXEC); return 0;
    case F_GETFL: return (long)f->flags;
    default: return -ENOSYS;
    }
}

static long control_file(struct thread *t, struct file *f, int fd, int command, uint64_t arg)
{
    switch (command) {
    case F_SETFL: return set_flags(f, fd, arg);
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return file_lock(t, f, command, arg);
    case F_GETOWN:
    case F_SETOWN:
    case F_GETOWN_EX:
    case F_SETOWN_EX:
    case F_GETSIG:
    case F_SETSIG: return file_owner_control(t, f, command, arg);
    case F_SETLEASE: return lease_set(t, f, fd, (int)arg);
    case F_GETLEASE: return lease_get(f);
    case F_NOTIFY: return dnotify_set(t, f, fd, (uint32_t)arg);
    case F_GET_RW_HINT:
    case F_SET_RW_HINT: return write_hint(t, f, command, arg);
    case F_GETOWNER_UIDS: return copy_out(t->proc->mm, arg, (uint32_t[]){ f->owner_uid, f->owner_euid }, 8);
    case F_ADD_SEALS: return add_seals(f, (uint32_t)arg);
    case F_GET_SEALS: return f->inode->flags & INODE_PAGES_HOME ? (long)f->inode->seals : -EINVAL;
    case F_GETPIPE_SZ: return file_is_pipe(f) ? pipe_size(f) : -EBADF;
    case F_SETPIPE_SZ: return file_is_pipe(f) ? pipe_resize(f, (uint32_t)arg) : -EBADF;
    default: return -EINVAL;
    }
}

long sys_fcntl(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file_any(t, a[0], &f);

    if (err)
        return err;
    long n = control_descriptor(t, f, (int)a[0], (int)a[1], a[2]);
    if (n == -ENOSYS)
        n = f->flags & O_PATH ? -EBADF : control_file(t, f, (int)a[0], (int)a[1], a[2]);
    file_put(f);
    return n;
}

long sys_flock(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    enum { LOCK_MAND = 32 };
    int operation = (int)a[1] & ~LOCK_NB;

    if (operation & LOCK_MAND)
        return 0; /* once: mandatory locks; says Linux, and does nothing */
    if (operation != LOCK_SH && operation != LOCK_EX && operation != LOCK_UN)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    err = lock_whole(f, (int)a[1]);
    file_put(f);
    return err;
}

static long ioctl_nonblock(struct thread *t, struct file *f, uint64_t arg)
{
    int on;
    int err = copy_in(t->proc->mm, &on, arg, sizeof on);

    if (err)
        return err;
    f->flags = on ? f->flags | O_NONBLOCK : f->flags & ~(uint32_t)O_NONBLOCK;
    return 0;
}

static long ioctl_async(struct thread *t, struct file *f, int fd, uint64_t arg)
{
    int on;
    int err = copy_in(t->proc->mm, &on, arg, sizeof on);

    if (!err && on != ((f->flags & O_ASYNC) != 0))
        err = f->ops->async ? file_set_async(f, fd, on) : -ENOTTY;
    return err;
}

static long ioctl_block_size(struct thread *t, const struct file *f, uint64_t arg)
{
    int size = (int)f->inode->blksize;

    return copy_out(t->proc->mm, arg, &size, sizeof size);
}

static long ioctl_left(struct thread *t, const struct file *f, uint64_t arg)
{
    int left = f->inode->size > f->pos ? (int)(f->inode->size - f->pos) : 0;

    return copy_out(t->proc->mm, arg, &left, sizeof left);
}

/* Space that a file has on its disk. */
static long ioctl_space(struct thread *t, const struct file *f, uint64_t arg)
{
    uint64_t bytes = f->inode->blocks * 512;

    if (!S_ISREG(f->inode->mode) && !S_ISDIR(f->inode->mode) && !S_ISLNK(f->inode->mode))
        return -ENOTTY;
    return copy_out(t->proc->mm, arg, &bytes, sizeof bytes);
}

/* What regular files have in common. */
static long ioctl_regular(struct thread *t, struct file *f, uint32_t command, uint64_t arg)
{
    uint32_t block = f->inode->blksize;

    switch (command) {
    case FIONREAD: return ioctl_left(t, f, arg);
    case FIGETBSZ: return block ? copy_out(t->proc->mm, arg, &block, sizeof block) : -EINVAL;
    default: return f->ops->ioctl ? f->ops->ioctl(f, command, arg) : -ENOTTY;
    }
}

long sys_ioctl(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    uint32_t command = (uint32_t)a[1];
    int err = user_file(t, a[0], &f);
    long n;

    if (err)
        return err;
    switch (command) {
    case FIOCLEX: fd_set_cloexec(t->proc->files, (int)a[0], 1); n = 0; break;
    case FIONCLEX: fd_set_cloexec(t->proc->files, (int)a[0], 0); n = 0; break;
    case FIOASYNC: n = ioctl_async(t, f, (int)a[0], a[2]); break;
    case FIGETBSZ: n = ioctl_block_size(t, f, a[2]); break;
    case FIONBIO: n = ioctl_nonblock(t, f, a[2]); break;
    case FIOQSIZE: n = ioctl_space(t, f, a[2]); break;
    default:
        n = file_flags_ioctl(t, f, command, a[2]);
        if (n != -ENOTTY)
            break;
        if (S_ISREG(f->inode->mode))
            n = ioctl_regular(t, f, command, a[2]);
        else
            n = f->ops->ioctl ? f->ops->ioctl(f, command, a[2]) : -ENOTTY;
    }
    file_put(f);
    return n;
}
