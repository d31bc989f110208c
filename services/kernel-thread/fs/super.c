/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounted file systems, and the list of kinds of them. */
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/notify.h"
#include "fs/vfs.h"

static LIST_HEAD(, super) supers = LIST_HEAD_INITIALIZER(supers);
static LIST_HEAD(, fs_type) types = LIST_HEAD_INITIALIZER(types);
static uint32_t next_dev = 1; /* minor numbers of st_dev for file systems without a disk */

struct super *super_new(const char *type, const struct super_ops *ops)
{
    struct super *super = calloc(1, sizeof *super);

    if (!super)
        return NULL;
    super->refs = 1;
    super->type = type;
    super->ops = ops;
    super->dev = next_dev++;
    super->max_bytes = INT64_MAX;
    super->time_min_ns = INT64_MIN;
    TAILQ_INIT(&super->dirty);
    LIST_INSERT_HEAD(&supers, super, link);
    return super;
}

void super_discard(struct super *super)
{
    LIST_REMOVE(super, link);
    free(super);
}

void super_get(struct super *super)
{
    super->refs++;
}

void super_put(struct super *super)
{
    if (--super->refs)
        return;

    notify_unmount(super);
    LIST_REMOVE(super, link);
    if (super->root_dentry) {
        dcache_forget_super(super);
        dentry_put(super->root_dentry);
    }
    if (super->root)
        inode_put(super->root);
    if (super->ops->unmount)
        (void)super->ops->unmount(super); /* the mount is gone for the user already; the owner logs */
    free(super);
}

struct super *super_next(struct super *super)
{
    super = super ? LIST_NEXT(super, link) : LIST_FIRST(&supers);
    while (super && !super->root)
        super = LIST_NEXT(super, link);
    return super;
}

void fs_type_register(struct fs_type *type)
{
    LIST_INSERT_HEAD(&types, type, link);
}

const struct fs_type *fs_type_find(const char *name)
{
    const struct fs_type *type;

    LIST_FOREACH(type, &types, link)
        if (!strcmp(type->name, name))
            return type;
    return NULL;
}

const struct fs_type *fs_type_next(const struct fs_type *type)
{
    return type ? LIST_NEXT(type, link) : LIST_FIRST(&types);
}
