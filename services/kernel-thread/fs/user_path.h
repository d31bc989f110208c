/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings and descriptors that handlers get from programs. */
#pragma once
#include <stdint.h>

#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/files.h"
#include "proc/proc.h"

struct file;
struct thread;

/* A path of the program in a buffer of PATH_BYTES: user_path_put gives it back.  -EFAULT,
 * -ENAMETOOLONG, -ENOMEM; *out is NULL then. */
int user_path_get(struct thread *t, uint64_t uaddr, char **out);
void user_path_put(char *path);
char *path_buffer(void); /* one without contents; NULL: no memory */

/* The file of a descriptor argument with a reference; -EBADF, also for O_PATH files. */
static inline int user_file(struct thread *t, uint64_t fd, struct file **out)
{
    struct file *f = fd_borrow(t->proc->files, (int)fd);

    *out = f;
    if (!f || (f->flags & O_PATH))
        return -EBADF;
    file_get(f);
    return 0;
}
/* The same, O_PATH files too. */
static inline int user_file_any(struct thread *t, uint64_t fd, struct file **out)
{
    *out = fd_get(t->proc->files, (int)fd);
    return *out ? 0 : -EBADF;
}
