/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes of inodes. */
#include "fs/attr.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fsflags.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <linux/statfs.h>
#include <linux/time.h>

#include "fs/acl.h"
#include "fs/allocate.h"
#include "fs/device.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/regular.h"
#include "fs/vfs.h"
#include "proc/proc.h"
#include "time/clock.h"

/* Device numbers as 64-bit programs see them. */
static uint64_t show_dev(uint32_t rdev)
{
    uint64_t major = RDEV_MAJOR(rdev), minor = RDEV_MINOR(rdev);

    return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffull) << 12;
}

static void split_time(int64_t ns, int64_t *sec, uint64_t *rest)
{
    int64_t s = ns / NS_PER_SEC, r = ns % NS_PER_SEC;

    if (r < 0) {
        s--;
        r += NS_PER_SEC;
    }
    *sec = s;
    *rest = (uint64_t)r;
}

static int refresh(struct inode *inode)
{
    return inode->ops->refresh ? inode->ops->refresh(inode) : 0;
}

int path_stat(const struct path *p, struct linux_stat *st)
{
    struct inode *inode = path_inode(p);
    int err = refresh(inode);

    if (err)
        return err;
    *st = (struct linux_stat){
        .st_dev = show_dev(inode->super->dev),
        .st_ino = inode->ino,
        .st_mode = inode->mode,
        .st_nlink = inode->nlink,
        .st_uid = inode->uid,
        .st_gid = inode->gid,
        .st_rdev = show_dev(inode->rdev),
        .st_size = (int64_t)inode->size,
        .st_blksize = (int32_t)inode->blksize,
        .st_blocks = (int64_t)inode->blocks,
    };
    split_time(inode->atime_ns, &st->st_atime_s, &st->st_atime_ns);
    split_time(inode->mtime_ns, &st->st_mtime_s, &st->st_mtime_ns);
    split_time(inode->ctime_ns, &st->st_ctime_s, &st->st_ctime_ns);
    return 0;
}

static struct linux_statx_timestamp timestamp(int64_t ns)
{
    int64_t sec;
    uint64_t rest;

    split_time(ns, &sec, &rest);
    return (struct linux_statx_timestamp){ sec, (uint32_t)rest, 0 };
}

int path_statx(const struct path *p, uint32_t wanted, struct linux_statx *st)
{
    struct inode *inode = path_inode(p);
    int err = refresh(inode);

    if (err)
        return err;
    *st = (struct linux_statx){
        .stx_mask = STATX_BASIC_STATS | STATX_MNT_ID | (inode->btime_ns ? wanted & STATX_BTIME : 0),
        .stx_attributes = (p->dentry == p->mount->root ? STATX_ATTR_MOUNT_ROOT : 0) | (inode->fsflags & STATX_ATTR_FSFLAGS),
        .stx_attributes_mask = STATX_ATTR_ALWAYS | inode->super->attributes,
        .stx_mnt_id = (uint64_t)p->mount->id,
        .stx_btime = timestamp(wanted & STATX_BTIME ? inode->btime_ns : 0),
        .stx_blksize = inode->blksize,
        .stx_nlink = inode->nlink,
        .stx_uid = inode->uid,
        .stx_gid = inode->gid,
        .stx_mode = (uint16_t)inode->mode,
        .stx_ino = inode->ino,
        .stx_size = inode->size,
        .stx_blocks = inode->blocks,
        .stx_atime = timestamp(inode->atime_ns),
        .stx_mtime = timestamp(inode->mtime_ns),
        .stx_ctime = timestamp(inode->ctime_ns),
        .stx_rdev_major = RDEV_MAJOR(inode->rdev),
        .stx_rdev_minor = RDEV_MINOR(inode->rdev),
        .stx_dev_major = RDEV_MAJOR(inode->super->dev),
        .stx_dev_minor = RDEV_MINOR(inode->super->dev),
    };
    if ((wanted & STATX_DIOALIGN) && inode_can_be_direct(inode)) {
        st->stx_mask |= STATX_DIOALIGN;
        st->stx_dio_mem_align = st->stx_dio_offset_align = DIRECT_UNIT;
    }
    return 0;
}

