/* SPDX-License-Identifier: BSD-2-Clause */
/* The trees of mounts.  A mount in a tree is held by the list; open files and directories hold it too
 * and make umount say EBUSY. */
#include "fs/mount.h"

#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/files.h"
#include "fs/propagate.h"
#include "proc/proc.h"

struct mount_list mount_list = TAILQ_HEAD_INITIALIZER(mount_list);
struct mount *root_mount;

enum { MOUNTS_MAX = 100000 /* as Linux's fs.mount-max */ };

static unsigned mounts;

void mount_get(struct mount *m)
{
    m->refs++;
}

void mount_put(struct mount *m)
{
    m->expiring = 0;
    if (--m->refs)
        return;
    propagation_leave(m);
    dentry_put(m->root);
    super_put(m->super);
    free(m->source);
    free(m);
    mounts--;
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
    mounts++;
    return m;
}

struct mount *mount_nowhere(struct super *super)
{
    struct mount *m = mount_new(super, super->root_dentry, "none");

    if (m)
        m->flags = MS_STRICTATIME; /* statfs says nothing of times there */
    return m;
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

struct mount *mount_child(const struct mount *m)
{
    struct mount *c;

    TAILQ_FOREACH(c, &mount_list, link)
        if (c->parent == m)
            return c;
    return NULL;
}

struct mount *mount_on(const struct mount *m, const struct dentry *place)
{
    struct mount *c;

    TAILQ_FOREACH(c, &mount_list, link)
        if (c->parent == m && c->mountpoint == place)
            return c;
    return NULL;
}

static void place_on(struct mount *m, struct path *at)
{
    m->parent = at->mount;
    m->mountpoint = at->dentry;
    m->mountpoint->mounts++;
    *at = (struct path){ 0 };
}

/* What is mounted on it, if it is a tree, is listed behind it. */
static void list_before_children(struct mount *m)
{
    struct mount *first = mount_child(m);

    if (first)
        TAILQ_INSERT_BEFORE(first, m, link);
    else
        TAILQ_INSERT_TAIL(&mount_list, m, link);
}

void mount_attach(struct mount *m, struct path *at)
{
    place_on(m, at);
    list_before_children(m);
}

/* The place a mount is on, which it leaves; the caller has its references. */
static struct path leave_place(struct mount *m)
{
    struct path at = { m->parent, m->mountpoint };

    at.dentry->mounts--;
    m->parent = NULL;
    m->mountpoint = NULL;
    return at;
}

void mount_detach(struct mount *m)
{
    TAILQ_REMOVE(&mount_list, m, link);
    struct path at = leave_place(m);
    path_put(&at);
}

/* A mount goes from where it is to another place. */
static void transplant(struct mount *m, struct mount *to, struct dentry *place)
{
    struct path old = leave_place(m), on = { to, place };

    path_get(&on);
    place_on(m, &on);
    path_put(&old);
}

void mount_attach_below(struct mount *m, struct path *at)
{
    struct mount *above = mount_on(at->mount, at->dentry);

    mount_attach(m, at);
    if (above)
        transplant(above, m, m->root);
}

void mount_detach_below(struct mount *m)
{
    struct mount *above = mount_on(m, m->root);

    if (above)
        transplant(above, m->parent, m->mountpoint);
    mount_detach(m);
}

void mount_list_root(struct mount *m)
{
    list_before_children(m);
}

void mount_unlist(struct mount *m)
{
    TAILQ_REMOVE(&mount_list, m, link);
}

void mount_set_ns(struct mount *tree, struct mnt_ns *ns)
{
    struct mount *m;

    tree->ns = ns;
    TAILQ_FOREACH(m, &mount_list, link)
        if (mount_is_below(m, tree))
            m->ns = ns;
}

void mount_drop_children(struct mount *m)
{
    struct mount *c;

    while ((c = mount_child(m))) {
        mount_drop_children(c);
        mount_detach(c);
        c->ns = NULL;
        propagation_leave(c);
        mount_put(c);
    }
}

void mount_drop_tree(struct mount *m)
{
    mount_drop_children(m);
    if (m->ns && m->ns->root == m)
        TAILQ_REMOVE(&mount_list, m, link);
    m->ns = NULL;
    propagation_leave(m);
    mount_put(m);
}

static int copy_one(const struct path *from, enum mount_copy how, struct mount **out)
{
    struct mount *m = mounts < MOUNTS_MAX ? mount_new(from->mount->super, from->dentry, from->mount->source) : NULL;
    int err = 0;

    if (!m)
        return mounts < MOUNTS_MAX ? -ENOMEM : -ENOSPC;
    super_get(m->super);
    m->flags = from->mount->flags;
    if (how == MOUNT_COPY_SLAVE || how == MOUNT_COPY_SLAVE_SHARED)
        err = propagation_slave(m, from->mount, how == MOUNT_COPY_SLAVE_SHARED);
    else
        propagation_same(m, from->mount);
    if (err) {
        mount_put(m);
        return err;
    }
    if (how == MOUNT_COPY_ALL)
        from->mount->copied = m;
    *out = m;
    return 0;
}

/* The mounts on `from`, below one of its directories, onto its copy `to`. */
static int copy_children(const struct mount *from, const struct dentry *below, struct mount *to, enum mount_copy how)
{
    struct mount *c, *next, *copy, *last = TAILQ_LAST(&mount_list, mount_list);

    for (c = TAILQ_FIRST(&mount_list); c; c = next) {
        next = c == last ? NULL : TAILQ_NEXT(c, link);
        if (c->parent != from || !dentry_is_ancestor(below, c->mountpoint) ||
            (c->unbindable && how != MOUNT_COPY_ALL))
            continue;
        struct path place = { c, c->root }, at = { to, c->mountpoint };
        int err = copy_one(&place, how, &copy);
        if (err)
            return err;
        path_get(&at);
        mount_attach(copy, &at);
        err = copy_children(c, c->root, copy, how);
        if (err)
            return err;
    }
    return 0;
}

int mount_copy(const struct path *from, enum mount_copy how, struct mount **out)
{
    int err = copy_one(from, how, out);

    if (err || how == MOUNT_COPY_ONE)
        return err;
    err = copy_children(from->mount, from->dentry, *out, how);
    if (err)
        mount_drop_tree(*out);
    return err;
}

int mount_is_below(const struct mount *m, const struct mount *top)
{
    while (m && m != top)
        m = m->parent;
    return m != NULL;
}

int mount_is_ours(const struct thread *t, const struct mount *m)
{
    return m->ns && m->ns == (t ? t->proc->fs->ns : first_mnt_ns);
}

int mount_graft(struct mount *m, struct path *at)
{
    struct mount *copies = NULL;
    int err = at->mount->group ? propagation_copy(m, at->mount, at->dentry, &copies) : 0;

    if (err)
        return err;
    struct mnt_ns *ns = at->mount->ns;
    mount_attach(m, at);
    mount_set_ns(m, ns);
    propagation_keep(copies);
    return 0;
}
