/* SPDX-License-Identifier: BSD-2-Clause */
/* Mount namespaces. */
#include "fs/mnt_ns.h"

#include <linux/errno.h>
#include <stdlib.h>

#include "fs/files.h"
#include "fs/mount.h"

struct mnt_ns *first_mnt_ns;

static struct mnt_ns *ns_new(struct mount *root)
{
    static unsigned last_id;
    struct mnt_ns *ns = malloc(sizeof *ns);

    if (!ns)
        return NULL;
    *ns = (struct mnt_ns){ .refs = 1, .id = ++last_id, .root = root };
    mount_set_ns(root, ns);
    return ns;
}

struct mnt_ns *mnt_ns_first(struct mount *root)
{
    first_mnt_ns = ns_new(root);
    return first_mnt_ns;
}

void mnt_ns_get(struct mnt_ns *ns)
{
    ns->refs++;
}

void mnt_ns_put(struct mnt_ns *ns)
{
    if (--ns->refs)
        return;
    mount_drop_tree(ns->root);
    free(ns);
}

/* The same place in the copied tree. */
static void move_to_copy(struct path *p, const struct mnt_ns *from)
{
    if (p->mount->ns != from || !p->mount->copied)
        return;
    struct path to = { p->mount->copied, p->dentry };
    path_get(&to);
    path_put(p);
    *p = to;
}

int mnt_ns_unshare(struct fs_ctx *fs)
{
    struct mnt_ns *old = fs->ns, *ns;
    struct path top = { old->root, old->root->root };
    struct mount *root;
    struct mount *m;

    TAILQ_FOREACH(m, &mount_list, link)
        m->copied = NULL;
    int err = mount_copy(&top, MOUNT_COPY_ALL, &root);
    if (err)
        return err;
    ns = ns_new(root);
    if (!ns) {
        mount_drop_tree(root);
        return -ENOMEM;
    }
    mount_list_root(root);
    fs->ns = ns;
    move_to_copy(&fs->root, old);
    move_to_copy(&fs->cwd, old);
    mnt_ns_put(old);
    return 0;
}
