/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounting in steps: contexts, which fsopen and fspick give, fsconfig fills and fsmount makes a mount of. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/mount.h"
#include "fs/mount_api.h"
#include "fs/options.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum fsconfig_command {
    FSCONFIG_SET_FLAG, FSCONFIG_SET_STRING, FSCONFIG_SET_BINARY, FSCONFIG_SET_PATH, FSCONFIG_SET_PATH_EMPTY,
    FSCONFIG_SET_FD, FSCONFIG_CMD_CREATE, FSCONFIG_CMD_RECONFIGURE
};

enum phase { FILLED /* before CREATE */, MADE, USED /* mounted or picked: can be configured again */, FAILED };

/* A file system on its way to be mounted, or one to be changed. */
struct context {
    const struct fs_type *type;
    enum phase phase;
    struct super *super;    /* counted; NULL before it is made */
    uint32_t flags;         /* SUPER_KEPT_FLAGS */
    char source[256], data[512];
    char message[320];      /* what went wrong last, for read; "": nothing */
};

static void context_release(struct file *f)
{
    struct context *c = f->priv;

    if (c->super)
        super_put(c->super);
    free(c);
}

static ssize_t context_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct context *c = f->priv;
    size_t len = strlen(c->message);

    (void)offset;
    if (!len)
        return -ENODATA;
    if (uio->left < len)
        return -EMSGSIZE;
    ssize_t n = uio_copy_to(uio, c->message, len);
    c->message[0] = 0;
    return n;
}

static const struct file_ops ops = { .read = context_read, .release = context_release, .seek = anon_seek };

static long context_fd(struct thread *t, const struct fs_type *type, struct super *super, int cloexec)
{
    struct context *c = calloc(1, sizeof *c);

    if (!c)
        return -ENOMEM;
    c->type = type;
    if (super) {
        super_get(super);
        c->super = super;
        c->phase = USED;
        c->flags = super->flags & SUPER_KEPT_FLAGS;
    }
    return anon_fd(t, "anon_inode:[fscontext]", &ops, O_RDWR | (cloexec ? O_CLOEXEC : 0), c);
}

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
    return type ? context_fd(t, type, NULL, a[1] & 1) : -ENODEV;
}

long sys_fspick(struct thread *t, const uint64_t a[6])
{
    enum { CLOEXEC = 1, SYMLINK_NOFOLLOW = 2, NO_AUTOMOUNT = 4, EMPTY_PATH = 8 };
    struct path p;

    if (!cred_capable(t))
        return -EPERM;
    if (a[2] & ~(uint64_t)(CLOEXEC | SYMLINK_NOFOLLOW | NO_AUTOMOUNT | EMPTY_PATH))
        return -EINVAL;
    long n = mount_place_at(t, a[0], a[1], (a[2] & SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) | (a[2] & EMPTY_PATH ? WALK_EMPTY : 0), &p);
    if (n)
        return n;
    const struct fs_type *type = fs_type_find(p.mount->super->type);
    n = p.dentry == p.mount->root && type ? context_fd(t, type, p.mount->super, a[2] & CLOEXEC) : -EINVAL;
    path_put(&p);
    return n;
}

static int unknown(struct context *c, const char *key)
{
    snprintf(c->message, sizeof c->message, "e %s: Unknown parameter '%s'\n", c->type->name, key);
    return -EINVAL;
}

/* An option of the file system, if it knows it; NULL value: a flag. */
static int add_option(struct context *c, const char *key, const char *value)
{
    size_t used = strlen(c->data), room = sizeof c->data - used;
    int n = snprintf(c->data + used, room, "%s%s%s%s", used ? "," : "", key, value ? "=" : "", value ? value : "");

    int bad = n < 0 || (size_t)n >= room || strpbrk(key, ",=") || (value && strchr(value, ','));
    if (!bad && (!c->type->check || !c->type->check(c->data)))
        return 0;
    c->data[used] = 0;
    return unknown(c, key);
}

static int set_flag(struct context *c, const char *key)
{
    struct option o = { 0 };

    if (strlen(key) >= sizeof o.name)
        return unknown(c, key);
    strcpy(o.name, key);
    return option_is_general(&o, &c->flags) ? 0 : add_option(c, key, NULL);
}

static int set_string(struct context *c, const char *key, const char *value)
{
    if (strcmp(key, "source"))
        return add_option(c, key, value);
    if (c->source[0])
        return -EINVAL;
    snprintf(c->source, sizeof c->source, "%s", value);
    return 0;
}

static int set(struct context *c, uint32_t command, const char *key, const char *value)
{
    if (c->phase != FILLED && c->phase != USED)
        return -EBUSY;
    switch (command) {
    case FSCONFIG_SET_FLAG: return set_flag(c, key);
    case FSCONFIG_SET_STRING: return set_string(c, key, value);
    default: return unknown(c, key); /* no file system here has such a parameter */
    }
}

static int create(struct thread *t, struct context *c)
{
    uint32_t device = 0;
    int err = 0;

    if (c->phase != FILLED)
        return -EBUSY;
    if (!cred_capable(t))
        return -EPERM;
    if (c->type->needs_device)
        err = c->source[0] ? mount_device(t, c->source, &device) : -EINVAL;
    if (!err)
        err = super_for(c->type->name, device, c->flags, c->data, &c->super);
    c->phase = err ? FAILED : MADE;
    c->data[0] = 0;
    return err;
}

static int reconfigure(struct thread *t, struct context *c)
{
    if (c->phase != USED)
        return -EBUSY;
    if (!cred_capable(t))
        return -EPERM;
    int err = mount_reconfigure(c->super, c->flags, c->data);
    c->data[0] = 0;
    return err;
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
    uint32_t command = (uint32_t)a[1];
    ssize_t n = a[2] ? copy_in_string(t->proc->mm, key, a[2], sizeof key) : 0;

    if (n >= 0 && command == FSCONFIG_SET_STRING)
        n = copy_in_string(t->proc->mm, value, a[3], sizeof value);
    if (n < 0)
        return n == -ENAMETOOLONG ? -EINVAL : (int)n;
    if (command == FSCONFIG_CMD_CREATE)
        return create(t, c);
    return command == FSCONFIG_CMD_RECONFIGURE ? reconfigure(t, c) : set(c, command, key, value);
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

/* The context can change the file system from now on. */
static long mount_of(struct thread *t, struct context *c, uint64_t attributes, int cloexec)
{
    if (c->phase != MADE)
        return c->phase == FILLED ? -EINVAL : -EBUSY;
    struct mount *m = mount_new(c->super, c->super->root_dentry, c->source[0] ? c->source : "none");
    if (!m)
        return -ENOMEM;
    super_get(c->super);
    m->flags = mount_attr_flags(attributes);
    c->phase = USED;
    return mount_fd(t, m, cloexec);
}

long sys_fsmount(struct thread *t, const uint64_t a[6])
{
    struct file *f;

    if (!cred_capable(t))
        return -EPERM;
    if ((a[1] & ~1ull) || !mount_attr_known(a[2]))
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    long n = f->ops == &ops ? mount_of(t, f->priv, a[2], a[1] & 1) : -EINVAL;
    file_put(f);
    return n;
}
