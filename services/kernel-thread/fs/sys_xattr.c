/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers of extended attributes. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>

#include "fs/file.h"
#include "fs/namei.h"
#include "fs/user_path.h"
#include "fs/xattr.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

typedef long (*xattr_handler)(struct thread *t, const struct path *p, const uint64_t a[6]);

static long at_path(struct thread *t, const uint64_t a[6], unsigned walk, xattr_handler handler)
{
    struct path p;
    char *path;
    int err = user_path_get(t, a[0], &path);

    if (err)
        return err;
    err = path_lookup(t, AT_FDCWD, path, walk, &p);
    user_path_put(path);
    if (err)
        return err;
    long n = handler(t, &p, a);
    path_put(&p);
    return n;
}

static long at_file(struct thread *t, const uint64_t a[6], xattr_handler handler)
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    long n = handler(t, &f->path, a);
    file_put(f);
    return n;
}

static int name_in(struct thread *t, uint64_t uaddr, char name[XATTR_NAME_BYTES])
{
    ssize_t n = copy_in_string(t->proc->mm, name, uaddr, XATTR_NAME_BYTES);

    if (n < 0)
        return n == -ENAMETOOLONG ? -ERANGE : (int)n;
    return n ? 0 : -ERANGE;
}

/* What a call gives, into the program's buffer of `size`; size 0 asks for the length. */
static long give(struct thread *t, uint64_t uaddr, uint64_t size, const void *from, ssize_t n)
{
    if (n < 0 || !size)
        return n;
    if ((uint64_t)n > size)
        return -ERANGE;
    int err = copy_out(t->proc->mm, uaddr, from, (size_t)n);
    return err ? err : n;
}

static long do_setxattr(struct thread *t, const struct path *p, const uint64_t a[6])
{
    char name[XATTR_NAME_BYTES];
    int err = path_writable(p);

    if (!err)
        err = a[4] & ~(uint64_t)(XATTR_CREATE | XATTR_REPLACE) ? -EINVAL : name_in(t, a[1], name);
    if (err)
        return err;
    if (a[3] > XATTR_VALUE_MAX)
        return -E2BIG;
    void *value = malloc(a[3] + 1);
    if (!value)
        return -ENOMEM;
    err = a[3] ? copy_in(t->proc->mm, value, a[2], a[3]) : 0;
    if (!err)
        err = path_setxattr(t, p, name, value, a[3], (unsigned)a[4]);
    free(value);
    return err;
}

static long do_getxattr(struct thread *t, const struct path *p, const uint64_t a[6])
{
    char name[XATTR_NAME_BYTES];
    int err = name_in(t, a[1], name);

    if (err)
        return err;
    void *value = malloc(XATTR_VALUE_MAX);
    if (!value)
        return -ENOMEM;
    long n = give(t, a[2], a[3], value, path_getxattr(t, p, name, value));
    free(value);
    return n;
}

static long do_listxattr(struct thread *t, const struct path *p, const uint64_t a[6])
{
    char *names = malloc(XATTR_VALUE_MAX);

    if (!names)
        return -ENOMEM;
    long n = give(t, a[1], a[2], names, path_listxattr(t, p, names));
    free(names);
    return n;
}

static long do_removexattr(struct thread *t, const struct path *p, const uint64_t a[6])
{
    char name[XATTR_NAME_BYTES];
    int err = path_writable(p);

    if (!err)
        err = name_in(t, a[1], name);
    return err ? err : path_removexattr(t, p, name);
}

#define CALLS(call)                                                                                         \
    long sys_##call(struct thread *t, const uint64_t a[6]) { return at_path(t, a, WALK_FOLLOW, do_##call); } \
    long sys_l##call(struct thread *t, const uint64_t a[6]) { return at_path(t, a, 0, do_##call); }          \
    long sys_f##call(struct thread *t, const uint64_t a[6]) { return at_file(t, a, do_##call); }

CALLS(setxattr)
CALLS(getxattr)
CALLS(listxattr)
CALLS(removexattr)
