/* SPDX-License-Identifier: BSD-2-Clause */
/* Access control lists: decisions, chmod, inheritance. */
#include "fs/acl.h"

#include <linux/errno.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <string.h>

#include "fs/inode.h"
#include "fs/namei.h"
#include "fs/xattr.h"
#include "proc/proc.h"

enum { VERSION = 2, HEAD = 4 };

static int names_someone(unsigned tag)
{
    return tag == ACL_USER || tag == ACL_GROUP;
}

/* What an entry adds to the mode: the mask stands for the group once there is one. */
static void add_to_mode(const struct acl_entry *e, uint32_t *mode)
{
    switch (e->tag) {
    case ACL_USER_OBJ: *mode |= (uint32_t)e->perm << 6; break;
    case ACL_GROUP_OBJ: *mode |= (uint32_t)e->perm << 3; break;
    case ACL_MASK: *mode = (*mode & ~070u) | (uint32_t)e->perm << 3; break;
    case ACL_OTHER: *mode |= e->perm; break;
    }
}

int acl_check(const void *value, uint64_t size, uint32_t *mode, int *plain)
{
    enum { ALWAYS = ACL_USER_OBJ | ACL_GROUP_OBJ | ACL_OTHER };
    uint32_t version, seen = 0, before = 0;

    if (size < HEAD)
        return -EINVAL;
    memcpy(&version, value, sizeof version);
    if (version != VERSION)
        return -EOPNOTSUPP;
    if (size == HEAD || (size - HEAD) % sizeof(struct acl_entry))
        return -EINVAL;
    *mode = 0;
    for (uint64_t at = HEAD; at < size; at += sizeof(struct acl_entry)) {
        struct acl_entry e;
        memcpy(&e, (const char *)value + at, sizeof e);
        int in_order = e.tag > before || (e.tag == before && names_someone(e.tag));
        if (!in_order || (e.tag & (e.tag - 1)) || e.tag > ACL_OTHER || e.perm > 7)
            return -EINVAL;
        if (names_someone(e.tag) && e.id == UINT32_MAX)
            return -EINVAL;
        add_to_mode(&e, mode);
        seen |= before = e.tag;
    }
    if ((seen & ALWAYS) != ALWAYS || ((seen & (ACL_USER | ACL_GROUP)) && !(seen & ACL_MASK)))
        return -EINVAL;
    *plain = seen == ALWAYS;
    return 0;
}

/* The attribute, parsed; NULL: there is none, or no memory. */
static struct acl *load(struct inode *inode, const char *name)
{
    uint32_t mode;
    int plain;

    if (!inode->ops->getxattr || S_ISLNK(inode->mode) || !inode_may_have_xattrs(inode))
        return NULL;
    char *value = malloc(XATTR_VALUE_MAX);
    if (!value)
        return NULL;
    ssize_t n = inode->ops->getxattr(inode, name, value, XATTR_VALUE_MAX);
    struct acl *acl = NULL;
    if (n > HEAD && !acl_check(value, (uint64_t)n, &mode, &plain))
        acl = malloc(sizeof *acl + (size_t)n - HEAD);
    if (acl) {
        acl->count = (unsigned)((size_t)n - HEAD) / sizeof acl->entry[0];
        memcpy(acl->entry, value + HEAD, (size_t)n - HEAD);
    }
    free(value);
    return acl;
}

static int store(struct inode *inode, const char *name, const struct acl *acl)
{
    size_t size = HEAD + acl->count * sizeof acl->entry[0];
    uint32_t version = VERSION;
    char *value = malloc(size);

    if (!value)
        return -ENOMEM;
    memcpy(value, &version, HEAD);
    memcpy(value + HEAD, acl->entry, size - HEAD);
    int err = inode->ops->setxattr(inode, name, value, size, 0);
    free(value);
    return err;
}

const struct acl *inode_acl(struct inode *inode)
{
    if (inode->flags & INODE_ACL_KNOWN)
        return inode->acl;
    struct acl *acl = load(inode, ACL_ACCESS);
    inode_acl_changed(inode); /* another fiber may have been here meanwhile */
    inode->acl = acl;
    inode->flags |= INODE_ACL_KNOWN;
    return acl;
}

void inode_acl_changed(struct inode *inode)
{
    free(inode->acl);
    inode->acl = NULL;
    inode->flags &= ~(uint32_t)INODE_ACL_KNOWN;
}

static int masked(const struct acl *acl, unsigned perm, unsigned mask)
{
    for (unsigned i = 0; i < acl->count; i++)
        if (acl->entry[i].tag == ACL_MASK)
            perm &= acl->entry[i].perm;
    return (perm & mask) == mask ? 0 : -EACCES;
}

