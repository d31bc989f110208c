/* SPDX-License-Identifier: BSD-2-Clause */
/* New names: mknod, mkdir, symlink, link. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/acl.h"
#include "fs/dcache.h"
#include "fs/files.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/vfs.h"
#include "proc/proc.h"

uint32_t thread_umask(struct thread *t)
{
    return t ? t->proc->fs->umask : 022;
}

int path_writable(const struct path *dir)
{
    return (dir->mount->flags | dir->mount->super->flags) & MS_RDONLY ? -EROFS : 0;
}

/* A directory got or lost a name: the disk has noted that itself. */
static void dir_changed(struct inode *dir)
{
    inode_touch(dir, FS_SET_MTIME | FS_SET_CTIME);
    dir->flags |= INODE_BLOCKS_OLD;
}

/* Group and set-group-id bit as the directory asks. */
static uint32_t group_for(struct thread *t, const struct inode *dir, uint32_t *mode)
{
    if (!(dir->mode & S_ISGID))
        return t ? thread_cred(t)->fsgid : 0;
    int outsider = !inode_in_group(t, dir->gid) && !inode_capable(t, CAP_FSETID);
    if (S_ISDIR(*mode))
        *mode |= S_ISGID;
    else if ((*mode & (S_ISGID | 010)) == (S_ISGID | 010) && outsider)
        *mode &= ~(uint32_t)S_ISGID;
    return dir->gid;
}

int create_locked(struct thread *t, struct dentry *d, const char *name, uint32_t mode, uint32_t rdev)
{
    struct inode *dir = d->parent->inode;
    struct inode *inode = NULL;
    struct acl_inherit inherit;

    if (d->parent->removed || !dir->nlink)
        return -ENOENT;
    int err = inode_permission(t, dir, 3);
    if (err)
        return err;
    int whiteout = S_ISCHR(mode) && rdev == 0; /* of overlays: anybody's */
    if ((S_ISCHR(mode) || S_ISBLK(mode)) && !whiteout && !inode_capable(t, CAP_MKNOD))
        return -EPERM;
    if (!dir->ops->create)
        return -EPERM;
    uint32_t gid = group_for(t, dir, &mode);
    uint32_t uid = t ? thread_cred(t)->fsuid : 0;
    err = acl_inherit_begin(dir, &mode, thread_umask(t), &inherit);
    if (!err)
        err = dir->ops->create(dir, name, mode, uid, gid, rdev, &inode);
    int list_err = acl_inherit_end(&inherit, inode);
    if (err)
        return err;

    dentry_set_inode(d, inode);
    if (S_ISDIR(mode))
        dir->nlink++;
    dir_changed(dir);
    notify_name(dir, inode, name, IN_CREATE, 0);
    return list_err;
}

int create_nameless(struct thread *t, struct inode *dir, uint32_t mode, struct inode **inode)
{
    uint32_t gid = group_for(t, dir, &mode);
    struct acl_inherit inherit;

    if (!dir->nlink)
        return -ENOENT;
    *inode = NULL;
    int err = acl_inherit_begin(dir, &mode, thread_umask(t), &inherit);
    if (!err)
        err = dir->ops->tmpfile(dir, mode, t ? thread_cred(t)->fsuid : 0, gid, inode);
    int list_err = acl_inherit_end(&inherit, err ? NULL : *inode);
    return err ? err : list_err;
}

/* A negative dentry for a new name in last->dir, which is locked; undone by end_create. */
static int begin_create(struct path_last *last, int is_dir, struct dentry **out)
{
    struct inode *dir = path_inode(&last->dir);
    struct dentry *d;

    if (last->kind != LAST_NORM)
        return -EEXIST;
    rt_mutex_lock(&dir->lock);
    int err = dentry_lookup_locked(last->dir.dentry, last->name, strlen(last->name), &d);
    if (!err) {
        if (d->inode)
            err = -EEXIST;
        else if (last->trailing_slash && !is_dir)
            err = -ENOENT;
        else
            err = path_writable(&last->dir);
        if (err)
            dentry_put(d);
    }
    if (err) {
        rt_mutex_unlock(&dir->lock);
        return err;
    }
    *out = d;
    return 0;
}

static void end_create(struct path_last *last, struct dentry *d)
{
    rt_mutex_unlock(&path_inode(&last->dir)->lock);
    dentry_put(d);
}

