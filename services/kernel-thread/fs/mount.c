/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of mounts.  A mount in the tree is held by the list; open files and directories hold it too
 * and make umount say EBUSY. */
#include "fs/mount.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <string.h>

#include "fs/dcache.h"
#include "proc/proc.h"

enum { KEPT_FLAGS = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME };

struct mount_list mount_list = TAILQ_HEAD_INITIALIZER(mount_list);
struct mount *root_mount;

void mount_get(struct mount *m)
{
    m->refs++;
}

void mount_put(struct mount *m)
{
    if (--m->refs)
        return;
    dentry_put(m->root);
    super_put(m->super);
    free(m->source);
    free(m);
}

static struct mount *mount_new(struct super *super, struct dentry *root, const char *source)
{
    struct mount *m = calloc(1, sizeof *m);

    if (!m)
        return NULL;
    m->source = strdup(source);
    if (!m->source) {
        free(m);
        return NULL;
    }
    m->refs = 1;
    m->super = super;
    m->root = root;
    dentry_get(root);
    return m;
}

struct mount *mount_nowhere(struct super *super)
{
    return mount_new(super, super->root_dentry, "none");
}

/* The newest mount on a place, or NULL. */
static struct mount *mounted_on(const struct path *p)
{
    struct mount *m;

    TAILQ_FOREACH_REVERSE(m, &mount_list, mount_list, link)
        if (m->parent == p->mount && m->mountpoint == p->dentry)
            return m;
    return NULL;
}

void mount_cross(struct path *p)
{
    struct mount *m;

    while (p->dentry->mounts && (m = mounted_on(p))) {
        struct path to = { m, m->root };
        path_get(&to);
        path_put(p);
        *p = to;
    }
}

/* Puts a new mount on a place, whose references it takes over; NULL place: the root of all. */
static void attach(struct mount *m, struct path *at)
{
    if (at) {
        m->parent = at->mount;
        m->mountpoint = at->dentry;
        m->mountpoint->mounts++;
        *at = (struct path){ 0 };
    } else {
        root_mount = m;
    }
    TAILQ_INSERT_TAIL(&mount_list, m, link);
}

/* The super of a device that is mounted already (a disk has one), with a reference. */
static struct super *super_of_device(uint32_t device)
{
    for (struct super *s = super_next(NULL); device && s; s = super_next(s)) {
        if (s->device == device) {
            super_get(s);
            return s;
        }
    }
    return NULL;
}

static int device_of(struct thread *t, const char *source, uint32_t *device)
{
    struct path p;
    int err = path_lookup(t, AT_FDCWD, source, WALK_FOLLOW, &p);

    if (err)
        return err;
    *device = path_inode(&p)->rdev;
    err = S_ISBLK(path_inode(&p)->mode) ? 0 : -ENOTBLK;
    path_put(&p);
    return err;
}

int super_for(const char *type_name, uint32_t device, uint32_t flags, const char *data, struct super **out)
{
    const struct fs_type *type = fs_type_find(type_name);

    if (!type)
        return -ENODEV;
    *out = super_of_device(type->needs_device ? device : 0);
    if (*out) { /* seen from one more place, as the same thing */
        if (!strcmp((*out)->type, type_name) && !(((*out)->flags ^ flags) & MS_RDONLY))
            return 0;
        super_put(*out);
        return -EBUSY;
    }

    int err = type->mount(type, device, flags, data, out);
    if (err)
        return err;
    struct super *super = *out;
    super->flags = flags & MS_RDONLY;
    if (type->needs_device)
        super->device = super->dev = device;
    if (!super->root_dentry)
        super->root_dentry = dentry_root(super, super->root);
    if (super->root_dentry)
        return 0;
    super_put(super);
    return -ENOMEM;
}

static int mount_super(struct super *super, const char *source, uint32_t flags, struct path *at)
{
    struct mount *m = mount_new(super, super->root_dentry, source);

    if (!m) {
        super_put(super);
        return -ENOMEM;
    }
    m->flags = flags & KEPT_FLAGS;
    attach(m, at);
    return 0;
}

