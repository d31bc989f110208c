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

struct mount *mount_new(struct super *super, struct dentry *root, const char *source)
{
    struct mount *m = calloc(1, sizeof *m);

    if (!m)
        return NULL;
    m->source = strdup(source);
    if (!m->source) {
        free(m);
        return NULL;
    }
    static int last_id = 20;
    m->refs = 1;
    m->id = ++last_id;
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

void mount_attach(struct mount *m, struct path *at)
{
    m->parent = at->mount;
    m->mountpoint = at->dentry;
    m->mountpoint->mounts++;
    *at = (struct path){ 0 };
    TAILQ_INSERT_TAIL(&mount_list, m, link);
}

void mount_detach(struct mount *m)
{
    struct path at = { m->parent, m->mountpoint };

    TAILQ_REMOVE(&mount_list, m, link);
    at.dentry->mounts--;
    m->parent = NULL;
    m->mountpoint = NULL;
    path_put(&at);
}

/* The mounts on `from`, below one of its directories, onto its copy `to`. */
static int copy_children(const struct mount *from, const struct dentry *below, struct mount *to)
{
    struct mount *c, *next;

    for (c = TAILQ_FIRST(&mount_list); c; c = next) {
        next = TAILQ_NEXT(c, link);
        if (c->parent != from || !dentry_is_ancestor(below, c->mountpoint))
            continue;
        struct path place = { c, c->root }, at = { to, c->mountpoint };
        struct mount *copy = mount_copy(&place, 1);
        if (!copy)
            return -ENOMEM;
        path_get(&at);
        mount_attach(copy, &at);
    }
    return 0;
}

/* Drops a tree of copies that nobody has seen. */
static void drop_tree(struct mount *m)
{
    struct mount *c;

    do {
        TAILQ_FOREACH(c, &mount_list, link)
            if (c->parent == m)
                break;
        if (c) {
            mount_detach(c);
            drop_tree(c);
        }
    } while (c);
    mount_put(m);
}

struct mount *mount_copy(const struct path *from, int rec)
{
    struct mount *m = mount_new(from->mount->super, from->dentry, from->mount->source);

    if (!m)
        return NULL;
    super_get(m->super);
    m->flags = from->mount->flags;
    if (!rec || !copy_children(from->mount, from->dentry, m))
        return m;
    drop_tree(m);
    return NULL;
}

int mount_is_below(const struct mount *m, const struct mount *top)
{
    while (m && m != top)
        m = m->parent;
    return m != NULL;
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

int mount_device(struct thread *t, const char *source, uint32_t *device)
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
