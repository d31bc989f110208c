/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls that mount in steps: fsopen, fsconfig, fsmount, fspick, open_tree, move_mount, mount_setattr. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/options.h"
#include "fs/propagate.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum fsconfig_command {
    FSCONFIG_SET_FLAG, FSCONFIG_SET_STRING, FSCONFIG_SET_BINARY, FSCONFIG_SET_PATH, FSCONFIG_SET_PATH_EMPTY,
    FSCONFIG_SET_FD, FSCONFIG_CMD_CREATE, FSCONFIG_CMD_RECONFIGURE
};
enum { OPEN_TREE_CLONE = 1, AT_RECURSIVE = 0x8000, F_SYMLINKS = 1, F_EMPTY_PATH = 4, T_SYMLINKS = 16, T_EMPTY_PATH = 64 };
/* MOUNT_ATTR_*: the first four are MS_* of the same meaning; times have values of their own */
enum { ATTR_SAME = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, ATTR_NOATIME = 0x10, ATTR_STRICTATIME = 0x20,
       ATTR_ATIME = 0x70, ATTR_NODIRATIME = 0x80, ATTR_NOSYMFOLLOW = 0x200000,
       ATTR_ALL = ATTR_SAME | ATTR_ATIME | ATTR_NODIRATIME | ATTR_NOSYMFOLLOW };

/* A file system on its way to be mounted, or (fspick) a mount to be changed. */
struct context {
    const struct fs_type *type;
    struct super *super;    /* counted; made by CMD_CREATE */
    struct path picked;     /* counted; of fspick */
    uint32_t flags;         /* MS_RDONLY */
    char source[256], data[512];
};

static void context_release(struct file *f)
{
    struct context *c = f->priv;

    if (c->super)
        super_put(c->super);
    if (c->picked.dentry)
        path_put(&c->picked);
    free(c);
}

/* Messages would be read here; there are none. */
static ssize_t context_read(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)f, (void)uio, (void)offset;
    return -ENODATA;
}

static const struct file_ops ops = { .read = context_read, .release = context_release, .seek = anon_seek };

long sys_fsopen(struct thread *t, const uint64_t a[6])
{
    char name[64];

    if (!cred_capable(t))
        return -EPERM;
    if (a[1] & ~1ull)
        return -EINVAL;
    ssize_t n = copy_in_string(t->proc->mm, name, a[0], sizeof name);
    if (n < 0)
        return n == -ENAMETOOLONG ? -EINVAL : n;
    const struct fs_type *type = fs_type_find(name);
    struct context *c = type ? calloc(1, sizeof *c) : NULL;
    if (!c)
        return type ? -ENOMEM : -ENODEV;
    c->type = type;
    return anon_fd(t, "anon_inode:[fscontext]", &ops, O_RDWR | (a[1] ? O_CLOEXEC : 0), c);
}

/* An option of the file system, if it knows it; NULL value: a flag. */
static int add_option(struct context *c, const char *key, const char *value)
{
    const struct fs_type *type = c->type ? c->type : fs_type_find(c->picked.mount->super->type);
    size_t used = strlen(c->data), room = sizeof c->data - used;
    int n = snprintf(c->data + used, room, "%s%s%s%s", used ? "," : "", key, value ? "=" : "", value ? value : "");

    int err = n < 0 || (size_t)n >= room || strpbrk(key, ",=") || (value && strchr(value, ',')) ? -EINVAL : 0;
    if (!err && type && type->check)
        err = type->check(c->data);
    if (err)
        c->data[used] = 0;
    return err;
}

static int set_flag(struct context *c, const char *key)
{
    struct option o = { 0 };

    if (strlen(key) >= sizeof o.name)
        return -EINVAL;
    strcpy(o.name, key);
    return option_is_general(&o, &c->flags) ? 0 : add_option(c, key, NULL);
}

static int set_string(struct context *c, const char *key, const char *value)
{
    if (!strcmp(key, "source")) {
        if (c->source[0])
            return -EINVAL;
        snprintf(c->source, sizeof c->source, "%s", value);
        return 0;
    }
    return add_option(c, key, value);
}