/* mount -o bind: the same file system, seen from another directory. */
static int mount_bind(struct thread *t, const char *source, struct path *at)
{
    struct path from;
    int err = path_lookup(t, AT_FDCWD, source, WALK_FOLLOW, &from);

    if (err)
        return err;
    err = -ENOTDIR;
    if (!S_ISDIR(path_inode(&from)->mode) == !S_ISDIR(path_inode(at)->mode)) {
        struct mount *m = mount_new(from.mount->super, from.dentry, source);
        err = m ? 0 : -ENOMEM;
        if (m) {
            super_get(m->super);
            m->flags = from.mount->flags;
            attach(m, at);
        }
    }
    path_put(&from);
    return err;
}

/* mount -o remount: new flags. */
static int remount(const struct path *at, uint32_t flags)
{
    struct mount *m = at->mount;

    if (at->dentry != m->root)
        return -EINVAL;
    if ((flags & MS_RDONLY) && !(m->super->flags & MS_RDONLY)) {
        int err = super_sync(m->super);
        if (err)
            return err;
    }
    if (!(flags & MS_BIND)) {
        uint32_t differs = (flags ^ m->super->flags) & MS_RDONLY;
        int err = differs && m->super->ops->remount ? m->super->ops->remount(m->super, flags) : 0;
        if (err)
            return err;
        m->super->flags = flags & MS_RDONLY;
    }
    m->flags = flags & KEPT_FLAGS;
    return 0;
}

static int mount_at(struct thread *t, const char *source, struct path *at, const char *type, uint32_t flags,
                    const char *data)
{
    uint32_t device = 0;
    struct super *super;

    if (flags & MS_REMOUNT)
        return remount(at, flags);
    if (flags & MS_BIND)
        return mount_bind(t, source, at);
    if (flags & (MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE))
        return 0; /* there is one mount namespace, so nothing is ever propagated */
    if (flags & MS_MOVE)
        return -EINVAL;
    const struct fs_type *fs_type = fs_type_find(type);
    if (!fs_type)
        return -ENODEV;
    if (!S_ISDIR(path_inode(at)->mode))
        return -ENOTDIR;
    if (fs_type->needs_device) {
        int err = device_of(t, source, &device);
        if (err)
            return err;
    }
    int err = super_for(type, device, flags, data, &super);
    if (err)
        return err;
    return mount_super(super, source, flags, at);
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

    if (t && !cred_capable(t))
        return -EPERM;
    int err = path_lookup(t, AT_FDCWD, target, WALK_FOLLOW, &at);
    if (err)
        return err;
    err = mount_at(t, source, &at, type, flags, data);
    if (at.dentry)
        path_put(&at);
    return err;
}

static int has_children(const struct mount *m)
{
    const struct mount *c;

    TAILQ_FOREACH(c, &mount_list, link)
        if (c->parent == m)
            return 1;
    return 0;
}

/* Takes a mount out of the tree; users that are left keep it alive. */
static void detach(struct mount *m)
{
    struct path at = { m->parent, m->mountpoint };

    TAILQ_REMOVE(&mount_list, m, link);
    at.dentry->mounts--;
    m->parent = NULL;
    m->mountpoint = NULL;
    path_put(&at);
    mount_put(m);
}

/* `held` references are the caller's own. */
static int umount_checked(struct mount *m, int flags, unsigned held)
{
    if (!m->parent)
        return -EBUSY;
    if (has_children(m))
        return -EBUSY;
    int err = super_sync(m->super);
    if (err && !(flags & (MNT_FORCE | MNT_DETACH)))
        return err;
    if (m->refs > 1 + held && !(flags & MNT_DETACH))
        return -EBUSY;
    detach(m);
    return 0;
}

int vfs_umount(struct thread *t, const char *target, int flags)
{
    struct path at;

    if (t && !cred_capable(t))
        return -EPERM;
    if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
        return -EINVAL;
    int err = path_lookup(t, AT_FDCWD, target, flags & UMOUNT_NOFOLLOW ? 0 : WALK_FOLLOW, &at);
    if (err)
        return err;
    err = at.dentry == at.mount->root ? umount_checked(at.mount, flags, 1) : -EINVAL;
    path_put(&at);
    return err;
}
