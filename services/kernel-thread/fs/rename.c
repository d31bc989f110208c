/* SPDX-License-Identifier: BSD-2-Clause */
/* rename.  One rename at a time holds more than a parent and its child: that makes the order of locks
 * (ancestor first, else by address) free of cycles. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/vfs.h"
#include "proc/proc.h"

static struct rt_mutex rename_mutex;

struct rename {
    struct thread *t;
    struct path_last from, to;
    struct dentry *old, *new; /* counted */
    unsigned flags;
};

static void lock_both(struct dentry *a, struct dentry *b)
{
    rt_mutex_lock(&rename_mutex);
    if (a == b) {
        rt_mutex_lock(&a->inode->lock);
        return;
    }
    int a_first = dentry_is_ancestor(a, b) || (!dentry_is_ancestor(b, a) && a < b);
    rt_mutex_lock(a_first ? &a->inode->lock : &b->inode->lock);
    rt_mutex_lock(a_first ? &b->inode->lock : &a->inode->lock);
}

static void unlock_both(struct dentry *a, struct dentry *b)
{
    if (a != b)
        rt_mutex_unlock(&b->inode->lock);
    rt_mutex_unlock(&a->inode->lock);
    rt_mutex_unlock(&rename_mutex);
}

static int check_slashes(const struct rename *r)
{
    int old_dir = S_ISDIR(r->old->inode->mode);

    if (!old_dir && r->from.trailing_slash)
        return -ENOTDIR;
    if (!old_dir && !(r->flags & RENAME_EXCHANGE) && r->to.trailing_slash)
        return -ENOTDIR;
    if ((r->flags & RENAME_EXCHANGE) && r->to.trailing_slash && !S_ISDIR(r->new->inode->mode))
        return -ENOTDIR;
    return 0;
}

static int check_names(const struct rename *r)
{
    const struct inode *old = r->old->inode;
    const struct inode *new = r->new->inode;

    if (!old)
        return -ENOENT;
    if ((r->flags & RENAME_NOREPLACE) && new)
        return -EEXIST;
    if ((r->flags & RENAME_EXCHANGE) && !new)
        return -ENOENT;
    int err = check_slashes(r);
    if (err)
        return err;
    if (dentry_is_ancestor(r->old, r->to.dir.dentry))
        return -EINVAL;
    if (dentry_is_ancestor(r->new, r->from.dir.dentry))
        return r->flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
    return 0;
}

static int check_permission(const struct rename *r)
{
    struct inode *from_dir = path_inode(&r->from.dir);
    struct inode *to_dir = path_inode(&r->to.dir);
    struct inode *old = r->old->inode;
    struct inode *new = r->new->inode;

    int err = may_delete(r->t, from_dir, old);
    if (err)
        return err;
    err = new ? may_delete(r->t, to_dir, new) : inode_permission(r->t, to_dir, 3);
    if (err)
        return err;
    if (new && !(r->flags & RENAME_EXCHANGE)) {
        if (S_ISDIR(old->mode) && !S_ISDIR(new->mode))
            return -ENOTDIR;
        if (!S_ISDIR(old->mode) && S_ISDIR(new->mode))
            return -EISDIR;
    }
    if (S_ISDIR(old->mode) && from_dir != to_dir) {
        err = inode_permission(r->t, old, 2); /* its ".." changes */
        if (err)
            return err;
    }
    if (r->old->mounts || r->new->mounts)
        return -EBUSY;
    return r->to.dir.dentry->removed ? -ENOENT : 0;
}

static void swap_names(struct rename *r)
{
    struct dentry *old_parent = r->old->parent;
    struct dentry *new_parent = r->new->parent;

    (void)dentry_move(r->old, new_parent, r->to.name, strlen(r->to.name));   /* on ENOMEM it is only */
    (void)dentry_move(r->new, old_parent, r->from.name, strlen(r->from.name)); /* not cached any more */
}

static void notify_move(struct inode *from_dir, const char *from, struct inode *to_dir, const char *to,
                        struct inode *moved, struct inode *replaced)
{
    uint32_t cookie = notify_cookie();

    if (from_dir == to_dir)
        notify_renamed(from_dir);
    notify_name(from_dir, moved, from, IN_MOVED_FROM, cookie);
    notify_name(to_dir, moved, to, IN_MOVED_TO, cookie);
    if (replaced && !S_ISDIR(replaced->mode))
        notify_inode(replaced, IN_ATTRIB);
    notify_inode(moved, IN_MOVE_SELF);
}

