/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may do what with an inode. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <linux/stat.h>

#include "fs/namei.h"
#include "fs/vfs.h"
#include "proc/proc.h"

static int in_group(const struct cred *c, uint32_t gid)
{
    if (c->fsgid == gid)
        return 1;
    for (unsigned i = 0; i < c->ngroups; i++)
        if (c->groups[i] == gid)
            return 1;
    return 0;
}

static int mode_allows(const struct cred *c, const struct inode *inode, unsigned mask)
{
    unsigned bits = inode->mode;

    if (c->fsuid == inode->uid)
        bits >>= 6;
    else if (in_group(c, inode->gid))
        bits >>= 3;
    return (bits & mask) == mask;
}

int inode_permission(struct thread *t, const struct inode *inode, unsigned mask)
{
    if ((mask & 2) && (inode->super->flags & MS_RDONLY) &&
        (S_ISREG(inode->mode) || S_ISDIR(inode->mode) || S_ISLNK(inode->mode)))
        return -EROFS;
    if (!t || thread_cred(t)->fsuid == 0) {
        /* The superuser may all, but run only what somebody may run. */
        int blocked = (mask & 1) && !S_ISDIR(inode->mode) && !(inode->mode & S_IXUGO);
        return blocked ? -EACCES : 0;
    }
    return mode_allows(thread_cred(t), inode, mask) ? 0 : -EACCES;
}

int inode_owner_or_capable(struct thread *t, const struct inode *inode)
{
    return !t || thread_cred(t)->fsuid == inode->uid || cred_capable(t);
}

int inode_in_group(struct thread *t, uint32_t gid)
{
    return !t || in_group(thread_cred(t), gid);
}

int may_delete(struct thread *t, struct inode *dir, const struct inode *victim)
{
    int err = inode_permission(t, dir, 3);

    if (err || !t || !(dir->mode & S_ISVTX) || cred_capable(t))
        return err;
    uint32_t me = thread_cred(t)->fsuid;
    return me == victim->uid || me == dir->uid ? 0 : -EPERM;
}