int vfs_mknod(struct thread *t, int dirfd, const char *name, uint32_t mode, uint32_t rdev)
{
    struct path_last last;
    struct dentry *d;

    int err = path_lookup_parent(t, dirfd, name, &last);
    if (err)
        return err;
    err = begin_create(&last, S_ISDIR(mode), &d);
    if (!err) {
        err = create_locked(t, d, last.name, mode, rdev);
        end_create(&last, d);
    }
    path_put(&last.dir);
    return err;
}

static int symlink_locked(struct thread *t, struct dentry *d, const char *name, const char *target)
{
    struct inode *dir = d->parent->inode;
    struct inode *inode;
    uint32_t mode = S_IFLNK;

    if (d->parent->removed)
        return -ENOENT;
    int err = inode_permission(t, dir, 3);
    if (err)
        return err;
    if (!dir->ops->symlink)
        return -EPERM;
    uint32_t gid = group_for(t, dir, &mode);
    err = dir->ops->symlink(dir, name, target, t ? thread_cred(t)->fsuid : 0, gid, &inode);
    if (err)
        return err;
    dentry_set_inode(d, inode);
    dir_changed(dir);
    notify_name(dir, inode, name, IN_CREATE, 0);
    return 0;
}

int vfs_symlink(struct thread *t, const char *target, int dirfd, const char *name)
{
    struct path_last last;
    struct dentry *d;

    if (!*target)
        return -ENOENT;
    int err = path_lookup_parent(t, dirfd, name, &last);
    if (err)
        return err;
    err = begin_create(&last, 0, &d);
    if (!err) {
        err = symlink_locked(t, d, last.name, target);
        end_create(&last, d);
    }
    path_put(&last.dir);
    return err;
}

static int link_locked(struct thread *t, struct inode *inode, struct dentry *d, const char *name)
{
    struct inode *dir = d->parent->inode;

    if (d->parent->removed)
        return -ENOENT;
    int err = inode_permission(t, dir, 3);
    if (err)
        return err;
    if (!dir->ops->link || S_ISDIR(inode->mode) || (inode->fsflags & (FS_IMMUTABLE_FL | FS_APPEND_FL)))
        return -EPERM;
    if (!inode->nlink && !(inode->flags & INODE_LINKABLE))
        return -ENOENT;
    err = dir->ops->link(inode, dir, name);
    if (err)
        return err;
    inode->flags &= ~(uint32_t)INODE_LINKABLE;
    inode_get(inode);
    dentry_set_inode(d, inode);
    inode_touch(inode, FS_SET_CTIME);
    dir_changed(dir);
    notify_inode(inode, IN_ATTRIB);
    notify_name(dir, inode, name, IN_CREATE, 0);
    return 0;
}

/* Only to what one owns or could read and write; as Debian's fs.protected_hardlinks. */
static int may_link(struct thread *t, struct inode *inode)
{
    uint32_t mode = inode->mode;

    if (!protected_hardlinks || inode_owner_or_capable(t, inode))
        return 0;
    if (!S_ISREG(mode) || (mode & S_ISUID) || (mode & (S_ISGID | 010)) == (S_ISGID | 010))
        return -EPERM;
    return inode_permission(t, inode, 6) ? -EPERM : 0;
}

static int link_path(struct thread *t, const struct path *from, int to_dirfd, const char *to)
{
    struct path_last last;
    struct dentry *d;

    int err = path_lookup_parent(t, to_dirfd, to, &last);
    if (err)
        return err;
    err = begin_create(&last, 0, &d);
    if (!err) {
        if (last.dir.mount->super != from->mount->super || last.dir.mount != from->mount)
            err = -EXDEV;
        else if (may_link(t, path_inode(from)))
            err = -EPERM;
        else
            err = link_locked(t, path_inode(from), d, last.name);
        end_create(&last, d);
    }
    path_put(&last.dir);
    return err;
}

int vfs_link(struct thread *t, int from_dirfd, const char *from, int to_dirfd, const char *to, int at_flags)
{
    struct path p;
    unsigned flags = 0;

    if (at_flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    if (at_flags & AT_SYMLINK_FOLLOW)
        flags |= WALK_FOLLOW;
    if (at_flags & AT_EMPTY_PATH)
        flags |= WALK_EMPTY;
    if ((at_flags & AT_EMPTY_PATH) && !inode_capable(t, CAP_DAC_READ_SEARCH))
        return -ENOENT;
    int err = path_lookup(t, from_dirfd, from, flags, &p);
    if (err)
        return err;
    err = link_path(t, &p, to_dirfd, to);
    path_put(&p);
    return err;
}
