/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings and descriptors that handlers get from programs.  Path buffers are kept for the next call. */
#include "fs/user_path.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>

#include "fs/file.h"
#include "fs/files.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { KEPT_MAX = 16 };

static char *kept[KEPT_MAX];
static unsigned kept_count;

char *path_buffer(void)
{
    return kept_count ? kept[--kept_count] : malloc(PATH_BYTES);
}

void user_path_put(char *path)
{
    if (path && kept_count < KEPT_MAX)
        kept[kept_count++] = path;
    else
        free(path);
}

int user_path_get(struct thread *t, uint64_t uaddr, char **out)
{
    char *buf = path_buffer();

    *out = NULL;
    if (!buf)
        return -ENOMEM;
    ssize_t n = copy_in_string(t->proc->mm, buf, uaddr, PATH_BYTES);
    if (n < 0) {
        user_path_put(buf);
        return (int)n;
    }
    *out = buf;
    return 0;
}
