/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes as the fs interface has them: full names, lists of names, access control lists. */
#include "xattr.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

static const struct prefix {
    const char *text;
    uint8_t index;
    bool whole;         /* nothing follows */
} prefixes[] = {
    { "user.", XATTR_USER, false },
    { "trusted.", XATTR_TRUSTED, false },
    { "security.", XATTR_SECURITY, false },
    { "system.posix_acl_access", XATTR_ACL_ACCESS, true },
    { "system.posix_acl_default", XATTR_ACL_DEFAULT, true },
};
enum { PREFIXES = sizeof(prefixes) / sizeof(prefixes[0]) };

static bool is_acl(const struct xattr *x)
{
    return x->index == XATTR_ACL_ACCESS || x->index == XATTR_ACL_DEFAULT;
}

static int name_parse(const char *name, struct xattr *x)
{
    for (int i = 0; i < PREFIXES; i++) {
        size_t len = strlen(prefixes[i].text);

        if (strncmp(name, prefixes[i].text, len))
            continue;
        name += len;
        if (prefixes[i].whole != (*name == 0))
            return prefixes[i].whole ? -EOPNOTSUPP : -EINVAL;
        len = strnlen(name, FS_NAME_MAX + 1);
        if (len > FS_NAME_MAX)
            return -ERANGE;
        *x = (struct xattr){ .index = prefixes[i].index, .name = name, .name_len = len };
        return 0;
    }
    return -EOPNOTSUPP;
}

ssize_t ext4_xattr_get(struct node *n, const char *name, void *value, uint32_t size)
{
    struct xattr key;
    int err = name_parse(name, &key);

    if (err)
        return err;
    if (!is_acl(&key))
        return ext4_xattr_value_get(n, &key, value, size);
    if (node_type(n) == LINUX_S_IFLNK)
        return -EOPNOTSUPP;

    uint8_t *disk = malloc(n->mount->block_size);
    ssize_t got = disk ? ext4_xattr_value_get(n, &key, disk, n->mount->block_size) : -ENOMEM;

    if (got >= 0)
        got = ext4_acl_from_disk(disk, got, value, size);
    free(disk);
    return got;
}

struct names {
    uint8_t *to;
    uint32_t size, used;
};

static int add_name(void *arg, const struct xattr *x)
{
    struct names *names = arg;

    for (int i = 0; i < PREFIXES; i++) {
        size_t len = strlen(prefixes[i].text), all = len + x->name_len + 1;

        if (prefixes[i].index != x->index)
            continue;
        if (all > names->size - names->used)
            return -ERANGE;
        memcpy(names->to + names->used, prefixes[i].text, len);
        memcpy(names->to + names->used + len, x->name, x->name_len);
        names->to[names->used + all - 1] = 0;
        names->used += all;
    }
    return 0; /* others are not for users */
}

ssize_t ext4_xattr_list(struct node *n, void *names, uint32_t size)
{
    struct names list = { .to = names, .size = size };
    int err = ext4_xattr_each(n, add_name, &list);

    return err ? err : (ssize_t)list.used;
}

/* The list that `value` is, on its way to the disk; the node's mode follows. */
static int acl_set(struct node *n, struct xattr *x, const uint8_t *value, uint32_t size, uint32_t flags)
{
    uint32_t mode;
    bool plain;

    if (node_type(n) == LINUX_S_IFLNK)
        return -EOPNOTSUPP;
    if (x->index == XATTR_ACL_DEFAULT && !node_is_dir(n))
        return size ? -EACCES : 0;

    uint8_t *disk = malloc(size + 1);

    if (!disk)
        return -ENOMEM;

    ssize_t made = size ? ext4_acl_to_disk(value, size, disk, &mode, &plain) : 0;
    bool access = size && x->index == XATTR_ACL_ACCESS;
    int err = made < 0 ? made : 0;

    if (!err) {
        bool keep = size && !(access && plain);

        x->value = keep ? disk : NULL;
        x->size = keep ? made : 0;
        err = ext4_xattr_value_set(n, x, flags);
        if (err == -ENODATA && !keep && !(flags & FS_XATTR_REPLACE))
            err = 0; /* nothing was there, and nothing should be */
    }
    if (!err && access) {
        n->inode.i_mode = (n->inode.i_mode & ~0777) | mode;
        ext4_node_dirty(n);
    }
    free(disk);
    return err;
}

int ext4_xattr_set(struct node *n, const char *name, const void *value, uint32_t size, uint32_t flags)
{
    struct xattr x;
    int err = name_parse(name, &x);

    if (err)
        return err;
    if (flags & ~(FS_XATTR_CREATE | FS_XATTR_REPLACE))
        return -EINVAL;
    if (size > FS_XATTR_MAX)
        return -E2BIG;

    uint8_t *copy = malloc(size + 1); /* the caller's memory may change while we look at it */

    if (!copy)
        return -ENOMEM;
    memcpy(copy, value, size);
    if (is_acl(&x)) {
        err = acl_set(n, &x, copy, size, flags);
    } else {
        x.value = copy;
        x.size = size;
        err = ext4_xattr_value_set(n, &x, flags);
    }
    if (!err)
        ext4_touch(n, TIME_C);
    free(copy);
    return err;
}

int ext4_xattr_remove(struct node *n, const char *name)
{
    struct xattr x;
    int err = name_parse(name, &x);

    if (!err)
        err = ext4_xattr_value_set(n, &x, 0);
    if (!err)
        ext4_touch(n, TIME_C);
    return err;
}
