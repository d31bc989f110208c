/* SPDX-License-Identifier: BSD-2-Clause */
/* umount2, with what was propagated. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/dcache.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/propagate.h"
#include "proc/proc.h"

static void take_out(struct mount *m)
{
    mount_detach_below(m);
    m->ns = NULL;
    propagation_leave(m);
    mount_put(m);
}

/* Does a mount have nothing mounted on it, but perhaps on its very root (which stays, on its place)? */
static int is_leaf(const struct mount *m)
{
    struct mount *c;

    TAILQ_FOREACH(c, &mount_list, link)
        if (c->parent == m && c->mountpoint != m->root)
            return 0;
    return 1;
}

/* What was propagated with m goes too, where nothing is mounted on it. */
static void umount_copies(struct mount *m)
{
    struct mount *first = propagation_targets(m->parent), *next, *copy;

    for (struct mount *at = first; at; at = at->chain)
        mount_get(at); /* one of them may go */
    for (struct mount *at = first; at; at = next) {
        next = at->chain;
        copy = mount_on(at, m->mountpoint);
        if (copy && copy != m && is_leaf(copy))
            take_out(copy);
        mount_put(at);
    }
}

/* Is a copy of m in use, that would have to go with it? */
static int copies_busy(const struct mount *m)
{
    struct mount *copy;

    for (struct mount *at = propagation_targets(m->parent); at; at = at->chain) {
        copy = mount_on(at, m->mountpoint);
        if (copy && copy != m && !mount_child(copy) && copy->refs > 1)
            return 1;
    }
    return 0;
}

/* MNT_DETACH: with all that is mounted below; users that are left keep each alive. */
static void detach_tree(struct mount *m)
{
    struct mount *c;

    while ((c = mount_child(m)))
        detach_tree(c);
    umount_copies(m);
    mount_detach(m);
    m->ns = NULL;
    propagation_leave(m);
    mount_put(m);
}

/* The caller's own root cannot go: it becomes read-only. */
static int root_read_only(struct mount *m)
{
    if (m->super->flags & MS_RDONLY)
        return 0;
    return mount_reconfigure(m->super, m->super->flags | MS_RDONLY, "");
}

/* `held` references are the caller's own. */
static int umount_checked(struct thread *t, struct mount *m, int flags, unsigned held)
{
    if (t && m == t->proc->fs->root.mount && !(flags & MNT_DETACH))
        return flags & MNT_EXPIRE ? -EINVAL : root_read_only(m);
    if (!m->parent)
        return -EINVAL;
    if (flags & MNT_DETACH) {
        (void)super_sync(m->super); /* what fails stays dirty */
        detach_tree(m);
        return 0;
    }
    if (mount_child(m))
        return -EBUSY;
    int err = super_sync(m->super);
    if (err && !(flags & MNT_FORCE))
        return err;
    if (m->refs > 1 + held || copies_busy(m))
        return -EBUSY;
    if ((flags & MNT_EXPIRE) && !m->expiring)
        return -EAGAIN;
    umount_copies(m);
    take_out(m);
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
    struct mount *m = at.mount;
    if (t && !cred_capable(t))
        err = -EPERM;
    else if (at.dentry != m->root || !mount_is_ours(t, m) || ((flags & MNT_EXPIRE) && (flags & (MNT_FORCE | MNT_DETACH))))
        err = -EINVAL;
    else
        err = umount_checked(t, m, flags, 1);
    path_put(&at);
    if (err == -EAGAIN)
        m->expiring = 1; /* until somebody comes here; the tree holds it */
    return err;
}
