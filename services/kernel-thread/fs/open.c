/* SPDX-License-Identifier: BSD-2-Clause */
/* openat: finding or making the file, what may be opened how. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/regular.h"
#include "fs/walk.h"

struct opening {
    struct thread *t;
    int flags;
    uint32_t mode; /* of a new file, without the umask */
    int created;
};

static unsigned wanted(int flags)
{
    static const unsigned mask[] = { 4, 2, 6, 6 };

    return mask[flags & O_ACCMODE] | (flags & O_TRUNC ? 2 : 0);
}

/* May this be opened at all, by its type and permissions? */
static int may_open(const struct opening *o, const struct path *p)
{
    struct inode *inode = path_inode(p);
    unsigned mask = wanted(o->flags);

    if (S_ISLNK(inode->mode))
        return -ELOOP;
    if (S_ISDIR(inode->mode) && (mask & 2))
        return -EISDIR;
    if ((S_ISCHR(inode->mode) || S_ISBLK(inode->mode)) && (p->mount->flags & MS_NODEV))
        return -EACCES;
    if ((mask & 2) && (p->mount->flags & MS_RDONLY) && S_ISREG(inode->mode))
        return -EROFS;
    if (o->created)
        return 0; /* a new file may have a mode that its maker could not open */
    int err = inode_permission(o->t, inode, mask);
    if (err)
        return err;
    if ((inode->fsflags & FS_APPEND_FL) && (((o->flags & O_ACCMODE) && !(o->flags & O_APPEND)) || (o->flags & O_TRUNC)))
        return -EPERM;
    return (o->flags & O_NOATIME) && !inode_owner_or_capable(o->t, inode) ? -EPERM : 0;
}

static int open_found(const struct opening *o, const struct path *p, struct file **out)
{
    struct inode *inode = path_inode(p);
    struct file *f;

    if ((o->flags & O_DIRECTORY) && !S_ISDIR(inode->mode))
        return -ENOTDIR;
    if (o->flags & O_PATH) {
        f = file_new(p, &path_file_ops, (uint32_t)o->flags & (O_PATH | O_DIRECTORY | O_NOFOLLOW));
        *out = f;
        return f ? 0 : -ENOMEM;
    }
    int err = may_open(o, p);
    if (err)
        return err;
    err = file_open_path(p, (uint32_t)o->flags, &f);
    if (err)
        return err;
    if ((o->flags & O_TRUNC) && !o->created && S_ISREG(inode->mode)) {
        rt_mutex_lock(&inode->lock);
        inode_drop_privileges(inode);
        err = inode->size ? inode_truncate(inode, 0) : (inode_touch(inode, FS_SET_MTIME | FS_SET_CTIME), 0);
        rt_mutex_unlock(&inode->lock);
        if (err) {
            file_put(f);
            return err;
        }
        notify_path(p->dentry, IN_MODIFY);
    }
    if ((o->flags & O_DIRECT) && !inode_can_be_direct(f->inode)) {
        file_put(f);
        return -EINVAL;
    }
    notify_path(p->dentry, IN_OPEN);
    *out = f;
    return 0;
}

/* Looks at the last component with its directory locked; makes the file if it is not there.  *out is
 * counted. */
static int find_or_create(struct opening *o, struct walk *w, struct dentry **out)
{
    struct inode *dir = path_inode(&w->cur);
    struct dentry *d;

    rt_mutex_lock(&dir->lock);
    int err = dentry_lookup_locked(w->cur.dentry, w->name, strlen(w->name), &d);
    if (err)
        goto unlock;
    if (d->inode) {
        err = o->flags & O_EXCL ? -EEXIST : 0;
    } else if (w->trailing_slash) {
        err = -EISDIR;
    } else {
        err = path_writable(&w->cur);
        if (!err)
            err = create_locked(o->t, d, w->name, S_IFREG | o->mode, 0);
        o->created = !err;
    }
    if (err)
        dentry_put(d);
    else
        *out = d;
unlock:
    rt_mutex_unlock(&dir->lock);
    return err;
}

