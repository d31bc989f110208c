/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes: permissions by the kind of name. */
#include "fs/xattr.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fsflags.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/acl.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/vfs.h"
#include "proc/proc.h"

static int begins(const char *name, const char *prefix)
{
    return !strncmp(name, prefix, strlen(prefix));
}

static int is_capable(struct thread *t, unsigned cap)
{
    return !t || cred_has(t, cap);
}

static int may_user(struct thread *t, struct inode *inode, int writing)
{
    if (!S_ISREG(inode->mode) && !S_ISDIR(inode->mode))
        return writing ? -EPERM : -ENODATA;
    if (writing && S_ISDIR(inode->mode) && (inode->mode & S_ISVTX) && !inode_owner_or_capable(t, inode))
        return -EPERM;
    return inode_permission(t, inode, writing ? 2 : 4);
}

/* What else changes with an attribute. */
static void changed(struct inode *inode, const char *name)
{
    inode_touch(inode, FS_SET_CTIME);
    if (!strcmp(name, "security.capability"))
        inode->flags &= ~(uint32_t)INODE_NO_FILE_CAPS;
    if (!strcmp(name, ACL_ACCESS))
        inode_acl_changed(inode);
}

/* user. as the contents, trusted. for administrators, security. for all but capabilities, access lists by the owner. */
static int may_use(struct thread *t, struct inode *inode, const char *name, int writing)
{
    if (writing && (inode->fsflags & (FS_IMMUTABLE_FL | FS_APPEND_FL)))
        return -EPERM;
    if (begins(name, "trusted."))
        return is_capable(t, CAP_SYS_ADMIN) ? 0 : writing ? -EPERM : -ENODATA;
    if (begins(name, "security.")) /* as Debian's kernel, whose security modules leave it to each other */
        return strcmp(name, "security.capability") || !writing || is_capable(t, CAP_SETFCAP) ? 0 : -EPERM;
    if (begins(name, "system."))
        return !writing || inode_owner_or_capable(t, inode) ? 0 : -EPERM;
    return may_user(t, inode, writing);
}

/* A known kind, with something behind its prefix. */
static int check_kind(const char *name)
{
    static const char *const prefixes[] = { "user.", "trusted.", "security." };

    for (unsigned i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (begins(name, prefixes[i]))
            return name[strlen(prefixes[i])] ? 0 : -EINVAL;
    return strcmp(name, "system.posix_acl_access") && strcmp(name, "system.posix_acl_default") ? -EOPNOTSUPP : 0;
}

ssize_t path_getxattr(struct thread *t, const struct path *p, const char *name, void *value)
{
    struct inode *inode = path_inode(p);

    int err = may_use(t, inode, name, 0);
    if (!err)
        err = inode->ops->getxattr ? check_kind(name) : -EOPNOTSUPP;
    return err ? err : inode->ops->getxattr(inode, name, value, XATTR_VALUE_MAX);
}

/* What a list must be, whatever keeps it. */
static int check_list(const struct inode *inode, const char *name, const void *value, size_t size)
{
    uint32_t mode;
    int plain;

    if (!begins(name, "system.posix_acl_"))
        return 0;
    if (S_ISLNK(inode->mode))
        return -EOPNOTSUPP;
    if (size && !strcmp(name, ACL_DEFAULT) && !S_ISDIR(inode->mode))
        return -EACCES;
    return acl_check(value, size, &mode, &plain);
}

/* Who sets a list without being of the group loses set-group-id, as with chmod. */
static void after_list(struct thread *t, struct inode *inode, const char *name)
{
    if (strcmp(name, ACL_ACCESS) || !(inode->mode & S_ISGID) || inode_in_group(t, inode->gid) || inode_capable(t, CAP_FSETID))
        return;
    struct fs_attr want = { .mode = inode->mode & ~(uint32_t)S_ISGID };
    if (!inode->ops->setattr || !inode->ops->setattr(inode, FS_SET_MODE, &want))
        inode->mode = want.mode;
}

int path_setxattr(struct thread *t, const struct path *p, const char *name, const void *value, size_t size, unsigned flags)
{
    struct inode *inode = path_inode(p);

    int err = may_use(t, inode, name, 1);
    if (!err)
        err = inode->ops->setxattr ? check_kind(name) : -EOPNOTSUPP;
    if (!err)
        err = check_list(inode, name, value, size);
    if (err)
        return err;
    rt_mutex_lock(&inode->lock);
    err = inode->ops->setxattr(inode, name, value, size, flags);
    if (!err) {
        changed(inode, name);
        after_list(t, inode, name);
    }
    rt_mutex_unlock(&inode->lock);
    if (!err)
        notify_path(p->dentry, IN_ATTRIB);
    return err;
}

/* trusted. names are for those who may read them. */
static ssize_t hide_trusted(char *names, ssize_t bytes)
{
    ssize_t kept = 0;

    for (ssize_t at = 0; at < bytes;) {
        ssize_t len = (ssize_t)strnlen(names + at, (size_t)(bytes - at)) + 1;
        if (at + len > bytes)
            return -EIO;
        if (!begins(names + at, "trusted.")) {
            memmove(names + kept, names + at, (size_t)len);
            kept += len;
        }
        at += len;
    }
    return kept;
}

ssize_t path_listxattr(struct thread *t, const struct path *p, char *names)
{
    struct inode *inode = path_inode(p);

    if (!inode->ops->listxattr)
        return 0;
    ssize_t n = inode->ops->listxattr(inode, names, XATTR_VALUE_MAX);
    return n <= 0 || is_capable(t, CAP_SYS_ADMIN) ? n : hide_trusted(names, n);
}

int path_removexattr(struct thread *t, const struct path *p, const char *name)
{
    struct inode *inode = path_inode(p);

    int err = may_use(t, inode, name, 1);
    if (!err)
        err = inode->ops->removexattr ? check_kind(name) : -EOPNOTSUPP;
    if (err)
        return err;
    rt_mutex_lock(&inode->lock);
    err = inode->ops->removexattr(inode, name);
    if (err == -ENODATA && begins(name, "system."))
        err = 0; /* a list that is not there says what the mode says */
    if (!err)
        changed(inode, name);
    rt_mutex_unlock(&inode->lock);
    if (!err)
        notify_path(p->dentry, IN_ATTRIB);
    return err;
}
