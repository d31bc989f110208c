/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_exec.c: execve and execveat. */
#include <stdlib.h>

#include <linux/errno.h>

#include "fs/vfs.h"
#include "mm/user.h"
#include "proc/args.h"
#include "proc/exec.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { AT_CWD = -100, AT_EMPTY = 0x1000, AT_NOFOLLOW = 0x100 };

/* What Linux lets the strings take: a quarter of the stack, within bounds. */
static uint64_t args_limit(const struct thread *t)
{
    enum { LEAST = 128 * 1024, MOST = 6 << 20 };
    uint64_t quarter = proc_rlimit(t->proc, RLIMIT_STACK) / 4;
    return quarter < LEAST ? LEAST : quarter > MOST ? MOST : quarter;
}

static long exec_user(struct thread *t, int dirfd, const uint64_t a[3], int at_flags)
{
    char *path = malloc(PATH_BYTES);
    if (path == NULL)
        return -ENOMEM;
    struct mm *mm = t->proc->mm;
    struct args args = {.limit = args_limit(t)};
    ssize_t len = copy_in_string(mm, path, a[0], PATH_BYTES);
    long err = len < 0 ? len : len == 0 && (at_flags & AT_EMPTY) == 0 ? -ENOENT : 0;
    if (err == 0)
        err = args_add_user(&args, mm, a[1], 0);
    if (err == 0)
        err = args_add_user(&args, mm, a[2], 1);
    if (err == 0)
        err = exec_run(t, dirfd, path, at_flags, &args);
    else
        args_free(&args);
    free(path);
    return err;
}

long sys_execve(struct thread *t, const uint64_t a[6])
{
    return exec_user(t, AT_CWD, a, 0);
}

long sys_execveat(struct thread *t, const uint64_t a[6])
{
    if (a[4] & ~(uint64_t)(AT_EMPTY | AT_NOFOLLOW))
        return -EINVAL;
    return exec_user(t, (int)a[0], a + 1, (int)a[4]);
}
