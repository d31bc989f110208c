/* SPDX-License-Identifier: BSD-2-Clause */
/* mount: new mounts, binds, moves, remounts, kinds of propagation. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/mount.h"
#include "fs/propagate.h"
#include "proc/proc.h"

enum { MS_KINDS = MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE };

static int same_kind(const struct inode *a, const struct inode *b)
{
    return !S_ISDIR(a->mode) == !S_ISDIR(b->mode);
}

uint32_t mount_flags_of(uint32_t flags, uint32_t now)
{
    const uint32_t times = MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME;
    uint32_t kept = flags & MOUNT_KEPT_FLAGS;

    if (kept & MS_STRICTATIME)
        kept &= ~(uint32_t)MS_NOATIME;
    if ((flags & MS_REMOUNT) && !(flags & times))
        kept |= now & MOUNT_TIME_FLAGS;
    return kept;
}

/* Takes the super's reference always. */
static int mount_super(struct super *super, const char *source, uint32_t flags, struct path *at)
{
    struct mount *m = mount_new(super, super->root_dentry, source);

    if (!m) {
        super_put(super);
        return -ENOMEM;
    }
    m->flags = mount_flags_of(flags, 0);
    int err = mount_graft(m, at);
    if (err)
        mount_put(m);
    return err;
}

/* The same file system, seen from another directory. */
static int mount_bind(struct thread *t, const char *source, struct path *at, int rec)
{
    struct path from;
    int err = *source ? path_lookup(t, AT_FDCWD, source, WALK_FOLLOW, &from) : -EINVAL;

    if (err)
        return err;
    if (from.mount->unbindable || !mount_is_ours(t, from.mount))
        err = -EINVAL;
    else if (!same_kind(path_inode(&from), path_inode(at)))
        err = -ENOTDIR;
    struct mount *m = NULL;
    if (!err)
        err = mount_copy(&from, rec ? MOUNT_COPY_REC : MOUNT_COPY_ONE, &m);
    if (!err) {
        err = mount_graft(m, at);
        if (err)
            mount_drop_tree(m);
    }
    path_put(&from);
    return err;
}

static int has_unbindable(const struct mount *tree)
{
    struct mount *m;

    if (tree->unbindable)
        return 1;
    TAILQ_FOREACH(m, &mount_list, link)
        if (m->unbindable && mount_is_below(m, tree))
            return 1;
    return 0;
}

int mount_move(struct mount *m, struct path *to)
{
    struct path old = { m->parent, m->mountpoint };

    if (!same_kind(m->root->inode, path_inode(to)))
        return -EINVAL;
    if ((m->parent && m->parent->group) || (to->mount->group && has_unbindable(m)))
        return -EINVAL;
    if (mount_is_below(to->mount, m))
        return -ELOOP;
    if (!m->parent)
        return mount_graft(m, to);
    path_get(&old);
    mount_detach(m);
    int err = mount_graft(m, to);
    if (err)
        mount_attach(m, &old);
    else
        path_put(&old);
    return err;
}

static int mount_moved(struct thread *t, const char *source, struct path *at)
{
    struct path from;
    int err = *source ? path_lookup(t, AT_FDCWD, source, WALK_FOLLOW, &from) : -EINVAL;

    if (err)
        return err;
    if (from.dentry != from.mount->root || !mount_is_ours(t, from.mount))
        err = -EINVAL;
    else
        err = from.mount->parent ? mount_move(from.mount, at) : -ELOOP; /* the root of all: the target is below it */
    path_put(&from);
    return err;
}

int mount_set_flags(struct mount *m, uint32_t flags)
{
    if ((flags & MS_RDONLY) && !(m->flags & MS_RDONLY) && m->writers)
        return -EBUSY;
    m->flags = flags & MOUNT_KEPT_FLAGS;
    return 0;
}

int mount_reconfigure(struct super *super, uint32_t flags, const char *data)
{
    uint32_t now = super->flags;
    int err = 0;

    if ((flags & MS_RDONLY) && !(now & MS_RDONLY)) {
        if (super->writers)
            return -EBUSY;
        err = super_sync(super);
    }
    if (!err && super->ops->options)
        err = super->ops->options(super, data);
    if (!err && ((flags ^ now) & MS_RDONLY) && super->ops->remount)
        err = super->ops->remount(super, flags);
    if (!err)
        super->flags = (now & ~(uint32_t)SUPER_KEPT_FLAGS) | (flags & SUPER_KEPT_FLAGS);
    return err;
}

static int remount(struct mount *m, uint32_t flags, const char *data)
{
    uint32_t kept = mount_flags_of(flags, m->flags);
    int err = flags & MS_BIND ? 0 : mount_reconfigure(m->super, flags, data);

    return err ? err : mount_set_flags(m, kept);
}

int mount_set_kind(struct mount *m, uint32_t kind, int rec)
{
    struct mount *c;
    int err = propagation_set(m, kind);

    TAILQ_FOREACH(c, &mount_list, link)
        if (!err && rec && c != m && mount_is_below(c, m))
            err = propagation_set(c, kind);
    return err;
}

static int change_kind(struct mount *m, uint32_t flags)
{
    uint32_t kind = flags & ~(uint32_t)(MS_REC | MS_SILENT);

    if ((kind & ~(uint32_t)MS_KINDS) || (kind & (kind - 1)))
        return -EINVAL;
    return mount_set_kind(m, kind, (flags & MS_REC) != 0);
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
        return mount_super(super, *source ? source : "none", flags, at);
    super_put(super);
    return err;
}

static int mount_at(struct thread *t, const char *source, struct path *at, const char *type, uint32_t flags,
                    const char *data)
{
    int is_root = at->dentry == at->mount->root;

    if (flags & MS_NOUSER)
        return -EINVAL;
    if (flags & MS_REMOUNT)
        return is_root && mount_is_ours(t, at->mount) ? remount(at->mount, flags, data) : -EINVAL;
    if (!mount_is_ours(t, at->mount))
        return -EINVAL;
    if (flags & MS_BIND)
        return mount_bind(t, source, at, (flags & MS_REC) != 0);
    if (flags & MS_KINDS)
        return is_root ? change_kind(at->mount, flags) : -EINVAL;
    if (flags & MS_MOVE)
        return mount_moved(t, source, at);
    return mount_fresh(t, source, at, type, flags, data);
}

int vfs_mount_root(const char *source, const char *type, uint32_t device, uint32_t flags)
{
    struct super *super;
    int err = super_for(type, device, flags, "", &super);

    if (err)
        return err;
    root_mount = mount_new(super, super->root_dentry, source);
    if (!root_mount) {
        super_put(super);
        return -ENOMEM;
    }
    mount_list_root(root_mount);
    return mnt_ns_first(root_mount) ? 0 : -ENOMEM;
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
