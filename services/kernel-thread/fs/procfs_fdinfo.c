/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/fdinfo. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/lock.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "proc/proc.h"

static int show(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct file *f = p->files ? fd_get(p->files, node->id) : NULL;

    if (!f)
        return -ENOENT;
    uint32_t flags = f->flags | (fd_get_cloexec(p->files, node->id) ? O_CLOEXEC : 0);
    text_printf(out, "pos:\t%lu\nflags:\t0%o\nmnt_id:\t%d\nino:\t%lu\n", (unsigned long)f->pos, flags,
                f->path.mount ? f->path.mount->id : 0, (unsigned long)f->inode->ino);
    locks_show_of(out, f, p);
    if (f->ops->describe)
        f->ops->describe(f, out);
    file_put(f);
    return 0;
}

const struct procfs_entry procfs_fdinfo_member = { "fdinfo", PROCFS_FILE, 0444, .show = show, .guarded = 1 };
