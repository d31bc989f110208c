/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_admin.c: quotas, which there are not.  Who may ask, and with what, is checked as Linux does; the answer is
 * Linux' for a file system without them. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/stat.h>

#include "fs/user_path.h"
#include "fs/vfs.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { AT_CWD = -100 };

long sys_quotactl(struct thread *t, const uint64_t a[6])
{
    enum { TYPE_BITS = 8, TYPES = 3, Q_SYNC = 0x800001 };
    uint32_t command = (uint32_t)a[0] >> TYPE_BITS, type = (uint32_t)a[0] & ((1u << TYPE_BITS) - 1);
    char *path;
    struct path found;
    if (type >= TYPES)
        return -EINVAL;
    if (a[1] == 0)
        return command == Q_SYNC ? 0 : -ENODEV;
    int err = user_path_get(t, a[1], &path);
    if (err == 0)
        err = path_lookup(t, AT_CWD, path, WALK_FOLLOW, &found);
    user_path_put(path);
    if (err)
        return err;
    uint32_t mode = path_inode(&found)->mode;
    path_put(&found);
    return S_ISBLK(mode) ? -ENODEV : -ENOTBLK;
}
