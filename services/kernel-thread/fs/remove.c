/* SPDX-License-Identifier: BSD-2-Clause */
/* Names that go: unlink, rmdir. */
#include <linux/errno.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/vfs.h"

static void after_removal(struct dentry *d)
{
    struct inode *dir = d->parent->inode;

    dentry_unhash(d);
    inode_touch(dir, FS_SET_MTIME | FS_SET_CTIME);
    dir->flags |= INODE_BLOCKS_OLD;
    if (!S_ISDIR(d->inode->mode))
        notify_inode(d->inode, IN_ATTRIB);
    if (d->refs == 1 && !d->inode->nlink) /* nobody but the caller has it */
        notify_gone(d->inode);
    notify_name(dir, d->inode, d->name, IN_DELETE, 0);
}

/* The parent is locked. */
static int unlink_locked(struct thread *t, struct path_last *last, struct dentry *d)
{
    struct inode *dir = path_inode(&last->dir);
    struct inode *victim = d->inode;

    if (!victim)
        return -ENOENT;
    if (last->trailing_slash)
        return S_ISDIR(victim->mode) ? -EISDIR : -ENOTDIR;
    int err = may_delete(t, dir, victim);
    if (err)
        return err;
    if (S_ISDIR(victim->mode))
        return -EISDIR;
    if (d->mounts)
        return -EBUSY;
    if (!dir->ops->unlink)
        return -EPERM;
    err = dir->ops->unlink(dir, last->name, victim);
    if (err)
        return err;
    inode_touch(victim, FS_SET_CTIME);
    after_removal(d);
    return 0;
}

static int rmdir_locked(struct thread *t, struct path_last *last, struct dentry *d)
{
    struct inode *dir = path_inode(&last->dir);
    struct inode *victim = d->inode;

    if (!victim)
        return -ENOENT;
    int err = may_delete(t, dir, victim);
    if (err)
        return err;
    if (!S_ISDIR(victim->mode))
        return -ENOTDIR;
    if (d->mounts)
        return -EBUSY;
    if (!dir->ops->rmdir)
        return -EPERM;

    rt_mutex_lock(&victim->lock); /* nobody makes names in it meanwhile */
    err = dir->ops->rmdir(dir, last->name, victim);
    if (!err) {
        victim->nlink = 0;
        dir->nlink--;
        after_removal(d);
        dentry_drop_children(d);
    }
    rt_mutex_unlock(&victim->lock);
    return err;
}

static int remove_last(struct thread *t, struct path_last *last,
                       int (*remove)(struct thread *, struct path_last *, struct dentry *))
{
    struct inode *dir = path_inode(&last->dir);
    struct dentry *d;

    int err = path_writable(&last->dir);
    if (err)
        return err;
    rt_mutex_lock(&dir->lock);
    err = dentry_lookup_locked(last->dir.dentry, last->name, strlen(last->name), &d);
    if (!err) {
        err = remove(t, last, d);
        rt_mutex_unlock(&dir->lock);
        dentry_put(d);
        return err;
    }
    rt_mutex_unlock(&dir->lock);
    return err;
}

int vfs_unlink(struct thread *t, int dirfd, const char *name)
{
    struct path_last last;
    int err = path_lookup_parent(t, dirfd, name, &last);

    if (err)
        return err;
    err = last.kind == LAST_NORM ? remove_last(t, &last, unlink_locked) : -EISDIR;
    path_put(&last.dir);
    return err;
}

int vfs_rmdir(struct thread *t, int dirfd, const char *name)
{
    static const int why_not[] = { [LAST_DOT] = -EINVAL, [LAST_DOTDOT] = -ENOTEMPTY, [LAST_ROOT] = -EBUSY };
    struct path_last last;
    int err = path_lookup_parent(t, dirfd, name, &last);

    if (err)
        return err;
    err = last.kind == LAST_NORM ? remove_last(t, &last, rmdir_locked) : why_not[(unsigned char)last.kind];
    path_put(&last.dir);
    return err;
}
