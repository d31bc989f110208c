/* SPDX-License-Identifier: BSD-2-Clause */
/* Files without names live on one hidden tmpfs that is mounted nowhere. */
#include "fs/anon.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/allocate.h"
#include "fs/dcache.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/regular.h"
#include "fs/shmem.h"
#include "proc/proc.h"

static struct super *super;
static struct mount *nowhere;
static uint64_t next_ino = 1;

static void no_evict(struct inode *inode)
{
    (void)inode;
}

static const struct super_ops super_ops = { .evict = no_evict };
static const struct inode_ops no_ops;
static const struct inode_ops memfd_ops = { .allocate = memory_allocate, .seek = memory_seek };

struct inode *anon_inode(uint32_t mode)
{
    struct inode *inode = inode_new(super, next_ino, 0);
    struct thread *t = current();

    if (!inode)
        return NULL;
    next_ino++;
    inode->ops = S_ISREG(mode) ? &memfd_ops : &no_ops;
    inode->mode = mode;
    inode->uid = t ? thread_cred(t)->fsuid : 0;
    inode->gid = t ? thread_cred(t)->fsgid : 0;
    if (S_ISREG(mode)) {
        inode->flags |= INODE_PAGES | INODE_PAGES_HOME;
        inode->fops = &regular_file_ops;
    }
    inode_touch(inode, FS_SET_ATIME | FS_SET_MTIME | FS_SET_CTIME);
    return inode;
}

/* "pipe:[7]", or the label itself if it says all. */
static struct dentry *nameless_dentry(struct inode *inode, const char *label)
{
    struct dentry *d = dentry_root(super, inode);
    int numbered = label[strlen(label) - 1] == ':';

    if (!d)
        return NULL;
    int n = numbered ? snprintf(d->short_name, sizeof d->short_name, "%s[%llu]", label,
                                (unsigned long long)inode->ino)
                     : snprintf(d->short_name, sizeof d->short_name, "%s", label);
    d->name_len = (uint8_t)(n < (int)sizeof d->short_name ? n : (int)sizeof d->short_name - 1);
    return d;
}

int anon_file(struct inode *inode, const char *label, const struct file_ops *ops, uint32_t flags, struct file **out)
{
    struct dentry *d = nameless_dentry(inode, label);

    if (!d)
        return -ENOMEM;
    struct path path = { nowhere, d };
    struct file *f = file_new(&path, ops, flags);
    if (f)
        inode_put(inode); /* the dentry holds it */
    dentry_put(d);
    *out = f;
    return f ? 0 : -ENOMEM;
}

int file_anonymous(const char *label, const struct file_ops *ops, uint32_t mode, uint32_t flags, void *priv,
                   struct file **out)
{
    struct inode *inode = anon_inode(mode);

    if (!inode)
        return -ENOMEM;
    int err = anon_file(inode, label, ops, flags, out);
    if (err) {
        inode_put(inode);
        return err;
    }
    (*out)->priv = priv;
    return 0;
}

long anon_fd(struct thread *t, const char *label, const struct file_ops *ops, uint64_t flags, void *priv)
{
    struct file *f;
    int err = file_anonymous(label, ops, 0600, (uint32_t)flags & (O_ACCMODE | O_NONBLOCK), priv, &f);

    if (err) {
        free(priv);
        return err;
    }
    f->kind |= FILE_STREAM;
    int fd = fd_install(t, f, (unsigned)flags, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

int64_t anon_seek(struct file *f, int64_t offset, int whence)
{
    (void)f;
    (void)offset;
    (void)whence;
    return 0;
}

/* A nameless file in memory. */
static int memory_file(const char *label, struct file **out)
{
    struct inode *inode = anon_inode(S_IFREG | 0777);

    if (!inode)
        return -ENOMEM;
    inode->nlink = 0;
    inode->seals = F_SEAL_SEAL;
    int err = anon_file(inode, label, &regular_file_ops, O_RDWR | O_LARGEFILE, out);
    if (err) {
        inode_put(inode);
        return err;
    }
    (*out)->path.dentry->removed = 1;
    return 0;
}

int memfd_file(const char *name, struct file **out)
{
    char label[264];

    snprintf(label, sizeof label, "/memfd:%s", name);
    return memory_file(label, out);
}

int shmem_named(const char *label, uint64_t size, struct file **out)
{
    int err = memory_file(label, out);

    if (!err)
        (*out)->inode->size = size;
    return err;
}

int shmem_file(uint64_t size, struct file **out)
{
    return shmem_named("/dev/zero", size, out);
}

int anon_init(void)
{
    super = super_new("anon", &super_ops);
    struct inode *root = super ? inode_new(super, 0, 0) : NULL;
    if (!root)
        return -ENOMEM;
    root->ops = &no_ops;
    root->mode = S_IFDIR;
    super->root = root;
    super->root_dentry = dentry_root(super, root);
    nowhere = super->root_dentry ? mount_nowhere(super) : NULL;
    return nowhere ? 0 : -ENOMEM;
}
