/* SPDX-License-Identifier: BSD-2-Clause */
/* pivot_root: another mount becomes the root, the old one is put below it. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/files.h"
#include "fs/mount.h"
#include "fs/user_path.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

static int is_mount_point(const struct path *p)
{
    return p->dentry == p->mount->root;
}

static int is_shared_place(const struct mount *m)
{
    return m->parent && m->parent->group;
}

static int check(const struct thread *t, const struct path *root, const struct path *to, const struct path *old)
{
    if (old->mount->group || is_shared_place(to->mount) || is_shared_place(root->mount) ||
        !mount_is_ours(t, root->mount) || !mount_is_ours(t, to->mount))
        return -EINVAL;
    if (to->mount == root->mount || old->mount == root->mount)
        return -EBUSY;
    if (!is_mount_point(root) || !is_mount_point(to) || !to->mount->parent)
        return -EINVAL;
    return path_is_below(old, to) && path_is_below(to, root) ? 0 : -EINVAL;
}

/* Who had the old root as root or working directory has the new one. */
static void change_roots(const struct path *from, const struct path *to)
{
    struct path *places[2];

    for (struct proc *p = proc_next(0); p; p = proc_next(p->pid)) {
        if (!p->fs)
            continue;
        places[0] = &p->fs->root;
        places[1] = &p->fs->cwd;
        for (unsigned i = 0; i < 2; i++) {
            if (places[i]->mount != from->mount || places[i]->dentry != from->dentry)
                continue;
            struct path old = *places[i];
            *places[i] = *to;
            path_get(places[i]);
            path_put(&old);
        }
    }
}

/* The new root takes the place of the old one, which goes to `put`.  All are checked; nothing is propagated. */
static void pivot(const struct path *root, const struct path *to, struct path *put)
{
    struct mnt_ns *ns = root->mount->ns;
    struct path place = { root->mount->parent, root->mount->mountpoint };

    if (place.mount)
        path_get(&place);
    mount_detach(to->mount);
    if (place.mount)
        mount_detach(root->mount);
    else
        mount_unlist(root->mount); /* the root of the namespace */
    if (place.mount) {
        mount_attach(to->mount, &place);
    } else {
        mount_list_root(to->mount);
        ns->root = to->mount;
        if (root_mount == root->mount)
            root_mount = to->mount;
    }
    path_get(put);
    mount_attach(root->mount, put);
}

static int pivot_to(struct thread *t, const struct path *to, struct path *old)
{
    struct path root = t->proc->fs->root, put;
    int err;

    put = *old;
    err = check(t, &root, to, old);
    if (err)
        return err;
    path_get(&root);
    pivot(&root, to, &put);
    change_roots(&root, to);
    path_put(&root);
    return 0;
}

static int place(struct thread *t, uint64_t uaddr, struct path *out)
{
    char *name;
    int err = user_path_get(t, uaddr, &name);

    if (err)
        return err;
    err = path_lookup(t, AT_FDCWD, name, WALK_FOLLOW | WALK_DIRECTORY, out);
    user_path_put(name);
    return err;
}

long sys_pivot_root(struct thread *t, const uint64_t a[6])
{
    struct path to, old;

    if (!cred_capable(t))
        return -EPERM;
    int err = place(t, a[0], &to);
    if (err)
        return err;
    err = place(t, a[1], &old);
    if (!err) {
        err = pivot_to(t, &to, &old);
        path_put(&old);
    }
    path_put(&to);
    return err;
}
