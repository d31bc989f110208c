/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes of files in memory: a list an inode, newest first.  As Linux 6.1: no user. names. */
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/acl.h"
#include "fs/inode.h"
#include "fs/xattr.h"

struct memory_xattr {
    struct memory_xattr *next;
    size_t size;
    char *value; /* owned */
    char name[];
};

/* Where the attribute is linked; what it points to is NULL if there is none. */
static struct memory_xattr **find(struct inode *inode, const char *name)
{
    struct memory_xattr **x = &inode->xattrs;

    while (*x && strcmp((*x)->name, name))
        x = &(*x)->next;
    return x;
}

static int is_kept(const char *name)
{
    return !strncmp(name, "trusted.", 8) || !strncmp(name, "security.", 9) || !strcmp(name, ACL_ACCESS) ||
           !strcmp(name, ACL_DEFAULT);
}

ssize_t memory_getxattr(struct inode *inode, const char *name, void *value, size_t size)
{
    struct memory_xattr *x = *find(inode, name);

    if (!is_kept(name))
        return -EOPNOTSUPP;
    if (!x)
        return -ENODATA;
    if (x->size > size)
        return -ERANGE;
    memcpy(value, x->value, x->size);
    return (ssize_t)x->size;
}

/* A list changes the permissions, and is not kept if it says no more than them: 1. */
static int set_list(struct inode *inode, const char *name, const void *value, size_t size)
{
    uint32_t mode;
    int plain = 0, err = size ? acl_check(value, size, &mode, &plain) : 0;

    if (err)
        return err;
    if (size && !strcmp(name, ACL_ACCESS))
        inode->mode = (inode->mode & ~0777u) | mode;
    if (size && !(plain && !strcmp(name, ACL_ACCESS)))
        return 0;
    (void)memory_removexattr(inode, name);
    return 1;
}

int memory_setxattr(struct inode *inode, const char *name, const void *value, size_t size, unsigned flags)
{
    if (!is_kept(name))
        return -EOPNOTSUPP;
    if (!strncmp(name, "system.", 7)) {
        int done = set_list(inode, name, value, size);
        if (done)
            return done < 0 ? done : 0;
        flags = 0;
    }
    struct memory_xattr *x = *find(inode, name);
    if (x && (flags & XATTR_CREATE))
        return -EEXIST;
    if (!x && (flags & XATTR_REPLACE))
        return -ENODATA;
    char *copy = malloc(size + 1);
    if (!x && copy)
        x = calloc(1, sizeof *x + strlen(name) + 1);
    if (!copy || !x) {
        free(copy);
        return -ENOMEM;
    }
    memcpy(copy, value, size);
    if (!x->value) {
        strcpy(x->name, name);
        x->next = inode->xattrs;
        inode->xattrs = x;
    }
    free(x->value);
    x->value = copy;
    x->size = size;
    return 0;
}

ssize_t memory_listxattr(struct inode *inode, char *names, size_t size)
{
    size_t used = 0;

    for (struct memory_xattr *x = inode->xattrs; x; x = x->next) {
        size_t len = strlen(x->name) + 1;
        if (len > size - used)
            return -ERANGE;
        memcpy(names + used, x->name, len);
        used += len;
    }
    return (ssize_t)used;
}

int memory_removexattr(struct inode *inode, const char *name)
{
    struct memory_xattr **place = find(inode, name), *x = *place;

    if (!is_kept(name))
        return -EOPNOTSUPP;
    if (!x)
        return -ENODATA;
    *place = x->next;
    free(x->value);
    free(x);
    return 0;
}

void memory_xattrs_free(struct inode *inode)
{
    while (inode->xattrs) {
        struct memory_xattr *x = inode->xattrs;
        inode->xattrs = x->next;
        free(x->value);
        free(x);
    }
}
