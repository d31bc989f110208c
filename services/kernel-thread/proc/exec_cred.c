/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/exec_cred.c: who a process is after execve: set-user-ID and set-group-ID programs, capabilities of files. */
#include "proc/load.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/mount.h>
#include <linux/stat.h>

#include "fs/file.h"
#include "proc/proc.h"
#include "trace/tracee.h"

/* security.capability, little endian; the first revision has one pair of words, the third ends with a user. */
struct linux_vfs_caps {
    uint32_t magic;
    struct { uint32_t permitted, inheritable; } word[2];
    uint32_t root;
};
enum { VFS_CAP_EFFECTIVE = 1, VFS_CAP_1 = 0x01000000, VFS_CAP_2 = 0x02000000, VFS_CAP_3 = 0x03000000 };
enum { BYTES_1 = 12, BYTES_2 = 20, BYTES_3 = 24 };

struct file_caps {
    bool any, effective;
    uint64_t permitted, inheritable;
};

/* Capabilities of a file; none, or what cannot be understood, is none.  -EINVAL: Linux refuses to run it. */
static int file_caps(const struct inode *inode, struct file_caps *caps)
{
    struct linux_vfs_caps v = {0};
    *caps = (struct file_caps){0};
    if (inode->ops->getxattr == NULL || !inode_may_have_xattrs(inode))
        return 0;
    ssize_t n = inode->ops->getxattr((struct inode *)(uintptr_t)inode, "security.capability", &v, sizeof(v));
    if (n < (ssize_t)sizeof(v.magic))
        return n > 0 ? -EINVAL : 0;
    uint32_t revision = v.magic & 0xff000000;
    if (n != (revision == VFS_CAP_1 ? BYTES_1 : revision == VFS_CAP_2 ? BYTES_2 : revision == VFS_CAP_3 ? BYTES_3 : 0))
        return -EINVAL;
    if (revision == VFS_CAP_3 && v.root != 0)
        return 0; /* meant for a namespace of that user */
    bool wide = revision != VFS_CAP_1;
    caps->any = true;
    caps->effective = (v.magic & VFS_CAP_EFFECTIVE) != 0;
    caps->permitted = (v.word[0].permitted | (wide ? (uint64_t)v.word[1].permitted << 32 : 0)) & CAP_ALL;
    caps->inheritable = (v.word[0].inheritable | (wide ? (uint64_t)v.word[1].inheritable << 32 : 0)) & CAP_ALL;
    return 0;
}

static void set_ids(const struct inode *inode, struct cred *c)
{
    enum { SET_UID = 04000, SET_GID = 02000, GROUP_EXEC = 010 };
    if (inode->mode & SET_UID)
        c->euid = inode->uid;
    if ((inode->mode & SET_GID) && (inode->mode & GROUP_EXEC))
        c->egid = inode->gid;
}

/* Permitted and effective ones (capabilities(7), "transformation of capabilities during execve").  -EPERM: a file that
 * needs more than the bounding set leaves. */
static int transform(struct cred *c, const struct file_caps *caps, bool set_id)
{
    bool by_root = (c->securebits & SECBIT_NOROOT) == 0 && (c->uid == 0 || c->euid == 0) &&
                   !(caps->any && c->uid != 0 && c->euid == 0);
    bool effective = caps->effective;
    uint64_t permitted = (c->cap_inheritable & caps->inheritable) | (caps->permitted & c->cap_bounding);
    if (!by_root && effective && (caps->permitted & ~permitted) != 0)
        return -EPERM;
    if (by_root) {
        permitted = c->cap_inheritable | c->cap_bounding;
        effective = c->euid == 0;
    }
    if (set_id || caps->any)
        c->cap_ambient = 0;
    c->cap_permitted = permitted | c->cap_ambient;
    c->cap_effective = effective ? c->cap_permitted : c->cap_ambient;
    c->securebits &= ~(uint32_t)SECBIT_KEEP_CAPS;
    return 0;
}

int exec_cred(struct thread *t, const struct file *file, struct image *image)
{
    struct cred *next = &image->cred;
    const struct proc *p = t->proc;
    const struct cred *old = &p->cred;
    struct file_caps caps = {0};
    bool suid = (file->path.mount->flags & MS_NOSUID) == 0, effective;
    *next = *old; /* the groups stay the process's */
    int err = suid ? file_caps(file->inode, &caps) : 0;
    if (err)
        return err;
    if (suid && !p->no_new_privs)
        set_ids(file->inode, next);
    bool set_id = next->euid != old->uid || next->egid != old->gid;
    err = transform(next, &caps, set_id);
    if (err)
        return err;
    effective = caps.effective;
    /* Not more than before for a program whose tracer could make it do anything, or that gave up becoming more. */
    bool traced = t->tracee != NULL && (t->tracee->tracer->cred.cap_effective & CAP_BIT(CAP_SYS_PTRACE)) == 0;
    if ((set_id || (next->cap_permitted & ~old->cap_permitted) != 0) && (traced || p->no_new_privs)) {
        if (!cred_has(t, CAP_SETUID) || p->no_new_privs) {
            next->euid = next->uid;
            next->egid = next->gid;
        }
        next->cap_permitted &= old->cap_permitted;
        next->cap_effective &= next->cap_permitted;
    }
    next->suid = next->fsuid = next->euid;
    next->sgid = next->fsgid = next->egid;
    image->hidden = inode_permission(t, file->inode, 4) != 0;
    image->secure = set_id || (next->uid != 0 && (effective || (next->cap_permitted & ~next->cap_ambient) != 0));
    return 0;
}
