/* SPDX-License-Identifier: BSD-2-Clause */
/* What is mounted: kinds of file systems, their devices, and one super for each. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/device.h"
#include "fs/mount.h"

/* The super of a device that is mounted already (a disk has one), or of a kind of which there is one; with a reference. */
static struct super *super_there(const struct fs_type *type, uint32_t device)
{
    for (struct super *s = super_next(NULL); s; s = super_next(s)) {
        if (type->needs_device ? s->device == device : type->single && !strcmp(s->type, type->name)) {
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
    err = !S_ISBLK(path_inode(&p)->mode) ? -ENOTBLK : p.mount->flags & MS_NODEV ? -EACCES : 0;
    if (!err && !device_block_ops(*device))
        err = -ENXIO;
    path_put(&p);
    return err;
}

int super_for(const char *type_name, uint32_t device, uint32_t flags, const char *data, struct super **out)
{
    const struct fs_type *type = fs_type_find(type_name);

    if (!type)
        return -ENODEV;
    int err = type->check ? type->check(data) : 0;
    if (err)
        return err;
    *out = super_there(type, device);
    if (*out) { /* seen from one more place, as the same thing */
        if (!type->needs_device || (!strcmp((*out)->type, type_name) && !(((*out)->flags ^ flags) & MS_RDONLY)))
            return 0;
        super_put(*out);
        return -EBUSY;
    }

    err = type->mount(type, device, flags, data, out);
    if (err)
        return err;
    struct super *super = *out;
    if (super->root_dentry)
        return 0; /* one of those that are always there */
    super->flags |= flags & SUPER_KEPT_FLAGS;
    if (type->needs_device)
        super->device = super->dev = device;
    super->root_dentry = dentry_root(super, super->root);
    if (super->root_dentry)
        return 0;
    super_put(super);
    return -ENOMEM;
}
