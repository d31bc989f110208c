/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/ns: links to the namespaces, of which there is one of each kind. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/stat.h>
#include <stdio.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/file.h"
#include "fs/mount.h"
#include "fs/namespace.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "proc/proc.h"

enum { NSFS_MAGIC = 0x6e736673, NS_GET_USERNS = 0xb701, NS_GET_PARENT = 0xb702, NS_GET_NSTYPE = 0xb703 };

/* Numbers of the first namespaces, as on every Linux. */
static struct kind {
    const char *name;
    uint32_t ino, type;
    struct dentry *dentry; /* counted, once asked for */
} kinds[] = {
    { "cgroup", 0xeffffffb, 0x02000000, NULL }, { "ipc", 0xefffffff, 0x08000000, NULL },
    { "mnt", 0xf0000001, 0x00020000, NULL },    { "net", 0xf0000000, 0x40000000, NULL },
    { "pid", 0xeffffffc, 0x20000000, NULL },    { "time", 0xeffffffa, 0x00000080, NULL },
    { "user", 0xeffffffd, 0x10000000, NULL },   { "uts", 0xeffffffe, 0x04000000, NULL },
};

static struct mount *nowhere;

static void no_evict(struct inode *inode)
{
    (void)inode;
}

static int ns_statfs(struct super *super, struct fs_statfs *st)
{
    (void)super;
    *st = (struct fs_statfs){ .type = NSFS_MAGIC, .bsize = 4096, .namelen = 255 };
    return 0;
}

static long ns_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    (void)argument;
    switch (command) {
    case NS_GET_NSTYPE:
        for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (kinds[i].ino == f->inode->ino)
                return kinds[i].type;
        return -ENOTTY;
    case NS_GET_USERNS:
    case NS_GET_PARENT: return -EPERM; /* the first of its kind has none that may be seen */
    default: return -ENOTTY;
    }
}

static const struct super_ops super_ops = { .evict = no_evict, .statfs = ns_statfs };
static const struct inode_ops no_ops;
static const struct file_ops ns_ops = { .ioctl = ns_ioctl };

uint32_t ns_type(const struct file *f)
{
    for (unsigned i = 0; f->ops == &ns_ops && i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].ino == f->inode->ino)
            return kinds[i].type;
    return 0;
}

static int make(struct kind *k)
{
    struct super *super = nowhere ? nowhere->super : super_new("nsfs", &super_ops);
    struct inode *inode = super ? inode_new(super, k->ino, 0) : NULL;

    if (!inode)
        return -ENOMEM;
    if (!nowhere) {
        super->root = inode; /* any: nobody looks at it */
        super->root_dentry = dentry_root(super, inode);
        nowhere = super->root_dentry ? mount_nowhere(super) : NULL;
        inode_get(inode);
    }
    inode->ops = &no_ops;
    inode->fops = &ns_ops;
    inode->mode = S_IFREG | 0444;
    inode->nlink = 1;
    k->dentry = nowhere ? dentry_root(super, inode) : NULL;
    inode_put(inode);
    if (!k->dentry)
        return -ENOMEM;
    k->dentry->name_len = (uint8_t)snprintf(k->dentry->short_name, sizeof k->dentry->short_name, "%s:[%u]", k->name, k->ino);
    return 0;
}

static int jump(struct proc *p, const struct procfs_node *node, struct path *out)
{
    char name[16];

    if (procfs_may_look(p))
        return -EACCES;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(node->entry->name, "_"), node->entry->name);
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name))
            continue;
        int err = kinds[i].dentry ? 0 : make(&kinds[i]);
        if (err)
            return err;
        *out = (struct path){ nowhere, kinds[i].dentry };
        path_get(out);
        return 0;
    }
    return -ENOENT;
}

#define NS(name) { name, PROCFS_LINK, 0777, .jump = jump }

const struct procfs_entry procfs_ns[] = {
    NS("cgroup"), NS("ipc"),  NS("mnt"),  NS("net"),  NS("pid"), NS("pid_for_children"), NS("time"), NS("time_for_children"),
    NS("user"),   NS("uts"),  { 0 },
};