static int create(struct thread *t, struct context *c)
{
    uint32_t device = 0;

    if (c->super || !c->type)
        return -EBUSY;
    if (c->type->needs_device) {
        int err = c->source[0] ? mount_device(t, c->source, &device) : -EINVAL;
        if (err)
            return err;
    }
    return super_for(c->type->name, device, c->flags, c->data, &c->super);
}

static int reconfigure(struct context *c)
{
    if (!c->picked.dentry)
        return -EINVAL;
    return mount_reconfigure(c->picked.mount->super, c->flags, c->data);
}

/* Which arguments each command has: key, value, aux. */
static int check_arguments(uint32_t command, const uint64_t a[6])
{
    int key = a[2] != 0, value = a[3] != 0, aux = (int)a[4] != 0;

    switch (command) {
    case FSCONFIG_SET_FLAG: return key && !value && !aux ? 0 : -EINVAL;
    case FSCONFIG_SET_STRING: return key && value && !aux ? 0 : -EINVAL;
    case FSCONFIG_SET_BINARY: return key && value && (int)a[4] > 0 && (int)a[4] <= 1 << 20 ? 0 : -EINVAL;
    case FSCONFIG_SET_PATH:
    case FSCONFIG_SET_PATH_EMPTY: return key && value && ((int)a[4] == AT_FDCWD || (int)a[4] >= 0) ? 0 : -EINVAL;
    case FSCONFIG_SET_FD: return key && !value && (int)a[4] >= 0 ? 0 : -EINVAL;
    case FSCONFIG_CMD_CREATE:
    case FSCONFIG_CMD_RECONFIGURE: return !key && !value && !aux ? 0 : -EINVAL;
    default: return -EOPNOTSUPP;
    }
}

static int configure(struct thread *t, struct context *c, const uint64_t a[6])
{
    char key[256], value[256];
    ssize_t n = a[2] ? copy_in_string(t->proc->mm, key, a[2], sizeof key) : 0;

    if (n >= 0 && (uint32_t)a[1] == FSCONFIG_SET_STRING)
        n = copy_in_string(t->proc->mm, value, a[3], sizeof value);
    if (n < 0)
        return n == -ENAMETOOLONG ? -EINVAL : (int)n;
    switch ((uint32_t)a[1]) {
    case FSCONFIG_SET_FLAG: return set_flag(c, key);
    case FSCONFIG_SET_STRING: return set_string(c, key, value);
    case FSCONFIG_CMD_CREATE: return create(t, c);
    case FSCONFIG_CMD_RECONFIGURE: return reconfigure(c);
    default: return -EINVAL; /* no file system here has such a parameter */
    }
}

long sys_fsconfig(struct thread *t, const uint64_t a[6])
{
    struct file *f;

    if ((int)a[0] < 0)
        return -EINVAL;
    int err = check_arguments((uint32_t)a[1], a);
    if (!err)
        err = user_file(t, a[0], &f);
    if (err)
        return err;
    err = f->ops == &ops ? configure(t, f->priv, a) : -EINVAL;
    file_put(f);
    return err;
}

/* What is mounted on a mount that never came into a tree goes with its descriptor. */
static void mount_file_release(struct file *f)
{
    if (!f->path.mount->ns && !f->path.mount->parent)
        mount_drop_children(f->path.mount);
}

static const struct file_ops mount_file_ops = { .release = mount_file_release };

/* An O_PATH descriptor for a mount that is in no tree; takes the reference. */
static long mount_fd(struct thread *t, struct mount *m, int cloexec)
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

static uint32_t flags_of(uint64_t attributes)
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