/* The file system has renamed: names, counts and times here follow. */
static void commit(struct rename *r)
{
    struct inode *from_dir = path_inode(&r->from.dir);
    struct inode *to_dir = path_inode(&r->to.dir);
    struct inode *old = r->old->inode;
    struct inode *new = r->new->inode;
    int old_is_dir = S_ISDIR(old->mode);

    if (r->flags & RENAME_EXCHANGE) {
        int new_is_dir = S_ISDIR(new->mode);
        from_dir->nlink += (unsigned)(new_is_dir - old_is_dir);
        to_dir->nlink += (unsigned)(old_is_dir - new_is_dir);
        inode_touch(new, FS_SET_CTIME);
        swap_names(r);
    } else {
        if (old_is_dir) {
            from_dir->nlink--;
            to_dir->nlink += new ? 0 : 1;
        }
        if (new)
            inode_touch(new, FS_SET_CTIME);
        dentry_unhash(r->new);
        dentry_drop_children(r->new);
        (void)dentry_move(r->old, r->to.dir.dentry, r->to.name, strlen(r->to.name));
    }
    inode_touch(old, FS_SET_CTIME);
    inode_touch(from_dir, FS_SET_MTIME | FS_SET_CTIME);
    inode_touch(to_dir, FS_SET_MTIME | FS_SET_CTIME);
    from_dir->flags |= INODE_BLOCKS_OLD;
    to_dir->flags |= INODE_BLOCKS_OLD;
    int exchange = (r->flags & RENAME_EXCHANGE) != 0;
    notify_move(from_dir, r->from.name, to_dir, r->to.name, old, exchange ? NULL : new);
    if (exchange)
        notify_move(to_dir, r->to.name, from_dir, r->from.name, new, NULL);
}

/* The mark of an overlay that the name is gone: a character device 0:0. */
static int leave_whiteout(struct rename *r)
{
    struct inode *dir = path_inode(&r->from.dir), *inode;
    const struct cred *c = r->t ? thread_cred(r->t) : NULL;
    uint32_t gid = dir->mode & S_ISGID ? dir->gid : c ? c->fsgid : 0;

    int err = dir->ops->create(dir, r->from.name, S_IFCHR, c ? c->fsuid : 0, gid, 0, &inode);
    if (!err)
        inode_put(inode); /* found again by its name */
    return err;
}

static int rename_found(struct rename *r)
{
    struct inode *dir = path_inode(&r->from.dir);

    int err = check_names(r);
    if (err)
        return err;
    err = check_permission(r);
    if (err)
        return err;
    if (r->old->inode == r->new->inode)
        return 0; /* two names of one node: nothing happens */
    if (!dir->ops->rename)
        return -EPERM;
    if ((r->flags & RENAME_WHITEOUT) && !dir->super->attributes)
        return -EINVAL; /* its file system has no devices */
    err = dir->ops->rename(dir, r->from.name, r->old->inode, path_inode(&r->to.dir), r->to.name, r->new->inode,
                           r->flags & ~(unsigned)RENAME_WHITEOUT);
    if (err)
        return err;
    commit(r);
    return r->flags & RENAME_WHITEOUT ? leave_whiteout(r) : 0;
}

static int rename_locked(struct rename *r)
{
    int err = dentry_lookup_locked(r->from.dir.dentry, r->from.name, strlen(r->from.name), &r->old);

    if (err)
        return err;
    err = dentry_lookup_locked(r->to.dir.dentry, r->to.name, strlen(r->to.name), &r->new);
    if (!err)
        err = rename_found(r);
    return err;
}

static int rename_parents(struct rename *r)
{
    if (r->from.dir.mount != r->to.dir.mount)
        return -EXDEV;
    if (r->from.kind != LAST_NORM)
        return -EBUSY;
    if (r->to.kind != LAST_NORM)
        return r->flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
    int err = path_writable(&r->from.dir);
    if (err)
        return err;

    lock_both(r->from.dir.dentry, r->to.dir.dentry);
    err = rename_locked(r);
    unlock_both(r->from.dir.dentry, r->to.dir.dentry);
    if (r->old)
        dentry_put(r->old);
    if (r->new)
        dentry_put(r->new);
    return err;
}

int vfs_rename(struct thread *t, int from_dirfd, const char *from, int to_dirfd, const char *to, unsigned flags)
{
    struct rename r = { .t = t, .flags = flags };

    if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT))
        return -EINVAL;
    if ((flags & RENAME_EXCHANGE) && (flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)))
        return -EINVAL;
    int err = path_lookup_parent(t, from_dirfd, from, &r.from);
    if (err)
        return err;
    err = path_lookup_parent(t, to_dirfd, to, &r.to);
    if (!err) {
        err = rename_parents(&r);
        path_put(&r.to.dir);
    }
    path_put(&r.from.dir);
    return err;
}
