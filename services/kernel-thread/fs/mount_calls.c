/* SPDX-License-Identifier: BSD-2-Clause */
/* mount and umount: new mounts, binds, moves, remounts.  There is one mount namespace, so nothing is propagated. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/mount.h"
#include "proc/proc.h"

static int same_kind(const struct inode *a, const struct inode *b)
{
    return !S_ISDIR(a->mode) == !S_ISDIR(b->mode);
}

/* Takes the super's reference always; NULL place: the root of all. */
static int mount_super(struct super *super, const char *source, uint32_t flags, struct path *at)
{
    struct mount *m = mount_new(super, super->root_dentry, source);

    if (!m) {
        super_put(super);
        return -ENOMEM;
    }
    m->flags = flags & MOUNT_KEPT_FLAGS;
    if (at) {
        mount_attach(m, at);
    } else {
        root_mount = m;
        TAILQ_INSERT_TAIL(&mount_list, m, link);
    }
    return 0;
}

/* The same file system, seen from another directory. */
static int mount_bind(struct thread *t, const char *source, struct path *at, int rec)
{
    struct path from;
    int err = *source ? path_lookup(t, AT_FDCWD, source, WALK_FOLLOW, &from) : -EINVAL;

    if (err)
        return err;
    err = -ENOTDIR;
    if (same_kind(path_inode(&from), path_inode(at))) {
        struct mount *m = mount_copy(&from, rec);
        err = m ? 0 : -ENOMEM;
        if (m)
            mount_attach(m, at);
    }
    path_put(&from);
    return err;
}

int mount_move(struct mount *m, struct path *to)
{
    if (!same_kind(m->root->inode, path_inode(to)))
        return -EINVAL;
    if (mount_is_below(to->mount, m))
        return -ELOOP;
    if (m->parent)
        mount_detach(m);
    mount_attach(m, to);
    return 0;
}

static int mount_moved(struct thread *t, const char *source, struct path *at)
{
    struct path from;
    int err = *source ? path_lookup(t, AT_FDCWD, source, WALK_FOLLOW, &from) : -EINVAL;

    if (err)
        return err;
    if (from.dentry != from.mount->root)
        err = -EINVAL;
    else
        err = mount_move(from.mount, at);
    path_put(&from);
    return err;
}

int mount_set_flags(struct mount *m, uint32_t flags, int with_super)
{
    uint32_t now = m->super->flags & MS_RDONLY;

    if ((flags & MS_RDONLY) && !((with_super ? now : m->flags) & MS_RDONLY)) {
        if (with_super ? m->super->writers : m->writers)
            return -EBUSY;
        int err = super_sync(m->super);
        if (err)
            return err;
    }
    if (with_super) {
        int err = ((flags ^ now) & MS_RDONLY) && m->super->ops->remount ? m->super->ops->remount(m->super, flags) : 0;
        if (err)
            return err;
        m->super->flags = flags & MS_RDONLY;
    }
    m->flags = flags & MOUNT_KEPT_FLAGS;
    return 0;
}

static int mount_fresh(struct thread *t, const char *source, struct path *at, const char *type, uint32_t flags,
                       const char *data)
{
    const struct fs_type *fs_type = *type ? fs_type_find(type) : NULL;
    uint32_t device = 0;
    struct super *super;

    if (!fs_type)
        return *type ? -ENODEV : -EINVAL;
    if (fs_type->needs_device) {
        int err = *source ? mount_device(t, source, &device) : -EINVAL;
        if (err)
            return err;
    }
    int err = super_for(type, device, flags, data, &super);
    if (err)
        return err;
    if (at->mount->super == super && at->dentry == at->mount->root)
        err = -EBUSY; /* the very same on itself */
    else if (!S_ISDIR(path_inode(at)->mode))
        err = -ENOTDIR;
    if (!err)
        return mount_super(super, source, flags, at);
    super_put(super);
    return err;
}

static int mount_at(struct thread *t, const char *source, struct path *at, const char *type, uint32_t flags,
                    const char *data)
{
    int is_root = at->dentry == at->mount->root;

    if (flags & MS_REMOUNT)
        return is_root ? mount_set_flags(at->mount, flags, !(flags & MS_BIND)) : -EINVAL;
    if (flags & MS_BIND)
        return mount_bind(t, source, at, (flags & MS_REC) != 0);
    if (flags & (MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE)) {
        uint32_t kind = flags & (MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE);
        return kind & (kind - 1) || !is_root ? -EINVAL : 0;
    }
    if (flags & MS_MOVE)
        return mount_moved(t, source, at);
    return mount_fresh(t, source, at, type, flags, data);
}

int vfs_mount_root(const char *source, const char *type, uint32_t device, uint32_t flags)
{
    struct super *super;
    int err = super_for(type, device, flags, "", &super);

    return err ? err : mount_super(super, source, flags, NULL);
}

int vfs_mount(struct thread *t, const char *source, const char *target, const char *type, uint32_t flags,
              const char *data)
{
    struct path at;
    int err = path_lookup(t, AT_FDCWD, target, WALK_FOLLOW, &at);

    if (err)
        return err;
    err = t && !cred_capable(t) ? -EPERM : mount_at(t, source, &at, type, flags, data);
    if (at.dentry)
        path_put(&at);
    return err;
}

static struct mount *child_of(const struct mount *m)
{
    struct mount *c;

    TAILQ_FOREACH(c, &mount_list, link)
        if (c->parent == m)
            return c;
    return NULL;
}

/* MNT_DETACH: with all that is mounted below; users that are left keep each alive. */
static void detach_tree(struct mount *m)
{
    struct mount *c;

    while ((c = child_of(m)))
        detach_tree(c);
    mount_detach(m);
    mount_put(m);
}

/* `held` references are the caller's own. */
static int umount_checked(struct mount *m, int flags, unsigned held)
{
    if (flags & MNT_DETACH) {
        if (!m->parent)
            return -EINVAL;
        (void)super_sync(m->super); /* what fails stays dirty */
        detach_tree(m);
        return 0;
    }
    if (!m->parent)
        return -EBUSY;
    if (child_of(m))
        return -EBUSY;
    int err = super_sync(m->super);
    if (err && !(flags & MNT_FORCE))
        return err;
    if (m->refs > 1 + held)
        return -EBUSY;
    if ((flags & MNT_EXPIRE) && !m->expiring) {
        m->expiring = 1;
        return -EAGAIN;
    }
    mount_detach(m);
    mount_put(m);
    return 0;
}

int vfs_umount(struct thread *t, const char *target, int flags)
{
    struct path at;

    if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
        return -EINVAL;
    int err = path_lookup(t, AT_FDCWD, target, flags & UMOUNT_NOFOLLOW ? 0 : WALK_FOLLOW, &at);
    if (err)
        return err;
    if (t && !cred_capable(t))
        err = -EPERM;
    else if (at.dentry != at.mount->root || ((flags & MNT_EXPIRE) && (flags & (MNT_FORCE | MNT_DETACH))))
        err = -EINVAL;
    else
        err = umount_checked(at.mount, flags, 1);
    path_put(&at);
    return err;
}