/* The O_CREAT walk: the last component may be made where a dangling link points. */
static int walk_create(struct opening *o, struct walk *w)
{
    struct dentry *d;

    for (;;) {
        int err = walk_to_last(w);
        if (err)
            return err;
        if (w->kind != LAST_NORM || w->trailing_slash)
            return -EISDIR;
        err = find_or_create(o, w, &d);
        if (err)
            return err;
        if (!(o->flags & O_NOFOLLOW) && w->trailing_slash && S_ISREG(d->inode->mode)) {
            dentry_put(d);
            return -ENOTDIR;
        }
        err = o->created ? 0 : may_open_in_sticky(o->t, path_inode(&w->cur), d->inode);
        if (err) {
            dentry_put(d);
            return err;
        }
        err = walk_into_dentry(w, d, !(o->flags & O_NOFOLLOW), 0);
        if (err <= 0)
            return err ? err : (S_ISDIR(path_inode(&w->cur)->mode) ? -EISDIR : 0);
    }
}

static int walk_existing(struct opening *o, struct walk *w)
{
    int err;

    do {
        err = walk_to_last(w);
        if (!err)
            err = walk_into(w, !(o->flags & O_NOFOLLOW), 0);
    } while (err > 0);
    if (!err && w->trailing_slash && !S_ISDIR(path_inode(&w->cur)->mode))
        return -ENOTDIR;
    return err;
}

/* O_TMPFILE: a file without a name, in the file system of a directory. */
static int open_nameless(struct opening *o, const struct path *dir, struct file **out)
{
    struct inode *parent = path_inode(dir), *inode;

    if (!S_ISDIR(parent->mode))
        return -ENOTDIR;
    int err = path_writable(dir);
    if (!err)
        err = inode_permission(o->t, parent, 3);
    if (!err && !parent->ops->tmpfile)
        err = -EOPNOTSUPP;
    if (err)
        return err;
    rt_mutex_lock(&parent->lock);
    err = create_nameless(o->t, parent, S_IFREG | o->mode, &inode);
    rt_mutex_unlock(&parent->lock);
    if (err)
        return err;
    if (!(o->flags & O_EXCL))
        inode->flags |= INODE_LINKABLE;
    struct path place = { dir->mount, dentry_nameless(dir->dentry, inode) };
    if (!place.dentry) {
        inode_put(inode);
        return -ENOMEM;
    }
    err = file_open_path(&place, (uint32_t)o->flags, out);
    dentry_put(place.dentry);
    return err;
}

static int check_flags(int flags)
{
    if (flags & O_TMPFILE_BIT) {
        if ((flags & (O_TMPFILE | O_CREAT)) != O_TMPFILE || !(flags & O_ACCMODE))
            return -EINVAL;
        return 0;
    }
    if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
        return -EINVAL;
    return 0;
}

int vfs_open(struct thread *t, int dirfd, const char *name, int flags, uint32_t mode, struct file **out)
{
    return vfs_open_how(t, dirfd, name, flags, mode, 0, out);
}

int vfs_open_how(struct thread *t, int dirfd, const char *name, int flags, uint32_t mode, uint32_t resolve,
                 struct file **out)
{
    struct opening o = { .t = t, .flags = flags, .mode = mode & 07777 };

    if (flags & O_PATH)
        o.flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW;
    int err = check_flags(o.flags);
    if (err)
        return err;
    struct walk w;
    w.resolve = resolve;
    err = walk_start(&w, t, dirfd, name);
    if (err)
        return err;
    err = o.flags & O_CREAT ? walk_create(&o, &w) : walk_existing(&o, &w);
    if (!err)
        err = o.flags & O_TMPFILE_BIT ? open_nameless(&o, &w.cur, out) : open_found(&o, &w.cur, out);
    walk_end(&w);
    return err;
}

int vfs_open_place(struct thread *t, const struct path *p, int flags, struct file **out)
{
    struct opening o = { .t = t, .flags = flags & ~(O_CREAT | O_EXCL | O_TMPFILE_BIT) };

    return open_found(&o, p, out);
}

int vfs_open_exec(struct thread *t, int dirfd, const char *name, int at_flags, struct file **out)
{
    unsigned flags = at_flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW;
    struct path p;

    if (at_flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int err = path_lookup(t, dirfd, name, flags | (at_flags & AT_EMPTY_PATH ? WALK_EMPTY : 0), &p);
    if (err)
        return err;
    struct inode *inode = path_inode(&p);
    if (S_ISLNK(inode->mode))
        err = -ELOOP;
    else if (!S_ISREG(inode->mode) || (p.mount->flags & MS_NOEXEC))
        err = -EACCES;
    else
        err = inode_permission(t, inode, 1);
    if (!err)
        err = file_open_path(&p, O_RDONLY, out);
    if (!err)
        notify_path(p.dentry, IN_OPEN);
    path_put(&p);
    return err;
}
