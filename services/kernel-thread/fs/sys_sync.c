/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers of durability and mounts. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/file.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

long sys_sync(struct thread *t, const uint64_t a[6])
{
    (void)t;
    (void)a;
    (void)vfs_sync(); /* the call has no errors */
    return 0;
}

static long sync_file(struct thread *t, uint64_t fd, int data_only)
{
    struct file *f;
    int err = user_file(t, fd, &f);

    if (err)
        return err;
    err = f->ops->fsync ? f->ops->fsync(f, data_only) : -EINVAL;
    file_put(f);
    return err;
}

long sys_fsync(struct thread *t, const uint64_t a[6])
{
    return sync_file(t, a[0], 0);
}

long sys_fdatasync(struct thread *t, const uint64_t a[6])
{
    return sync_file(t, a[0], 1);
}

long sys_syncfs(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    err = super_sync(f->inode->super);
    file_put(f);
    return err;
}

long sys_sync_file_range(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int64_t offset = (int64_t)a[1], length = (int64_t)a[2];

    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    if ((a[3] & ~7ull) || offset < 0 || length < 0) {
        file_put(f);
        return -EINVAL;
    }
    uint64_t end = length ? ((uint64_t)offset + (uint64_t)length + 4095) / 4096 : UINT64_MAX;
    err = f->inode->flags & INODE_PAGES ? pagecache_write_back(f->inode, (uint64_t)offset / 4096, end) : S_ISDIR(f->inode->mode) || S_ISBLK(f->inode->mode) ? 0 : -ESPIPE;
    file_put(f);
    return err;
}

/* mount's strings: the type is short, source and data may be absent. */
struct mount_strings {
    char *source, *target, *data;
    char type[64];
};

static int optional_path(struct thread *t, uint64_t uaddr, char **out)
{
    if (uaddr)
        return user_path_get(t, uaddr, out);
    *out = path_buffer();
    if (!*out)
        return -ENOMEM;
    **out = 0;
    return 0;
}

static int get_strings(struct thread *t, const uint64_t a[6], struct mount_strings *s)
{
    int err = optional_path(t, a[0], &s->source);

    if (err == -ENAMETOOLONG)
        err = -EINVAL;

    if (!err)
        err = user_path_get(t, a[1], &s->target);
    if (!err)
        err = optional_path(t, a[4], &s->data);
    if (!err && a[2]) {
        ssize_t n = copy_in_string(t->proc->mm, s->type, a[2], sizeof s->type);
        err = n < 0 ? (n == -ENAMETOOLONG ? -EINVAL : (int)n) : 0;
    }
    return err;
}

long sys_mount(struct thread *t, const uint64_t a[6])
{
    struct mount_strings s = { 0 };
    uint32_t flags = a[3] >> 32 ? MS_NOUSER : (uint32_t)a[3]; /* what nobody knows */

    if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
        flags &= ~MS_MGC_MSK;
    int err = get_strings(t, a, &s);
    if (!err)
        err = vfs_mount(t, s.source, s.target, s.type, flags, s.data);
    user_path_put(s.source);
    user_path_put(s.target);
    user_path_put(s.data);
    return err;
}

long sys_umount2(struct thread *t, const uint64_t a[6])
{
    char *path;
    int err = user_path_get(t, a[0], &path);

    if (err)
        return err;
    err = vfs_umount(t, path, (int)a[1]);
    user_path_put(path);
    return err;
}
