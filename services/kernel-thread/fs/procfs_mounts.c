/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/mounts and mountinfo. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "fs/vfs.h"
#include "proc/proc.h"

/* Where a mount is, as the process sees it; NULL: not below its root. */
static char *place_of(const struct mount *m, const struct proc *p, char *buf)
{
    struct path at = { (struct mount *)m, m->root };

    if (!mount_is_below(m, root_mount))
        return NULL; /* of a tree that is not mounted yet */
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

/* The directory of its file system that a mount shows. */
static void show_root(struct text *out, const struct mount *m, char *buf)
{
    struct mount top = { .root = m->super->root_dentry };
    struct path at = { &top, m->root };
    char *root = path_string(&at, NULL, buf, PATH_BYTES);

    text_escaped(out, root && m->root != top.root ? root : "/");
}

int procfs_show_pid_mountinfo(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(2 * PATH_BYTES), *root = buf + PATH_BYTES;
    const struct mount *m;

    (void)node;
    if (!buf)
        return -ENOMEM;
    TAILQ_FOREACH(m, &mount_list, link) {
        char *place = place_of(m, p, buf);
        if (!place)
            continue;
        text_printf(out, "%d %d %u:%u ", m->id, m->parent ? m->parent->id : 1, RDEV_MAJOR(m->super->dev),
                    RDEV_MINOR(m->super->dev));
        show_root(out, m, root);
        text_printf(out, " ");
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

int procfs_show_pid_mountstats(struct text *out, struct proc *p, const struct procfs_node *node)
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
        text_printf(out, "device ");
        text_escaped(out, m->source[0] ? m->source : "none");
        text_printf(out, " mounted on ");
        text_escaped(out, place);
        text_printf(out, " with fstype %s\n", m->super->type);
    }
    free(buf);
    return 0;
}
