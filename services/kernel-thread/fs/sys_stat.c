/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers that look: stat, statx, statfs, readlinkat, faccessat. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <linux/statfs.h>

#include "fs/attr.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "fs/regular.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

/* A place by dirfd, path and AT_* flags. */
static int place_at(struct thread *t, uint64_t dirfd, uint64_t uaddr, unsigned walk, struct path *out)
{
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = path_lookup(t, (int)dirfd, path, walk, out);
    user_path_put(path);
    return err;
}

static unsigned walk_of(uint64_t at_flags)
{
    return (at_flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (at_flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
}

static long stat_out(struct thread *t, const struct path *p, uint64_t uaddr)
{
    struct linux_stat st;
    int err = path_stat(p, &st);

    return err ? err : copy_out(t->proc->mm, uaddr, &st, sizeof st);
}

long sys_newfstatat(struct thread *t, const uint64_t a[6])
{
    struct path p;

    if (a[3] & ~(uint64_t)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT))
        return -EINVAL;
    int err = place_at(t, a[0], a[1], walk_of(a[3]), &p);
    if (err)
        return err;
    long n = stat_out(t, &p, a[2]);
    path_put(&p);
    return n;
}

long sys_fstat(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file_any(t, a[0], &f);

    if (err)
        return err;
    long n = stat_out(t, &f->path, a[1]);
    file_put(f);
    return n;
}

long sys_statx(struct thread *t, const uint64_t a[6])
{
    enum { SYNC_TYPES = 0x6000 };
    struct linux_statx st;
    struct path p;

    if (a[2] & ~(uint64_t)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | SYNC_TYPES))
        return -EINVAL;
    if ((a[2] & SYNC_TYPES) == SYNC_TYPES || (a[3] & STATX__RESERVED))
        return -EINVAL;
    int err = place_at(t, a[0], a[1], walk_of(a[2]), &p);
    if (err)
        return err;
    err = path_statx(&p, (uint32_t)a[3], &st);
    path_put(&p);
    return err ? err : copy_out(t->proc->mm, a[4], &st, sizeof st);
}

static long statfs_out(struct thread *t, const struct path *p, uint64_t uaddr)
{
    struct linux_statfs st;
    int err = path_statfs(p, &st);

    return err ? err : copy_out(t->proc->mm, uaddr, &st, sizeof st);
}

long sys_statfs(struct thread *t, const uint64_t a[6])
{
    struct path p;
    int err = place_at(t, (uint64_t)AT_FDCWD, a[0], WALK_FOLLOW, &p);

    if (err)
        return err;
    long n = statfs_out(t, &p, a[1]);
    path_put(&p);
    return n;
}

long sys_fstatfs(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file_any(t, a[0], &f);

    if (err)
        return err;
    long n = statfs_out(t, &f->path, a[1]);
    file_put(f);
    return n;
}

static long readlink_out(struct thread *t, struct inode *inode, uint64_t uaddr, size_t size, int nothing_named)
{
    char *buf = path_buffer();

    if (!buf)
        return -ENOMEM;
    ssize_t n = inode->ops->readlink && S_ISLNK(inode->mode)
                    ? inode->ops->readlink(inode, buf, size < PATH_BYTES ? size : PATH_BYTES)
                    : nothing_named ? -ENOENT : -EINVAL;
    if (n >= 0) {
        int err = copy_out(t->proc->mm, uaddr, buf, (size_t)n);
        n = err ? err : n;
    }
    user_path_put(buf);
    return n;
}

long sys_readlinkat(struct thread *t, const uint64_t a[6])
{
    struct path p;

    if ((int)a[3] <= 0)
        return -EINVAL;
    int err = place_at(t, a[0], a[1], WALK_EMPTY, &p);
    if (err)
        return err;
    char first;
    int nothing_named = !copy_in(t->proc->mm, &first, a[1], 1) && !first;
    long n = readlink_out(t, path_inode(&p), a[2], (uint32_t)a[3], nothing_named);
    if (n >= 0)
        path_accessed(&p);
    path_put(&p);
    return n;
}

static int may_access(struct thread *t, const struct path *p, unsigned mask)
{
    struct inode *inode = path_inode(p);

    if ((mask & 1) && S_ISREG(inode->mode) && (p->mount->flags & MS_NOEXEC))
        return -EACCES;
    int err = mask ? inode_permission(t, inode, mask) : 0;
    if (err || !(mask & 2) || S_ISCHR(inode->mode) || S_ISBLK(inode->mode) || S_ISFIFO(inode->mode) || S_ISSOCK(inode->mode))
        return err;
    return path_writable(p);
}

/* The real user, with the capabilities that one would have. */
static struct cred real_user(const struct cred *c)
{
    struct cred real = *c; /* the groups are borrowed */

    real.fsuid = c->uid;
    real.fsgid = c->gid;
    if (!(c->securebits & SECBIT_NO_SETUID_FIXUP))
        real.cap_effective = c->uid ? 0 : c->cap_permitted;
    return real;
}

static long access_at(struct thread *t, const uint64_t a[6], uint64_t flags)
{
    struct path p;

    if ((a[2] & ~7ull) || (flags & ~(uint64_t)(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)))
        return -EINVAL;
    struct cred real = real_user(&t->proc->cred);
    if (!(flags & AT_EACCESS))
        t->cred_override = &real;
    int err = place_at(t, a[0], a[1], walk_of(flags), &p);
    if (!err) {
        err = may_access(t, &p, (unsigned)a[2]);
        path_put(&p);
    }
    t->cred_override = NULL;
    return err;
}

long sys_faccessat(struct thread *t, const uint64_t a[6])
{
    return access_at(t, a, 0);
}

long sys_faccessat2(struct thread *t, const uint64_t a[6])
{
    return access_at(t, a, a[3]);
}
