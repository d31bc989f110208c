/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/maps. */
#include <linux/errno.h>
#include <linux/mman.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "mm/mm.h"
#include "proc/proc.h"

static const char *name_of(const struct region *r, const struct proc *p, char *buf)
{
    if (r->file) {
        const char *s = path_string(&r->file->path, p->fs ? &p->fs->root : NULL, buf, PATH_BYTES);
        return s ? s : "";
    }
    if (r->flags & REGION_STACK)
        return "[stack]";
    return r->flags & REGION_HEAP ? "[heap]" : "";
}

static void show_region(struct text *out, const struct region *r, const struct proc *p, char *buf)
{
    const struct inode *inode = r->file ? r->file->inode : NULL;
    const char *name = name_of(r, p, buf);
    size_t before = out->len;

    text_printf(out, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", (unsigned long)r->start, (unsigned long)r->end,
                r->prot & PROT_READ ? 'r' : '-', r->prot & PROT_WRITE ? 'w' : '-', r->prot & PROT_EXEC ? 'x' : '-',
                r->flags & REGION_SHARED ? 's' : 'p', inode ? (unsigned long)r->index << 12 : 0,
                inode ? RDEV_MAJOR(inode->super->dev) : 0, inode ? RDEV_MINOR(inode->super->dev) : 0,
                inode ? (unsigned long)inode->ino : 0);
    while (*name && out->len - before < 73)
        text_printf(out, " ");
    text_printf(out, "%s\n", name);
}

int procfs_show_pid_maps(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(PATH_BYTES);

    (void)node;
    if (!buf)
        return -ENOMEM;
    for (const struct region *r = p->mm ? mm_next_region(p->mm, 0) : NULL; r; r = mm_next_region(p->mm, r->end))
        show_region(out, r, p, buf);
    free(buf);
    return 0;
}