int path_statfs(const struct path *p, struct linux_statfs *out)
{
    struct super *super = path_inode(p)->super;
    struct fs_statfs st = { .type = ANON_INODE_FS_MAGIC, .bsize = 4096, .namelen = 255 };
    uint32_t flags = p->mount->flags | super->flags;

    int err = super->ops->statfs ? super->ops->statfs(super, &st) : 0;
    if (err)
        return err;
    if (!super->ops->statfs && S_ISFIFO(path_inode(p)->mode))
        st.type = PIPEFS_MAGIC;
    if (!super->ops->statfs && S_ISSOCK(path_inode(p)->mode))
        st.type = SOCKFS_MAGIC;
    *out = (struct linux_statfs){
        .f_type = (int64_t)st.type,
        .f_bsize = (int64_t)st.bsize,
        .f_blocks = st.blocks,
        .f_bfree = st.bfree,
        .f_bavail = st.bavail,
        .f_files = st.files,
        .f_ffree = st.ffree,
        .f_fsid = { (int32_t)st.fsid, (int32_t)(st.fsid >> 32) },
        .f_namelen = st.namelen,
        .f_frsize = (int64_t)st.bsize,
        .f_flags = ST_VALID | (flags & (MS_NOATIME | MS_STRICTATIME) ? 0 : ST_RELATIME) |
                   (flags & MS_NOSYMFOLLOW ? ST_NOSYMFOLLOW : 0) |
                   (flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_SYNCHRONOUS | MS_MANDLOCK)),
    };
    return 0;
}

/* Sets attributes below first; the inode follows when that worked. */
static int set(struct inode *inode, uint32_t which, const struct fs_attr *want)
{
    if (inode->ops->setattr) {
        int err = inode->ops->setattr(inode, which, want);
        if (err)
            return err;
    }
    if (which & FS_SET_MODE)
        inode->mode = want->mode;
    if (which & FS_SET_UID)
        inode->uid = want->uid;
    if (which & FS_SET_GID)
        inode->gid = want->gid;
    if (which & FS_SET_ATIME)
        inode->atime_ns = want->atime_ns;
    if (which & FS_SET_MTIME)
        inode->mtime_ns = want->mtime_ns;
    inode_touch(inode, FS_SET_CTIME);
    return inode->flags & INODE_ASK_AFTER ? inode->ops->refresh(inode) : 0;
}

/* As Linux tells it: times that are set alone look like the access that sets them. */
static uint32_t event_of(uint32_t which)
{
    uint32_t times = which & (FS_SET_ATIME | FS_SET_MTIME);

    if (which & (FS_SET_MODE | FS_SET_UID | FS_SET_GID) || times == (FS_SET_ATIME | FS_SET_MTIME))
        return IN_ATTRIB;
    return times == FS_SET_ATIME ? IN_ACCESS : times ? IN_MODIFY : 0;
}

static int set_path(const struct path *p, uint32_t which, const struct fs_attr *want)
{
    int err = set(path_inode(p), which, want);

    if (!err && event_of(which))
        notify_path(p->dentry, event_of(which));
    return err;
}

/* The time of a file system's inodes has an end. */
static int64_t clamp_time(const struct super *super, int64_t ns)
{
    const int64_t second = 1000000000; /* the first one has no parts */

    return super->time_min_ns != INT64_MIN && ns < super->time_min_ns + second ? super->time_min_ns : ns;
}

/* An immutable or append-only node keeps its attributes. */
static int may_set(const struct inode *inode)
{
    return inode->fsflags & (FS_IMMUTABLE_FL | FS_APPEND_FL) ? -EPERM : 0;
}

/* Set-group-id is for members of the group. */
static uint32_t limit_mode(struct thread *t, uint32_t mode, uint32_t gid)
{
    int keep = !(mode & S_ISGID) || inode_in_group(t, gid) || inode_capable(t, CAP_FSETID);

    return keep ? mode : mode & ~(uint32_t)S_ISGID;
}

