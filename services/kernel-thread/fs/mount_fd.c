/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounts as descriptors: open_tree, move_mount, mount_setattr. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/mount_api.h"
#include "fs/propagate.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { OPEN_TREE_CLONE = 1, AT_RECURSIVE = 0x8000, F_SYMLINKS = 1, F_EMPTY_PATH = 4, T_SYMLINKS = 16, T_EMPTY_PATH = 64 };
/* MOUNT_ATTR_*: the first four are MS_* of the same meaning; times have values of their own */
enum { ATTR_SAME = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, ATTR_NOATIME = 0x10, ATTR_STRICTATIME = 0x20,
       ATTR_ATIME = 0x70, ATTR_NODIRATIME = 0x80, ATTR_IDMAP = 0x100000, ATTR_NOSYMFOLLOW = 0x200000,
       ATTR_ALL = ATTR_SAME | ATTR_ATIME | ATTR_NODIRATIME | ATTR_NOSYMFOLLOW };

/* What is mounted on a mount that never came into a tree goes with its descriptor. */
static void mount_file_release(struct file *f)
{
    if (!f->path.mount->ns && !f->path.mount->parent)
        mount_drop_children(f->path.mount);
}

static const struct file_ops mount_file_ops = { .release = mount_file_release };

long mount_fd(struct thread *t, struct mount *m, int cloexec)
{
    struct path place = { m, m->root };
    struct file *f = file_new(&place, &mount_file_ops, O_PATH);

    if (!f) {
        mount_drop_tree(m);
        return -ENOMEM;
    }
    mount_put(m); /* the file has it */
    int fd = fd_install(t, f, cloexec ? O_CLOEXEC : 0, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

uint32_t mount_attr_flags(uint64_t attributes)
{
    uint32_t flags = (uint32_t)attributes & ATTR_SAME;

    if ((attributes & ATTR_ATIME) == ATTR_NOATIME)
        flags |= MS_NOATIME;
    if ((attributes & ATTR_ATIME) == ATTR_STRICTATIME)
        flags |= MS_STRICTATIME;
    if (attributes & ATTR_NOSYMFOLLOW)
        flags |= MS_NOSYMFOLLOW;
    return flags | (attributes & ATTR_NODIRATIME ? MS_NODIRATIME : 0);
}

int mount_attr_known(uint64_t attributes)
{
    return !(attributes & ~(uint64_t)ATTR_ALL) && (attributes & ATTR_ATIME) != ATTR_ATIME;
}

int mount_place_at(struct thread *t, uint64_t dirfd, uint64_t uaddr, unsigned walk, struct path *out)
{
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = path_lookup(t, (int)dirfd, path, walk, out);
    user_path_put(path);
    return err;
}

long sys_open_tree(struct thread *t, const uint64_t a[6])
{
    const uint64_t known = OPEN_TREE_CLONE | O_CLOEXEC | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW | AT_RECURSIVE;
    struct path p;

    if ((a[2] & ~known) || (a[2] & (AT_RECURSIVE | OPEN_TREE_CLONE)) == AT_RECURSIVE)
        return -EINVAL;
    if ((a[2] & OPEN_TREE_CLONE) && !cred_capable(t))
        return -EPERM;
    unsigned walk = (a[2] & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (a[2] & AT_EMPTY_PATH ? WALK_EMPTY : 0);
    int err = mount_place_at(t, a[0], a[1], walk, &p);
    if (err)
        return err;
    long n = -ENOMEM;
    if ((a[2] & OPEN_TREE_CLONE) && (p.mount->unbindable || !mount_is_ours(t, p.mount))) {
        n = -EINVAL;
    } else if (a[2] & OPEN_TREE_CLONE) {
        struct mount *m;
        n = mount_copy(&p, a[2] & AT_RECURSIVE ? MOUNT_COPY_REC : MOUNT_COPY_ONE, &m);
        if (!n)
            n = mount_fd(t, m, (a[2] & O_CLOEXEC) != 0);
    } else {
        struct file *f = file_new(&p, &path_file_ops, O_PATH);
        n = f ? fd_install(t, f, a[2] & O_CLOEXEC ? O_CLOEXEC : 0, 0) : -ENOMEM;
        if (f && n < 0)
            file_put(f);
    }
    path_put(&p);
    return n;
}

long sys_move_mount(struct thread *t, const uint64_t a[6])
{
    struct path from, to;

    if (!cred_capable(t))
        return -EPERM;
    if (a[4] & ~0x77ull)
        return -EINVAL;
    int err = mount_place_at(t, a[0], a[1], (a[4] & F_SYMLINKS ? WALK_FOLLOW : 0) | (a[4] & F_EMPTY_PATH ? WALK_EMPTY : 0), &from);
    if (err)
        return err;
    err = mount_place_at(t, a[2], a[3], (a[4] & T_SYMLINKS ? WALK_FOLLOW : 0) | (a[4] & T_EMPTY_PATH ? WALK_EMPTY : 0), &to);
    if (!err) {
        int is_new = !from.mount->parent && !from.mount->ns;
        if (from.dentry != from.mount->root || !mount_is_ours(t, to.mount) ||
            (!is_new && (!from.mount->parent || !mount_is_ours(t, from.mount)))) {
            err = -EINVAL;
        } else {
            err = mount_move(from.mount, &to);
            if (!err && is_new)
                mount_get(from.mount); /* the tree's */
        }
        if (to.dentry)
            path_put(&to);
    }
    path_put(&from);
    return err;
}

/* struct mount_attr of Linux */
struct mount_attr {
    uint64_t set, clear, propagation, userns_fd;
};

static uint32_t changed_flags(const struct mount *m, const struct mount_attr *attr)
{
    uint32_t gone = (uint32_t)attr->clear & ATTR_SAME;

    if (attr->clear & ATTR_ATIME)
        gone |= MS_NOATIME | MS_STRICTATIME;
    if (attr->clear & ATTR_NODIRATIME)
        gone |= MS_NODIRATIME;
    if (attr->clear & ATTR_NOSYMFOLLOW)
        gone |= MS_NOSYMFOLLOW;
    return (m->flags & ~gone) | mount_attr_flags(attr->set);
}

static int refused(const struct mount *m, const struct mount_attr *attr)
{
    return (attr->set & MS_RDONLY) && !(m->flags & MS_RDONLY) && m->writers;
}

/* All of them, or none. */
static int change_attributes(struct mount *top, const struct mount_attr *attr, int rec)
{
    struct mount *m;

    if (refused(top, attr))
        return -EBUSY;
    TAILQ_FOREACH(m, &mount_list, link)
        if (rec && mount_is_below(m, top) && refused(m, attr))
            return -EBUSY;
    int err = attr->propagation ? mount_set_kind(top, (uint32_t)attr->propagation, rec) : 0;
    if (err)
        return err;
    (void)mount_set_flags(top, changed_flags(top, attr));
    TAILQ_FOREACH(m, &mount_list, link)
        if (rec && m != top && mount_is_below(m, top))
            (void)mount_set_flags(m, changed_flags(m, attr));
    return 0;
}

/* Owners are shown as they are: no file stands for a namespace of users. */
static int refuse_mapping(struct thread *t, const struct mount_attr *attr)
{
    struct file *f;
    int err = user_file(t, attr->userns_fd, &f);

    if (err)
        return err;
    file_put(f);
    return -EINVAL;
}

static int check_attributes(struct thread *t, const struct mount_attr *attr)
{
    const uint64_t kinds = MS_SHARED | MS_SLAVE | MS_PRIVATE | MS_UNBINDABLE;
    uint64_t times = attr->clear & ATTR_ATIME, kind = attr->propagation;

    if ((attr->set & ~(uint64_t)(ATTR_ALL | ATTR_IDMAP)) || (attr->clear & ~(uint64_t)ATTR_ALL) || (kind & ~kinds) || (kind & (kind - 1)))
        return -EINVAL;
    if (times && times != ATTR_ATIME)
        return -EINVAL;
    if (attr->set & ATTR_IDMAP)
        return refuse_mapping(t, attr);
    return !times && (attr->set & ATTR_ATIME) ? -EINVAL : 0;
}

/* What a newer caller says behind what is known here must be nothing. */
static int copy_attributes(struct mm *mm, struct mount_attr *attr, uint64_t from, size_t size)
{
    char more[64];
    int err = copy_in(mm, attr, from, sizeof *attr);

    for (size_t at = sizeof *attr; !err && at < size; at += sizeof more) {
        size_t part = size - at < sizeof more ? size - at : sizeof more;
        err = copy_in(mm, more, from + at, part);
        for (size_t i = 0; !err && i < part; i++)
            err = more[i] ? -E2BIG : 0;
    }
    return err;
}

long sys_mount_setattr(struct thread *t, const uint64_t a[6])
{
    struct mount_attr attr;
    struct path p;

    if (a[2] & ~(uint64_t)(AT_EMPTY_PATH | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT))
        return -EINVAL;
    if (a[4] > PATH_BYTES)
        return -E2BIG;
    if (a[4] < sizeof attr)
        return -EINVAL;
    if (!cred_capable(t))
        return -EPERM;
    int err = copy_attributes(t->proc->mm, &attr, a[3], a[4]);
    if (err)
        return err;
    if (!(attr.set | attr.clear | attr.propagation))
        return 0;
    err = check_attributes(t, &attr);
    if (!err)
        err = mount_place_at(t, a[0], a[1], (a[2] & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (a[2] & AT_EMPTY_PATH ? WALK_EMPTY : 0), &p);
    if (err)
        return err;
    if (p.dentry != p.mount->root || (p.mount->ns && !mount_is_ours(t, p.mount)))
        err = -EINVAL;
    else
        err = change_attributes(p.mount, &attr, (a[2] & AT_RECURSIVE) != 0);
    path_put(&p);
    return err;
}
