/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev and /dev/pts: file systems in memory with nodes that drivers add. */
#include <linux/errno.h>
#include <linux/stat.h>
#include <stdio.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/device.h"
#include "fs/tmpfs.h"
#include "fs/tmpfs_int.h"

/* devtmpfs: one super, however often it is mounted. */
static struct super *devtmpfs;

/* A name that came or went without a call on it: what the cache knows of it is old. */
static void forget_name(const char *name)
{
    struct dentry *d = devtmpfs->root_dentry ? dentry_find(devtmpfs->root_dentry, name, strlen(name)) : NULL;

    if (!d)
        return;
    dentry_unhash(d);
    dentry_put(d);
}

int devfs_add(const char *name, uint32_t mode, uint32_t rdev)
{
    struct inode *inode;

    forget_name(name);
    int err = tmpfs_create(devtmpfs->root, name, mode, 0, 0, rdev, &inode);

    if (!err)
        inode_put(inode);
    return err;
}

void devfs_remove(const char *name)
{
    forget_name(name);
    tmpfs_remove(devtmpfs->root, name);
}

static int devfs_dir(const char *name)
{
    struct inode *inode;
    int err = tmpfs_create(devtmpfs->root, name, S_IFDIR | 0755, 0, 0, 0, &inode);

    if (err)
        return err;
    devtmpfs->root->nlink++;
    inode_put(inode);
    return 0;
}

static int devfs_link(const char *name, const char *target)
{
    struct inode *inode;
    int err = tmpfs_symlink(devtmpfs->root, name, target, 0, 0, &inode);

    if (!err)
        inode_put(inode);
    return err;
}

/* /dev/pts: names that come and go without a call on them are never cached. */
static struct super *devpts;

int devpts_add(uint32_t number, uint32_t uid)
{
    enum { PTS_MAJOR = 136, TTY_GROUP = 5 };
    struct inode *inode;
    char name[16];

    snprintf(name, sizeof name, "%u", (unsigned)number);
    int err = tmpfs_create(devpts->root, name, S_IFCHR | 0620, uid, TTY_GROUP, RDEV(PTS_MAJOR, number), &inode);
    if (!err)
        inode_put(inode);
    return err;
}

void devpts_remove(uint32_t number)
{
    char name[16];

    snprintf(name, sizeof name, "%u", (unsigned)number);
    tmpfs_remove(devpts->root, name);
}

static int devpts_init(void)
{
    int err = tmpfs_make("devpts", "mode=755", &devpts);

    if (!err)
        devpts->root->flags |= INODE_NO_CACHE;
    return err;
}

int devfs_init(void)
{
    static const char *const links[][2] = { { "fd", "/proc/self/fd" }, { "stdin", "/proc/self/fd/0" },
                                            { "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" } };
    int err = tmpfs_make("devtmpfs", "mode=755", &devtmpfs);

    for (unsigned i = 0; !err && i < sizeof links / sizeof *links; i++)
        err = devfs_link(links[i][0], links[i][1]);
    if (!err)
        err = devpts_init();
    return err ? err : devfs_dir("shm");
}

static int devfs_mount(const struct fs_type *type, uint32_t device, uint32_t flags, const char *data,
                       struct super **out)
{
    struct super *only = strcmp(type->name, "devpts") ? devtmpfs : devpts;

    (void)device;
    (void)flags;
    (void)data;
    super_get(only);
    *out = only;
    return 0;
}

static struct fs_type devpts_type = { .name = "devpts", .mount = devfs_mount };
static struct fs_type devfs_type = { .name = "devtmpfs", .mount = devfs_mount };

void devfs_register(void)
{
    fs_type_register(&devpts_type);
    fs_type_register(&devfs_type);
}