int path_chmod(struct thread *t, const struct path *p, uint32_t mode)
{
    struct inode *inode = path_inode(p);
    int err = path_writable(p);

    if (!err)
        err = may_set(inode);
    if (err)
        return err;
    if (S_ISLNK(inode->mode))
        return -EOPNOTSUPP;
    if (!inode_owner_or_capable(t, inode))
        return -EPERM;
    struct fs_attr want = { .mode = (inode->mode & S_IFMT) | limit_mode(t, mode & 07777, inode->gid) };
    err = set_path(p, FS_SET_MODE, &want);
    return err ? err : inode_acl_chmod(inode, want.mode);
}

static int may_chown(struct thread *t, const struct inode *inode, uint32_t which, const struct fs_attr *want)
{
    if (inode_capable(t, CAP_CHOWN))
        return 0;
    int mine = thread_cred(t)->fsuid == inode->uid;
    if ((which & FS_SET_UID) && (!mine || want->uid != inode->uid))
        return -EPERM;
    if ((which & FS_SET_GID) && (!mine || (want->gid != inode->gid && !inode_in_group(t, want->gid))))
        return -EPERM;
    return 0;
}

int path_chown(struct thread *t, const struct path *p, uint32_t uid, uint32_t gid)
{
    struct inode *inode = path_inode(p);
    struct fs_attr want = { .uid = uid, .gid = gid, .mode = inode->mode & ~inode_privileges(t, inode) };
    uint32_t which = (uid != UINT32_MAX ? FS_SET_UID : 0) | (gid != UINT32_MAX ? FS_SET_GID : 0);

    int err = path_writable(p);
    if (err)
        return err;
    if (S_ISDIR(inode->mode))
        want.mode = inode->mode;
    if (want.mode != inode->mode)
        which |= FS_SET_MODE;
    err = which || (inode->fsflags & FS_IMMUTABLE_FL) ? may_set(inode) : 0;
    if (!err)
        err = may_chown(t, inode, which, &want);
    if (!err && (which & FS_SET_MODE) && !inode_owner_or_capable(t, inode))
        err = -EPERM;
    if (err)
        return err;
    inode_drop_file_capabilities(inode);
    return set_path(p, which, &want);
}

int path_truncate(struct thread *t, const struct path *p, int64_t size)
{
    struct inode *inode = path_inode(p);

    if (size < 0)
        return -EINVAL;
    if (S_ISDIR(inode->mode))
        return -EISDIR;
    if (!S_ISREG(inode->mode))
        return -EINVAL;
    (void)t;
    rt_mutex_lock(&inode->lock);
    int err = (uint64_t)size > inode->size ? size_limit((uint64_t)size) : 0;
    if (!err)
        err = sealed_size(inode, (uint64_t)size);
    if (!err && (uint64_t)size > inode->super->max_bytes)
        err = -EFBIG;
    if (!err) {
        inode_drop_privileges(inode);
        err = inode_truncate(inode, (uint64_t)size);
    }
    rt_mutex_unlock(&inode->lock);
    if (!err)
        notify_path(p->dentry, IN_MODIFY);
    return err;
}

int path_utimes(struct thread *t, const struct path *p, int64_t atime_ns, int64_t mtime_ns)
{
    struct inode *inode = path_inode(p);
    int64_t now = clock_realtime_ns();

    if (atime_ns == TIME_OMIT && mtime_ns == TIME_OMIT)
        return 0;
    int err = path_writable(p);
    int touch = atime_ns == TIME_NOW && mtime_ns == TIME_NOW; /* as a write does, says Linux */
    if (!err && (inode->fsflags & (touch ? FS_IMMUTABLE_FL : FS_IMMUTABLE_FL | FS_APPEND_FL)))
        err = -EPERM;
    if (err)
        return err;
    if (!inode_owner_or_capable(t, inode)) {
        if (atime_ns != TIME_NOW || mtime_ns != TIME_NOW)
            return -EPERM;
        err = inode_permission(t, inode, 2);
        if (err)
            return err;
    }
    struct fs_attr want = { .atime_ns = atime_ns == TIME_NOW ? now : clamp_time(inode->super, atime_ns),
                            .mtime_ns = mtime_ns == TIME_NOW ? now : clamp_time(inode->super, mtime_ns) };
    uint32_t which = (atime_ns != TIME_OMIT ? FS_SET_ATIME : 0) | (mtime_ns != TIME_OMIT ? FS_SET_MTIME : 0);
    return set_path(p, which, &want);
}
