/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may do what with an inode: mode, access control list, capabilities, immutable and append-only files. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fsflags.h>
#include <linux/mount.h>
#include <linux/stat.h>

#include "fs/acl.h"
#include "fs/namei.h"
#include "fs/vfs.h"
#include "proc/proc.h"

int cred_in_group(const struct cred *c, uint32_t gid)
{
    if (c->fsgid == gid)
        return 1;
    for (unsigned i = 0; i < c->ngroups; i++)
        if (c->groups[i] == gid)
            return 1;
    return 0;
}

int inode_capable(struct thread *t, unsigned cap)
{
    return !t || cred_has(t, cap);
}

/* The owner is judged by the mode; others by the list, where the mode leaves the group anything. */
static int by_mode_or_list(const struct cred *c, struct inode *inode, unsigned mask)
{
    unsigned bits = inode->mode;

    if (c->fsuid == inode->uid) {
        bits >>= 6;
    } else {
        const struct acl *acl = (bits & 070) ? inode_acl(inode) : NULL;
        if (acl)
            return acl_permission(acl, c, inode, mask);
        if (cred_in_group(c, inode->gid))
            bits >>= 3;
    }
    return (bits & mask) == mask ? 0 : -EACCES;
}

/* What the superuser's capabilities add: all, but to run only what somebody may run. */
static int by_capability(const struct thread *t, const struct inode *inode, unsigned mask)
{
    int is_dir = S_ISDIR(inode->mode);

    if (cred_has(t, CAP_DAC_READ_SEARCH) && (is_dir ? !(mask & 2) : mask == 4))
        return 0;
    int runnable = is_dir || !(mask & 1) || (inode->mode & S_IXUGO);
    return cred_has(t, CAP_DAC_OVERRIDE) && runnable ? 0 : -EACCES;
}

int inode_permission(struct thread *t, struct inode *inode, unsigned mask)
{
    if (mask & 2) {
        if ((inode->super->flags & MS_RDONLY) && (S_ISREG(inode->mode) || S_ISDIR(inode->mode) || S_ISLNK(inode->mode)))
            return -EROFS;
        if (inode->fsflags & FS_IMMUTABLE_FL)
            return -EPERM;
    }
    if (!t)
        return (mask & 1) && !S_ISDIR(inode->mode) && !(inode->mode & S_IXUGO) ? -EACCES : 0;
    if (!by_capability(t, inode, mask)) /* first, as it asks nobody */
        return 0;
    int err = by_mode_or_list(thread_cred(t), inode, mask);
    return err && inode->ops->allows && inode->ops->allows(inode, t, mask) ? 0 : err;
}

int inode_owner_or_capable(struct thread *t, const struct inode *inode)
{
    return !t || thread_cred(t)->fsuid == inode->uid || cred_has(t, CAP_FOWNER);
}

int inode_in_group(struct thread *t, uint32_t gid)
{
    return !t || cred_in_group(thread_cred(t), gid);
}

/* In a sticky directory: neither the node's owner nor the directory's nor one who may all the same. */
static int sticks(struct thread *t, const struct inode *dir, const struct inode *victim)
{
    if (!t || !(dir->mode & S_ISVTX))
        return 0;
    uint32_t me = thread_cred(t)->fsuid;
    return me != victim->uid && me != dir->uid && !cred_has(t, CAP_FOWNER);
}

int may_delete(struct thread *t, struct inode *dir, const struct inode *victim)
{
    int err = inode_permission(t, dir, 3);

    if (err)
        return err;
    if ((dir->fsflags & FS_APPEND_FL) || sticks(t, dir, victim))
        return -EPERM;
    return victim->fsflags & (FS_IMMUTABLE_FL | FS_APPEND_FL) ? -EPERM : 0;
}

int protected_symlinks = 1, protected_hardlinks = 1, protected_regular, protected_fifos;

int may_open_in_sticky(struct thread *t, const struct inode *dir, const struct inode *inode)
{
    int level = S_ISFIFO(inode->mode) ? protected_fifos : S_ISREG(inode->mode) ? protected_regular : 0;

    if (!level || !t || !(dir->mode & S_ISVTX) || inode->uid == dir->uid || thread_cred(t)->fsuid == inode->uid)
        return 0;
    return (dir->mode & 02) || (level > 1 && (dir->mode & 020)) ? -EACCES : 0;
}
