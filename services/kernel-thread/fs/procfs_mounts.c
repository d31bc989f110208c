/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/mounts, mountinfo and mountstats. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/procfs_int.h"
#include "fs/propagate.h"
#include "fs/text.h"
#include "fs/vfs.h"
#include "proc/proc.h"

/* Where a mount is, as the process sees it; NULL: not of its namespace, or not below its root. */
static char *place_of(const struct mount *m, const struct proc *p, char *buf)
{
    struct path at = { (struct mount *)m, m->root };

    if (m->ns != (p->fs ? p->fs->ns : first_mnt_ns) || (p->fs && !path_is_below(&at, &p->fs->root)))
        return NULL;
    return path_string(&at, p->fs ? &p->fs->root : NULL, buf, PATH_BYTES);
}

struct flag {
    uint32_t flag;
    const char *text;
};

static void show_flags(struct text *out, uint32_t flags, const struct flag *list)
{
    for (; list->flag; list++)
        if (flags & list->flag)
            text_printf(out, "%s", list->text);
}

static void mount_options(struct text *out, uint32_t flags)
{
    static const struct flag list[] = { { MS_NOSUID, ",nosuid" }, { MS_NODEV, ",nodev" }, { MS_NOEXEC, ",noexec" },
                                        { MS_NOATIME, ",noatime" }, { MS_NODIRATIME, ",nodiratime" },
                                        { MS_RELATIME, ",relatime" }, { MS_NOSYMFOLLOW, ",nosymfollow" }, { 0 } };

    show_flags(out, flags & (MS_NOATIME | MS_STRICTATIME) ? flags : flags | MS_RELATIME, list);
}

static void super_options(struct text *out, const struct super *super)
{
    static const struct flag list[] = { { MS_SYNCHRONOUS, ",sync" }, { MS_DIRSYNC, ",dirsync" }, { MS_MANDLOCK, ",mand" },
                                        { MS_LAZYTIME, ",lazytime" }, { 0 } };

    show_flags(out, super->flags, list);
}

static void show_line(struct text *out, const struct mount *m, const char *place)
{
    uint32_t flags = m->flags | (m->super->flags & MS_RDONLY);

    text_escaped(out, m->source);
    text_printf(out, " ");
    text_escaped(out, place);
    text_printf(out, " %s %s", m->super->type, flags & MS_RDONLY ? "ro" : "rw");
    super_options(out, m->super);
    mount_options(out, flags);
    if (m->super->ops->show_options)
        m->super->ops->show_options(m->super, out);
    text_printf(out, " 0 0\n");
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
        if (place)
            show_line(out, m, place);
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
        text_escaped(out, m->source);
        text_printf(out, " mounted on ");
        text_escaped(out, place);
        text_printf(out, " with fstype %s\n", m->super->type);
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

static void show_kind(struct text *out, const struct mount *m)
{
    if (m->group)
        text_printf(out, " shared:%u", m->group->id);
    if (m->master)
        text_printf(out, " master:%u", m->master->id);
    if (m->unbindable)
        text_printf(out, " unbindable");
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
        text_printf(out, " %s", m->flags & MS_RDONLY ? "ro" : "rw");
        mount_options(out, m->flags);
        show_kind(out, m);
        text_printf(out, " - %s ", m->super->type);
        text_escaped(out, m->source);
        text_printf(out, " %s", m->super->flags & MS_RDONLY ? "ro" : "rw");
        super_options(out, m->super);
        if (m->super->ops->show_options)
            m->super->ops->show_options(m->super, out);
        text_printf(out, "\n");
    }
    free(buf);
    return 0;
}
