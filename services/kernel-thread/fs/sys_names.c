/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers on names and directories. */
#include <linux/capability.h>
#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

/* Programs give device numbers in Linux' 32-bit packing. */
static uint32_t rdev_of(uint64_t dev)
{
    return RDEV((dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00));
}

static long make_node(struct thread *t, uint64_t dirfd, uint64_t uaddr, uint32_t mode, uint32_t rdev)
{
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = vfs_mknod(t, (int)dirfd, path, mode, rdev);
    user_path_put(path);
    return err;
}

long sys_mkdirat(struct thread *t, const uint64_t a[6])
{
    return make_node(t, a[0], a[1], S_IFDIR | ((uint32_t)a[2] & 01777), 0);
}

long sys_mknodat(struct thread *t, const uint64_t a[6])
{
    uint32_t mode = (uint32_t)a[2], type = mode & S_IFMT;

    if (type == 0)
        type = S_IFREG;
    if (type == S_IFDIR)
        return -EPERM;
    if (type != S_IFREG && type != S_IFCHR && type != S_IFBLK && type != S_IFIFO && type != S_IFSOCK)
        return -EINVAL;
    int device = type == S_IFCHR || type == S_IFBLK;
    return make_node(t, a[0], a[1], type | (mode & 07777), device ? rdev_of(a[3]) : 0);
}

long sys_unlinkat(struct thread *t, const uint64_t a[6])
{
    char *path;

    if (a[2] & ~(uint64_t)AT_REMOVEDIR)
        return -EINVAL;
    int err = user_path_get(t, a[1], &path);
    if (err)
        return err;
    err = a[2] & AT_REMOVEDIR ? vfs_rmdir(t, (int)a[0], path) : vfs_unlink(t, (int)a[0], path);
    user_path_put(path);
    return err;
}

/* Two paths; both are put by two_paths_put. */
static int two_paths(struct thread *t, uint64_t first, uint64_t second, char *path[2])
{
    int err = user_path_get(t, first, &path[0]);

    path[1] = NULL;
    if (!err)
        err = user_path_get(t, second, &path[1]);
    if (err && path[0])
        user_path_put(path[0]);
    return err;
}

static void two_paths_put(char *path[2])
{
    user_path_put(path[0]);
    user_path_put(path[1]);
}

long sys_symlinkat(struct thread *t, const uint64_t a[6])
{
    char *path[2];
    int err = two_paths(t, a[0], a[2], path);

    if (err)
        return err;
    err = vfs_symlink(t, path[0], (int)a[1], path[1]);
    two_paths_put(path);
    return err;
}

/* A wrong second name shows only if there is what the first one says: which error is it? */
static int missing(struct thread *t, const uint64_t a[6], int err)
{
    struct path from;
    char *path;
    int first = user_path_get(t, a[1], &path);

    if (first)
        return first;
    first = path_lookup(t, (int)a[0], path, a[4] & AT_SYMLINK_FOLLOW ? WALK_FOLLOW : 0, &from);
    if (!first)
        path_put(&from);
    user_path_put(path);
    return first ? first : err;
}

long sys_linkat(struct thread *t, const uint64_t a[6])
{
    char *path[2];
    int err = two_paths(t, a[1], a[3], path);

    if (err)
        return missing(t, a, err);
    err = vfs_link(t, (int)a[0], path[0], (int)a[2], path[1], (int)a[4]);
    two_paths_put(path);
    return err;
}

static long rename_at(struct thread *t, const uint64_t a[6], unsigned flags)
{
    char *path[2];
    int err = two_paths(t, a[1], a[3], path);

    if (err)
        return err;
    err = vfs_rename(t, (int)a[0], path[0], (int)a[2], path[1], flags);
    two_paths_put(path);
    return err;
}

long sys_renameat(struct thread *t, const uint64_t a[6])
{
    return rename_at(t, a, 0);
}

long sys_renameat2(struct thread *t, const uint64_t a[6])
{
    return rename_at(t, a, (unsigned)a[4]);
}

long sys_getcwd(struct thread *t, const uint64_t a[6])
{
    static const char unreachable[] = "(unreachable)"; /* the root was changed meanwhile */
    char *buf = path_buffer();
    long n = -ENOMEM;

    if (!buf)
        return n;
    char *s = fs_path_string(t, &t->proc->fs->cwd, buf + sizeof unreachable, PATH_BYTES - sizeof unreachable);
    if (s && !path_is_below(&t->proc->fs->cwd, &t->proc->fs->root)) {
        if (*s != '/') {
            *--s = '/'; /* of a mount that is nowhere any more */
        }
        s -= sizeof unreachable - 1;
        memcpy(s, unreachable, sizeof unreachable - 1);
    }
    size_t size = s ? strlen(s) + 1 : 0;
    if (!s)
        n = -ENAMETOOLONG;
    else if (t->proc->fs->cwd.dentry->removed)
        n = -ENOENT;
    else if (size > a[1])
        n = -ERANGE;
    else
        n = copy_out(t->proc->mm, a[0], s, size);
    user_path_put(buf);
    return n ? n : (long)size;
}

