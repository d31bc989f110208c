/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/mounts and mountinfo. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/files.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "fs/vfs.h"
#include "proc/proc.h"

/* Where a mount is, as the process sees it; NULL: not below its root. */
static char *place_of(const struct mount *m, const struct proc *p, char *buf)
{
    struct path at = { (struct mount *)m, m->root };

    return path_string(&at, p->fs ? &p->fs->root : NULL, buf, PATH_BYTES);
}

static void options(struct text *out, const struct mount *m)
{
    uint32_t flags = m->flags | m->super->flags;

    text_printf(out, "%s%s%s%s%s", flags & MS_RDONLY ? "ro" : "rw", flags & MS_NOSUID ? ",nosuid" : "",
                flags & MS_NODEV ? ",nodev" : "", flags & MS_NOEXEC ? ",noexec" : "",
                flags & MS_NOATIME ? ",noatime" : ",relatime");
}

int procfs_show_pid_mounts(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(PATH_BYTES);
    const struct mount *m;

    (void)node;
    if (!buf)
        return -ENOMEM;
    TAILQ_FOREACH(m, &mount_list, link) {
        char *place = place_of(m, p, buf);
        if (!place)
            continue;
        text_escaped(out, m->source[0] ? m->source : "none");
        text_printf(out, " ");
        text_escaped(out, place);
        text_printf(out, " %s ", m->super->type);
        options(out, m);
        text_printf(out, " 0 0\n");
    }
    free(buf);
    return 0;
}

/* Numbers of mounts: their place in the list. */
static int number_of(const struct mount *wanted)
{
    const struct mount *m;
    int n = 20;

    TAILQ_FOREACH(m, &mount_list, link) {
        if (m == wanted)
            return n;
        n++;
    }
    return 1;
}

int procfs_show_pid_mountinfo(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(PATH_BYTES);
    const struct mount *m;

    (void)node;
    if (!buf)
        return -ENOMEM;
    TAILQ_FOREACH(m, &mount_list, link) {
        char *place = place_of(m, p, buf);
        if (!place)
            continue;
        text_printf(out, "%d %d %u:%u / ", number_of(m), number_of(m->parent), RDEV_MAJOR(m->super->dev),
                    RDEV_MINOR(m->super->dev));
        text_escaped(out, place);
        text_printf(out, " ");
        options(out, m);
        text_printf(out, " - %s ", m->super->type);
        text_escaped(out, m->source[0] ? m->source : "none");
        text_printf(out, " %s\n", m->super->flags & MS_RDONLY ? "ro" : "rw");
    }
    free(buf);
    return 0;
}