long sys_fsmount(struct thread *t, const uint64_t a[6])
{
    struct file *f;

    if (!cred_capable(t))
        return -EPERM;
    if ((a[1] & ~1ull) || (a[2] & ~(uint64_t)ATTR_ALL) || (a[2] & ATTR_ATIME) == ATTR_ATIME)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    struct context *c = f->priv;
    long n = f->ops == &ops && !c->type && !c->super && !c->picked.dentry ? -EBUSY : -EINVAL;
    if (f->ops == &ops && c->super) {
        struct mount *m = mount_new(c->super, c->super->root_dentry, c->source[0] ? c->source : "none");
        n = m ? 0 : -ENOMEM;
        if (m) {
            m->flags = flags_of(a[2]) | (c->flags & MS_RDONLY);
            c->super = NULL; /* the mount's */
            c->type = NULL;
            n = mount_fd(t, m, a[1] & 1);
        }
    }
    file_put(f);
    return n;
}

static int place_at(struct thread *t, uint64_t dirfd, uint64_t uaddr, unsigned walk, struct path *out)
{
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = path_lookup(t, (int)dirfd, path, walk, out);
    user_path_put(path);
    return err;
}

long sys_fspick(struct thread *t, const uint64_t a[6])
{
    enum { CLOEXEC = 1, SYMLINK_NOFOLLOW = 2, NO_AUTOMOUNT = 4, EMPTY_PATH = 8 };
    struct path p;

    if (!cred_capable(t))
        return -EPERM;
    if (a[2] & ~(uint64_t)(CLOEXEC | SYMLINK_NOFOLLOW | NO_AUTOMOUNT | EMPTY_PATH))
        return -EINVAL;
    int err = place_at(t, a[0], a[1], (a[2] & SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (a[2] & EMPTY_PATH ? WALK_EMPTY : 0), &p);
    if (err)
        return err;
    struct context *c = p.dentry == p.mount->root ? calloc(1, sizeof *c) : NULL;
    if (!c) {
        err = p.dentry == p.mount->root ? -ENOMEM : -EINVAL;
        path_put(&p);
        return err;
    }
    c->picked = p;
    c->flags = p.mount->super->flags & SUPER_KEPT_FLAGS;
    return anon_fd(t, "anon_inode:[fscontext]", &ops, O_RDWR | (a[2] & CLOEXEC ? O_CLOEXEC : 0), c);
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
    int err = place_at(t, a[0], a[1], walk, &p);
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
    int err = place_at(t, a[0], a[1], (a[4] & F_SYMLINKS ? WALK_FOLLOW : 0) | (a[4] & F_EMPTY_PATH ? WALK_EMPTY : 0), &from);
    if (err)
        return err;
    err = place_at(t, a[2], a[3], (a[4] & T_SYMLINKS ? WALK_FOLLOW : 0) | (a[4] & T_EMPTY_PATH ? WALK_EMPTY : 0), &to);
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
    return (m->flags & ~gone) | flags_of(attr->set);
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

static int check_attributes(const struct mount_attr *attr)
{
    const uint64_t kinds = MS_SHARED | MS_SLAVE | MS_PRIVATE | MS_UNBINDABLE;
    uint64_t times = attr->clear & ATTR_ATIME, kind = attr->propagation;

    if (((attr->set | attr->clear) & ~(uint64_t)ATTR_ALL) || (kind & ~kinds) || (kind & (kind - 1)))
        return -EINVAL;
    if (times && times != ATTR_ATIME)
        return -EINVAL;
    return !times && (attr->set & ATTR_ATIME) ? -EINVAL : 0;
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
    int err = copy_in(t->proc->mm, &attr, a[3], sizeof attr);
    if (err)
        return err;
    if (!(attr.set | attr.clear | attr.propagation))
        return 0;
    err = check_attributes(&attr);
    if (!err)
        err = place_at(t, a[0], a[1], (a[2] & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (a[2] & AT_EMPTY_PATH ? WALK_EMPTY : 0), &p);
    if (err)
        return err;
    if (p.dentry != p.mount->root || (p.mount->ns && !mount_is_ours(t, p.mount)))
        err = -EINVAL;
    else
        err = change_attributes(p.mount, &attr, (a[2] & AT_RECURSIVE) != 0);
    path_put(&p);
    return err;
}
