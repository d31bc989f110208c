/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes: no file system here has them, which is said as Linux says it of such ones. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/file.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

/* The object and the name must be right all the same. */
static long refuse_name(struct thread *t, uint64_t name)
{
    char buf[256];
    ssize_t n = copy_in_string(t->proc->mm, buf, name, sizeof buf);

    if (n < 0)
        return n == -ENAMETOOLONG ? -ERANGE : n;
    return n ? -EOPNOTSUPP : -ERANGE;
}

static long at_path(struct thread *t, const uint64_t a[6], unsigned walk, int has_name)
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
    path_put(&p);
    return has_name ? refuse_name(t, a[1]) : 0;
}

static long at_file(struct thread *t, const uint64_t a[6], int has_name)
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    file_put(f);
    return has_name ? refuse_name(t, a[1]) : 0;
}

#define CALLS(call, has_name)                                                                               \
    long sys_##call(struct thread *t, const uint64_t a[6]) { return at_path(t, a, WALK_FOLLOW, has_name); } \
    long sys_l##call(struct thread *t, const uint64_t a[6]) { return at_path(t, a, 0, has_name); }          \
    long sys_f##call(struct thread *t, const uint64_t a[6]) { return at_file(t, a, has_name); }

CALLS(setxattr, 1)
CALLS(getxattr, 1)
CALLS(listxattr, 0)
CALLS(removexattr, 1)
