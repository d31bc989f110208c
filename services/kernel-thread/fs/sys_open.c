/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls on descriptors: openat, close, dup, pipe2, memfd_create. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/anon.h"
#include "fs/fcntl.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/pipe.h"
#include "fs/user_path.h"
#include "fs/walk.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

static long open_fd(struct thread *t, int dirfd, uint64_t name, int flags, uint32_t mode, uint32_t resolve)
{
    struct file *f;
    char *path;

    int err = user_path_get(t, name, &path);
    if (err)
        return err;
    err = fd_room(t);
    if (!err)
        err = vfs_open_how(t, dirfd, path, flags, mode, resolve, &f);
    user_path_put(path);
    if (err)
        return err;
    int fd = fd_install(t, f, (unsigned)flags, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

long sys_openat(struct thread *t, const uint64_t a[6])
{
    int flags = (int)a[2] | (a[2] & O_PATH ? 0 : O_LARGEFILE); /* as Linux: every program here has 64 bits */

    return open_fd(t, (int)a[0], a[1], flags, (uint32_t)a[3], 0);
}

struct open_how {
    uint64_t flags, mode, resolve;
};

/* Unlike open's, these flags must all be known. */
static int check_how(const struct open_how *how)
{
    const uint64_t known = O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK | O_SYNC | O_ASYNC |
                           O_DIRECT | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC | O_PATH |
                           O_TMPFILE_BIT;

    if ((how->flags & ~known) || (how->resolve & ~(uint64_t)RESOLVE_ALL))
        return -EINVAL;
    if ((how->resolve & RESOLVE_BENEATH) && (how->resolve & RESOLVE_IN_ROOT))
        return -EINVAL;
    if (how->flags & (O_CREAT | O_TMPFILE_BIT) ? how->mode & ~07777ull : how->mode)
        return -EINVAL;
    if ((how->flags & O_PATH) && (how->flags & ~(uint64_t)(O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)))
        return -EINVAL;
    /* a walk that must not wait cannot change anything */
    return (how->resolve & RESOLVE_CACHED) && (how->flags & (O_TRUNC | O_CREAT | O_TMPFILE_BIT)) ? -EAGAIN : 0;
}

/* What a newer program says behind the fields must be zero. */
static int how_in(struct thread *t, uint64_t uaddr, uint64_t size, struct open_how *how)
{
    char more[64];

    if (size < sizeof *how)
        return -EINVAL;
    if (size > PATH_BYTES)
        return -E2BIG;
    int err = copy_in(t->proc->mm, how, uaddr, sizeof *how);
    for (uint64_t at = sizeof *how; !err && at < size; at += sizeof more) {
        size_t n = size - at < sizeof more ? size - at : sizeof more;
        err = copy_in(t->proc->mm, more, uaddr + at, n);
        for (size_t i = 0; !err && i < n; i++)
            err = more[i] ? -E2BIG : 0;
    }
    return err;
}

long sys_openat2(struct thread *t, const uint64_t a[6])
{
    struct open_how how;
    int err = how_in(t, a[2], a[3], &how);

    if (!err)
        err = check_how(&how);
    return err ? err : open_fd(t, (int)a[0], a[1], (int)how.flags, (uint32_t)how.mode, (uint32_t)how.resolve);
}

long sys_close(struct thread *t, const uint64_t a[6])
{
    return fd_close(t, (int)a[0]);
}

long sys_close_range(struct thread *t, const uint64_t a[6])
{
    enum { CLOSE_RANGE_UNSHARE = 2, CLOSE_RANGE_CLOEXEC = 4 };
    uint32_t first = (uint32_t)a[0], last = (uint32_t)a[1];

    if ((a[2] & ~(uint64_t)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) || first > last)
        return -EINVAL;
    if (first > FILES_MAX)
        return 0;
    if ((a[2] & CLOSE_RANGE_UNSHARE) && t->proc->files->refs > 1) {
        struct files *own = files_copy(t->proc->files), *shared = t->proc->files;
        if (!own)
            return -ENOMEM;
        t->proc->files = own;
        files_put(shared);
    }
    for (int fd = fd_next(t->proc->files, (int)first); fd >= 0 && (uint32_t)fd <= last;
         fd = fd_next(t->proc->files, fd + 1)) {
        if (a[2] & CLOSE_RANGE_CLOEXEC)
            fd_set_cloexec(t->proc->files, fd, 1);
        else
            (void)fd_close(t, fd); /* it is open: fd_next said so */
    }
    return 0;
}

static long dup_from(struct thread *t, uint64_t fd, unsigned flags, int min)
{
    struct file *f;
    int err = user_file_any(t, fd, &f);

    if (err)
        return err;
    int new = fd_install(t, f, flags, min);
    if (new < 0)
        file_put(f);
    return new;
}

long sys_dup(struct thread *t, const uint64_t a[6])
{
    return dup_from(t, a[0], 0, 0);
}

long sys_dup3(struct thread *t, const uint64_t a[6])
{
    struct file *f;

    if ((int)a[0] == (int)a[1] || (a[2] & ~(uint64_t)O_CLOEXEC))
        return -EINVAL;
    int err = user_file_any(t, a[0], &f);
    if (err)
        return err;
    return fd_replace(t, (int)a[1], f, (unsigned)a[2]);
}

long dup_min(struct thread *t, uint64_t fd, unsigned flags, uint64_t min)
{
    if ((int)min < 0 || min >= proc_rlimit(t->proc, RLIMIT_NOFILE))
        return -EINVAL;
    return dup_from(t, fd, flags, (int)min);
}

long sys_pipe2(struct thread *t, const uint64_t a[6])
{
    struct file *ends[2];
    int fds[2];

    if (a[1] & ~(uint64_t)(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
        return -EINVAL;
    int err = pipe_new((uint32_t)a[1] & (O_NONBLOCK | O_DIRECT), ends);
    if (err)
        return err;
    fds[0] = fd_install(t, ends[0], (unsigned)a[1], 0);
    if (fds[0] < 0) {
        file_put(ends[0]);
        file_put(ends[1]);
        return fds[0];
    }
    fds[1] = fd_install(t, ends[1], (unsigned)a[1], 0);
    if (fds[1] < 0) {
        file_put(ends[1]);
        (void)fd_close(t, fds[0]); /* just made */
        return fds[1];
    }
    err = copy_out(t->proc->mm, a[0], fds, sizeof fds);
    if (err) {
        (void)fd_close(t, fds[0]);
        (void)fd_close(t, fds[1]);
    }
    return err;
}

long sys_memfd_create(struct thread *t, const uint64_t a[6])
{
    enum { MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2 };
    struct file *f;
    char name[250];

    if (a[1] & ~(uint64_t)(MFD_CLOEXEC | MFD_ALLOW_SEALING))
        return -EINVAL;
    ssize_t n = copy_in_string(t->proc->mm, name, a[0], sizeof name);
    if (n < 0)
        return n == -ENAMETOOLONG ? -EINVAL : n;
    int err = memfd_file(name, &f);
    if (err)
        return err;
    if (a[1] & MFD_ALLOW_SEALING)
        f->inode->seals = 0;
    int fd = fd_install(t, f, a[1] & MFD_CLOEXEC ? O_CLOEXEC : 0, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}
