/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers that change attributes and sizes. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/stat.h>
#include <linux/time.h>

#include "fs/attr.h"
#include "fs/file.h"
#include "fs/lease.h"
#include "fs/namei.h"
#include "fs/regular.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

static int place_at(struct thread *t, uint64_t dirfd, uint64_t uaddr, uint64_t at_flags, struct path *out)
{
    unsigned walk = (at_flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (at_flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = path_lookup(t, (int)dirfd, path, walk, out);
    user_path_put(path);
    return err;
}

/* The place of an open file, for the f* calls. */
static int place_of(struct thread *t, uint64_t fd, struct path *out)
{
    struct file *f;
    int err = user_file(t, fd, &f);

    if (err)
        return err;
    *out = f->path;
    path_get(out);
    file_put(f);
    return 0;
}

long sys_fchmodat(struct thread *t, const uint64_t a[6])
{
    struct path p;
    int err = place_at(t, a[0], a[1], 0, &p);

    if (err)
        return err;
    err = path_chmod(t, &p, (uint32_t)a[2]);
    path_put(&p);
    return err;
}

long sys_fchmod(struct thread *t, const uint64_t a[6])
{
    struct path p;
    int err = place_of(t, a[0], &p);

    if (err)
        return err;
    err = path_chmod(t, &p, (uint32_t)a[1]);
    path_put(&p);
    return err;
}

long sys_fchownat(struct thread *t, const uint64_t a[6])
{
    struct path p;

    if (a[4] & ~(uint64_t)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int err = place_at(t, a[0], a[1], a[4], &p);
    if (err)
        return err;
    err = path_chown(t, &p, (uint32_t)a[2], (uint32_t)a[3]);
    path_put(&p);
    return err;
}

long sys_fchown(struct thread *t, const uint64_t a[6])
{
    struct path p;
    int err = place_of(t, a[0], &p);

    if (err)
        return err;
    err = path_chown(t, &p, (uint32_t)a[1], (uint32_t)a[2]);
    path_put(&p);
    return err;
}

static int time_of(const struct linux_timespec *ts, int64_t *ns)
{
    if (ts->nsec == UTIME_NOW)
        *ns = TIME_NOW;
    else if (ts->nsec == UTIME_OMIT)
        *ns = TIME_OMIT;
    else if (ts->nsec < 0 || ts->nsec >= NS_PER_SEC)
        return -EINVAL;
    else if (ts->sec > INT64_MAX / NS_PER_SEC - 1)
        *ns = INT64_MAX;
    else if (ts->sec < INT64_MIN / NS_PER_SEC + 2)
        *ns = INT64_MIN + 2;
    else
        *ns = timespec_ns(ts);
    return 0;
}

long sys_utimensat(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec ts[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
    int64_t atime, mtime;
    struct path p;
    int err = a[2] ? copy_in(t->proc->mm, ts, a[2], sizeof ts) : 0;

    if (err)
        return err;
    if (ts[0].nsec == UTIME_OMIT && ts[1].nsec == UTIME_OMIT)
        return 0;
    if (a[3] & ~(uint64_t)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    if (!a[1] && ((int)a[0] == AT_FDCWD || a[3]))
        return (int)a[0] == AT_FDCWD ? -EFAULT : -EINVAL;
    err = a[1] ? place_at(t, a[0], a[1], a[3], &p) : place_of(t, a[0], &p);
    if (err)
        return err;
    err = time_of(&ts[0], &atime) || time_of(&ts[1], &mtime) ? -EINVAL : 0;
    if (!err)
        err = path_utimes(t, &p, atime, mtime);
    path_put(&p);
    return err;
}

static int may_truncate(struct thread *t, const struct path *p)
{
    struct inode *inode = path_inode(p);

    if (S_ISDIR(inode->mode))
        return -EISDIR;
    if (!S_ISREG(inode->mode))
        return -EINVAL;
    int err = path_writable(p);
    if (!err)
        err = inode_permission(t, inode, 2);
    return err ? err : inode->fsflags & FS_APPEND_FL ? -EPERM : 0;
}

long sys_truncate(struct thread *t, const uint64_t a[6])
{
    struct path p;

    if ((int64_t)a[1] < 0)
        return -EINVAL;
    int err = place_at(t, (uint64_t)AT_FDCWD, a[0], 0, &p);
    if (err)
        return err;
    err = may_truncate(t, &p);
    if (!err)
        err = inode_get_write(path_inode(&p));
    if (!err) {
        err = path_inode(&p)->leases ? lease_break(path_inode(&p), 1, 0) : 0;
        if (!err)
            err = path_truncate(t, &p, (int64_t)a[1]);
        inode_put_write(path_inode(&p));
    }
    path_put(&p);
    return err;
}

long sys_ftruncate(struct thread *t, const uint64_t a[6])
{
    struct file *f;

    if ((int64_t)a[1] < 0)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    if (!S_ISREG(f->inode->mode) || !file_writable(f))
        err = -EINVAL;
    else if ((f->inode->fsflags & FS_APPEND_FL) || inode_is_frozen(f->inode))
        err = -EPERM;
    else
        err = path_truncate(t, &f->path, (int64_t)a[1]);
    file_put(f);
    return err;
}