/* A directory that may be searched becomes *where. */
static int set_dir(struct thread *t, struct path *where, const struct path *to)
{
    if (!S_ISDIR(path_inode(to)->mode))
        return -ENOTDIR;
    int err = inode_permission(t, path_inode(to), 1);
    if (err)
        return err;
    struct path old = *where;
    *where = *to;
    path_get(where);
    path_put(&old);
    return 0;
}

static long set_dir_by_name(struct thread *t, uint64_t uaddr, struct path *where, int allowed)
{
    struct path p;
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = path_lookup(t, AT_FDCWD, path, WALK_FOLLOW | WALK_DIRECTORY, &p);
    user_path_put(path);
    if (err)
        return err;
    err = inode_permission(t, path_inode(&p), 1);
    if (!err)
        err = allowed ? set_dir(t, where, &p) : -EPERM;
    path_put(&p);
    return err;
}

long sys_chdir(struct thread *t, const uint64_t a[6])
{
    return set_dir_by_name(t, a[0], &t->proc->fs->cwd, 1);
}

long sys_fchdir(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file_any(t, a[0], &f);

    if (err)
        return err;
    err = set_dir(t, &t->proc->fs->cwd, &f->path);
    file_put(f);
    return err;
}

long sys_chroot(struct thread *t, const uint64_t a[6])
{
    return set_dir_by_name(t, a[0], &t->proc->fs->root, cred_has(t, CAP_SYS_CHROOT));
}

long sys_umask(struct thread *t, const uint64_t a[6])
{
    uint32_t old = t->proc->fs->umask;

    t->proc->fs->umask = (uint32_t)a[0] & 0777;
    return (long)old;
}

/* Collects records of getdents64. */
struct dents {
    struct dir_sink sink;
    char *buf;
    size_t size, used;
};

static int emit(struct dir_sink *sink, const char *name, size_t len, uint64_t ino, unsigned type, uint64_t next)
{
    struct dents *d = (struct dents *)sink;
    size_t head = offsetof(struct linux_dirent64, d_name);
    size_t reclen = (head + len + 1 + 7) & ~(size_t)7;

    if (reclen > d->size - d->used)
        return 1;
    struct linux_dirent64 e = { .d_ino = ino, .d_off = (int64_t)next, .d_reclen = (uint16_t)reclen,
                                .d_type = (uint8_t)type };
    memset(d->buf + d->used, 0, reclen);
    memcpy(d->buf + d->used, &e, head);
    memcpy(d->buf + d->used + head, name, len);
    d->used += reclen;
    return 0;
}

static long read_dents(struct thread *t, struct file *f, uint64_t uaddr, size_t size)
{
    enum { CHUNK = 32768 };
    struct dents d = { .sink.emit = emit, .size = size < CHUNK ? size : CHUNK };
    uint64_t before = f->pos;

    if (f->inode->nlink == 0)
        return -ENOENT;
    d.buf = malloc(d.size ? d.size : 1);
    if (!d.buf)
        return -ENOMEM;
    long n = f->ops->readdir(f, &d.sink);
    if (!n && !d.used && f->pos != before)
        n = -EIO;
    if (!n && d.used)
        n = copy_out(t->proc->mm, uaddr, d.buf, d.used);
    free(d.buf);
    if (n) {
        f->pos = before;
        return n;
    }
    return (long)d.used;
}

/* A buffer too small for the next name is EINVAL; the end of the directory is 0. */
struct probe {
    struct dir_sink sink;
    int any;
};

static int probe_emit(struct dir_sink *sink, const char *name, size_t len, uint64_t ino, unsigned type,
                      uint64_t next)
{
    (void)name, (void)len, (void)ino, (void)type, (void)next;
    ((struct probe *)sink)->any = 1;
    return 1;
}

static int more_left(struct file *f)
{
    struct probe p = { .sink.emit = probe_emit };

    return !f->ops->readdir(f, &p.sink) && p.any;
}

long sys_getdents64(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    long n = -ENOTDIR;
    if (f->ops->readdir) {
        rt_mutex_lock(&f->pos_lock);
        n = read_dents(t, f, a[1], (uint32_t)a[2]);
        if (n >= 0)
            notify_path(f->path.dentry, IN_ACCESS);
        if (n == 0 && more_left(f))
            n = -EINVAL;
        rt_mutex_unlock(&f->pos_lock);
    }
    file_put(f);
    return n;
}