int acl_permission(const struct acl *acl, const struct cred *c, const struct inode *inode, unsigned mask)
{
    int in_any = 0;

    for (unsigned i = 0; i < acl->count; i++) {
        const struct acl_entry *e = &acl->entry[i];
        if (e->tag == ACL_USER_OBJ && c->fsuid == inode->uid)
            return (e->perm & mask) == mask ? 0 : -EACCES;
        if (e->tag == ACL_USER && c->fsuid == e->id)
            return masked(acl, e->perm, mask);
        if ((e->tag == ACL_GROUP_OBJ && cred_in_group(c, inode->gid)) || (e->tag == ACL_GROUP && cred_in_group(c, e->id))) {
            in_any = 1;
            if ((e->perm & mask) == mask)
                return masked(acl, e->perm, mask);
        }
        if (e->tag == ACL_OTHER)
            return !in_any && (e->perm & mask) == mask ? 0 : -EACCES;
    }
    return -EACCES;
}

/* Entries that the mode stands for get its permissions. */
static void follow_mode(struct acl *acl, uint32_t mode)
{
    const struct acl_entry *last = &acl->entry[acl->count - 1];
    int has_mask = 0;

    for (const struct acl_entry *e = acl->entry; e <= last; e++)
        has_mask |= e->tag == ACL_MASK;
    for (struct acl_entry *e = acl->entry; e <= last; e++) {
        if (e->tag == ACL_USER_OBJ)
            e->perm = mode >> 6 & 7;
        else if (e->tag == ACL_MASK || (e->tag == ACL_GROUP_OBJ && !has_mask))
            e->perm = mode >> 3 & 7;
        else if (e->tag == ACL_OTHER)
            e->perm = mode & 7;
    }
}

int inode_acl_chmod(struct inode *inode, uint32_t mode)
{
    if (!inode_acl(inode))
        return 0;
    follow_mode(inode->acl, mode);
    return store(inode, ACL_ACCESS, inode->acl);
}

/* A new node's list: permissions that the call did not ask for go; the mode becomes what is left. */
static void limit_to_mode(struct acl *acl, uint32_t *mode)
{
    uint32_t kept = 0;
    struct acl_entry *group = NULL, *mask = NULL;

    for (unsigned i = 0; i < acl->count; i++) {
        struct acl_entry *e = &acl->entry[i];
        if (e->tag == ACL_USER_OBJ)
            e->perm &= *mode >> 6 & 7;
        if (e->tag == ACL_OTHER)
            e->perm &= *mode & 7;
        if (e->tag == ACL_GROUP_OBJ)
            group = e;
        if (e->tag == ACL_MASK)
            mask = e;
    }
    if (mask || group)
        (mask ? mask : group)->perm &= *mode >> 3 & 7;
    for (unsigned i = 0; i < acl->count; i++)
        add_to_mode(&acl->entry[i], &kept);
    *mode = (*mode & ~0777u) | kept;
}

static struct acl *copy_of(const struct acl *acl)
{
    size_t size = sizeof *acl + acl->count * sizeof acl->entry[0];
    struct acl *copy = malloc(size);

    if (copy)
        memcpy(copy, acl, size);
    return copy;
}

int acl_inherit_begin(struct inode *dir, uint32_t *mode, uint32_t umask, struct acl_inherit *inherit)
{
    *inherit = (struct acl_inherit){ 0 };
    if (S_ISLNK(*mode))
        return 0;
    struct acl *acl = load(dir, ACL_DEFAULT);
    if (!acl) {
        *mode &= ~(umask & 0777);
        return 0;
    }
    inherit->access = acl;
    if (S_ISDIR(*mode)) {
        inherit->for_new_ones = copy_of(acl);
        if (!inherit->for_new_ones)
            return -ENOMEM;
    }
    limit_to_mode(acl, mode);
    if (acl->count == 3) { /* owner, group, others: the mode says as much */
        free(acl);
        inherit->access = NULL;
    }
    return 0;
}

int acl_inherit_end(struct acl_inherit *inherit, struct inode *node)
{
    int err = 0;

    if (node && inherit->access)
        err = store(node, ACL_ACCESS, inherit->access);
    if (node && !err && inherit->for_new_ones)
        err = store(node, ACL_DEFAULT, inherit->for_new_ones);
    if (node && (inherit->access || inherit->for_new_ones))
        inode_acl_changed(node);
    free(inherit->access);
    free(inherit->for_new_ones);
    return err;
}
