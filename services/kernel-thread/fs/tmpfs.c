/* SPDX-License-Identifier: BSD-2-Clause */
/* tmpfs: names in lists, contents in the page cache, which is their only home.
 *
 * A directory entry holds its inode.  Entries are listed newest first, as Linux does; an entry's place
 * (its cookie) never changes, so that names may go while a directory is read. */
#include "fs/tmpfs.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <linux/statfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/allocate.h"
#include "fs/device.h"
#include "fs/file.h"
#include "fs/options.h"
#include "fs/regular.h"
#include "fs/text.h"
#include "fs/tmpfs_int.h"
#include "fs/xattr.h"
#include "mm/page.h"

struct entry {
    struct inode *inode; /* counted */
    uint64_t cookie;     /* grows with time */
    TAILQ_ENTRY(entry) link;
    char name[];
};
TAILQ_HEAD(entry_list, entry);

/* inode->priv of a directory */
struct directory {
    struct entry_list entries; /* newest first */
    struct inode *parent;      /* borrowed; itself for the root */
};

struct tmpfs {
    uint64_t next_ino, next_cookie;
    uint64_t inodes;
    struct tmpfs_options options;
};

enum { COOKIE_TOP_BITS = 62 };

static const struct inode_ops ops;
static const struct file_ops dir_ops;

static struct entry *find(struct inode *dir, const char *name)
{
    struct directory *d = dir->priv;
    struct entry *e;

    TAILQ_FOREACH(e, &d->entries, link)
        if (!strcmp(e->name, name))
            return e;
    return NULL;
}

static int add(struct inode *dir, const char *name, struct inode *inode)
{
    struct directory *d = dir->priv;
    struct tmpfs *fs = dir->super->priv;
    size_t size = strlen(name) + 1;
    struct entry *e = malloc(sizeof *e + size);

    if (!e)
        return -ENOMEM;
    memcpy(e->name, name, size);
    inode_get(inode);
    e->inode = inode;
    e->cookie = fs->next_cookie++;
    TAILQ_INSERT_HEAD(&d->entries, e, link);
    dir->size += 20;
    return 0;
}

static void drop(struct inode *dir, struct entry *e)
{
    struct directory *d = dir->priv;

    TAILQ_REMOVE(&d->entries, e, link);
    dir->size -= 20;
    inode_put(e->inode);
    free(e);
}

/* 0: none. */
static uint64_t inode_limit(const struct tmpfs *fs)
{
    return fs->options.inodes;
}

static struct inode *node_new(struct super *super, uint32_t mode, uint32_t uid, uint32_t gid, uint32_t rdev)
{
    struct tmpfs *fs = super->priv;
    uint64_t limit = inode_limit(fs);
    /* In the hash: file handles find it. */
    struct inode *inode = limit && fs->inodes >= limit ? NULL : inode_new(super, fs->next_ino, 1);

    if (!inode)
        return NULL;
    fs->next_ino++;
    fs->inodes++;
    inode->ops = &ops;
    inode->mode = mode;
    inode->uid = uid;
    inode->gid = gid;
    inode->rdev = rdev;
    if (S_ISREG(mode)) {
        inode->flags |= INODE_PAGES | INODE_PAGES_HOME;
        inode->seals = F_SEAL_SEAL;
        inode->fops = &regular_file_ops;
    }
    if (S_ISDIR(mode)) {
        struct directory *d = calloc(1, sizeof *d);
        inode->fops = &dir_ops;
        inode->nlink = 2;
        inode->size = 40;
        if (!d) {
            inode->priv = NULL;
            inode_put(inode);
            return NULL;
        }
        TAILQ_INIT(&d->entries);
        d->parent = inode;
        inode->priv = d;
    }
    inode_touch(inode, FS_SET_ATIME | FS_SET_MTIME | FS_SET_CTIME);
    inode->btime_ns = inode->ctime_ns;
    return inode;
}

static int tmpfs_lookup(struct inode *dir, const char *name, struct inode **out)
{
    struct entry *e = find(dir, name);

    if (!e)
        return -ENOENT;
    inode_get(e->inode);
    *out = e->inode;
    return 0;
}

int tmpfs_create(struct inode *dir, const char *name, uint32_t mode, uint32_t uid, uint32_t gid,
                        uint32_t rdev, struct inode **out)
{
    struct inode *inode = node_new(dir->super, mode, uid, gid, rdev);

    if (!inode)
        return -ENOSPC;
    int err = add(dir, name, inode);
    if (err) {
        inode_put(inode);
        return err;
    }
    if (S_ISDIR(mode))
        ((struct directory *)inode->priv)->parent = dir;
    *out = inode;
    return 0;
}

int tmpfs_symlink(struct inode *dir, const char *name, const char *target, uint32_t uid, uint32_t gid,
                         struct inode **out)
{
    char *copy = strdup(target);

    if (!copy)
        return -ENOMEM;
    int err = tmpfs_create(dir, name, S_IFLNK | 0777, uid, gid, 0, out);
    if (err) {
        free(copy);
        return err;
    }
    (*out)->priv = copy;
    (*out)->size = strlen(copy);
    return 0;
}

static int tmpfs_tmpfile(struct inode *dir, uint32_t mode, uint32_t uid, uint32_t gid, struct inode **out)
{
    *out = node_new(dir->super, mode, uid, gid, 0);
    if (!*out)
        return -ENOSPC;
    (*out)->nlink = 0;
    return 0;
}

static ssize_t tmpfs_readlink(struct inode *inode, char *buf, size_t size)
{
    if (!S_ISLNK(inode->mode))
        return -EINVAL;
    size_t len = inode->size < size ? inode->size : size;

    memcpy(buf, inode->priv, len);
    return (ssize_t)len;
}

static int tmpfs_link(struct inode *inode, struct inode *dir, const char *name)
{
    int err = add(dir, name, inode);

    if (!err)
        inode->nlink++;
    return err;
}

static int tmpfs_unlink(struct inode *dir, const char *name, struct inode *victim)
{
    victim->nlink--;
    drop(dir, find(dir, name));
    return 0;
}

static int tmpfs_rmdir(struct inode *dir, const char *name, struct inode *victim)
{
    struct directory *d = victim->priv;

    if (!TAILQ_EMPTY(&d->entries))
        return -ENOTEMPTY;
    drop(dir, find(dir, name));
    return 0;
}

static void set_parent(struct inode *inode, struct inode *dir)
{
    if (S_ISDIR(inode->mode))
        ((struct directory *)inode->priv)->parent = dir;
}

static void exchange(struct inode *from_dir, struct entry *a, struct inode *to_dir, struct entry *b)
{
    struct inode *inode = a->inode;

    a->inode = b->inode;
    b->inode = inode;
    set_parent(a->inode, from_dir);
    set_parent(b->inode, to_dir);
}

static int tmpfs_rename(struct inode *from_dir, const char *from, struct inode *from_inode, struct inode *to_dir,
                        const char *to, struct inode *to_inode, unsigned flags)
{
    if (flags & RENAME_EXCHANGE) {
        exchange(from_dir, find(from_dir, from), to_dir, find(to_dir, to));
        return 0;
    }
    if (to_inode && S_ISDIR(to_inode->mode) && !TAILQ_EMPTY(&((struct directory *)to_inode->priv)->entries))
        return -ENOTEMPTY;
    int err = add(to_dir, to, from_inode);
    if (err)
        return err;
    if (to_inode) {
        struct entry *old = TAILQ_NEXT(TAILQ_FIRST(&((struct directory *)to_dir->priv)->entries), link);
        while (strcmp(old->name, to))
            old = TAILQ_NEXT(old, link);
        to_inode->nlink = S_ISDIR(to_inode->mode) ? 0 : to_inode->nlink - 1;
        drop(to_dir, old);
    }
    drop(from_dir, find(from_dir, from));
    set_parent(from_inode, to_dir);
    return 0;
}

static void tmpfs_evict(struct inode *inode)
{
    ((struct tmpfs *)inode->super->priv)->inodes--;
    if (S_ISDIR(inode->mode) && inode->priv) {
        struct directory *d = inode->priv;
        struct entry *e;
        while ((e = TAILQ_FIRST(&d->entries)))
            drop(inode, e);
    }
    if (S_ISDIR(inode->mode) || S_ISLNK(inode->mode))
        free(inode->priv);
}

/* 0: none. */
static uint64_t page_limit(const struct super *super)
{
    const struct tmpfs *fs = super->priv;

    return fs->options.pages;
}

static uint64_t left_of(uint64_t limit, uint64_t used)
{
    return limit > used ? limit - used : 0;
}

static int tmpfs_statfs(struct super *super, struct fs_statfs *st)
{
    const struct tmpfs *fs = super->priv;

    st->type = !strcmp(super->type, "devpts") ? DEVPTS_SUPER_MAGIC : !strcmp(super->type, "ramfs") ? RAMFS_MAGIC : TMPFS_MAGIC;
    st->bsize = PAGE_BYTES;
    st->namelen = 255;
    if (st->type != TMPFS_MAGIC)
        return 0;
    st->blocks = page_limit(super);
    st->bfree = st->bavail = left_of(st->blocks, super->home_pages);
    st->files = inode_limit(fs);
    st->ffree = left_of(st->files, fs->inodes);
    return 0;
}

static int tmpfs_reserve(struct super *super)
{
    uint64_t limit = page_limit(super);

    return limit && super->home_pages >= limit ? -ENOSPC : 0;
}

/* A remount: limits may not go below what is used. */
static int tmpfs_options(struct super *super, const char *data)
{
    struct tmpfs *fs = super->priv;
    struct tmpfs_options t = fs->options;
    uint32_t flags = 0;
    int err = tmpfs_options_parse(data, &t, &flags);

    if (err)
        return err;
    if ((t.given & TMPFS_PAGES && t.pages && t.pages < super->home_pages) ||
        (t.given & TMPFS_INODES && t.inodes && t.inodes < fs->inodes))
        return -EINVAL;
    fs->options.given = t.given;
    fs->options.pages = t.pages;
    fs->options.inodes = t.inodes;
    return 0;
}

static void tmpfs_show_options(const struct super *super, struct text *out)
{
    const struct tmpfs *fs = super->priv;

    if (!strcmp(super->type, "devpts"))
        text_printf(out, ",gid=5,mode=620,ptmxmode=000");
    else if (strcmp(super->type, "ramfs"))
        tmpfs_options_show(&fs->options, out);
    else if (fs->options.mode != 0755)
        text_printf(out, ",mode=%o", fs->options.mode);
}

static int tmpfs_unmount(struct super *super)
{
    free(super->priv);
    return 0;
}

static int dir_readdir(struct file *file, struct dir_sink *sink)
{
    struct directory *d = file->inode->priv;
    uint64_t top = (uint64_t)1 << COOKIE_TOP_BITS;
    struct entry *e;

    inode_accessed(file);
    if (file->pos == 0) {
        if (sink->emit(sink, ".", 1, file->inode->ino, DT_DIR, 1))
            return 0;
        file->pos = 1;
    }
    if (file->pos == 1) {
        if (sink->emit(sink, "..", 2, d->parent->ino, DT_DIR, 2))
            return 0;
        file->pos = 2;
    }
    TAILQ_FOREACH(e, &d->entries, link) {
        uint64_t place = top - e->cookie + 3; /* grows from entry to entry */
        if (place <= file->pos)
            continue;
        if (sink->emit(sink, e->name, strlen(e->name), e->inode->ino, (e->inode->mode & S_IFMT) >> 12, place))
            return 0;
        file->pos = place;
    }
    return 0;
}

static const struct inode_ops ops = {
    .lookup = tmpfs_lookup,
    .create = tmpfs_create,
    .symlink = tmpfs_symlink,
    .link = tmpfs_link,
    .unlink = tmpfs_unlink,
    .rmdir = tmpfs_rmdir,
    .rename = tmpfs_rename,
    .readlink = tmpfs_readlink,
    .getxattr = memory_getxattr,
    .setxattr = memory_setxattr,
    .listxattr = memory_listxattr,
    .removexattr = memory_removexattr,
    .allocate = memory_allocate,
    .seek = memory_seek,
    .tmpfile = tmpfs_tmpfile,
};

static int64_t dir_seek(struct file *file, int64_t offset, int whence)
{
    int64_t to = offset;

    if (whence == LINUX_SEEK_CUR)
        to = __builtin_add_overflow((int64_t)file->pos, offset, &to) ? -1 : to;
    else if (whence != LINUX_SEEK_SET)
        return -EINVAL;
    if (to < 0)
        return -EINVAL;
    file->pos = (uint64_t)to;
    return to;
}

static int dir_fsync(struct file *file, int data_only)
{
    (void)file;
    (void)data_only;
    return 0; /* it is where it lives */
}

static const struct file_ops dir_ops = { .readdir = dir_readdir, .seek = dir_seek, .fsync = dir_fsync };

static const struct super_ops super_ops = {
    .evict = tmpfs_evict,
    .statfs = tmpfs_statfs,
    .unmount = tmpfs_unmount,
    .reserve = tmpfs_reserve,
    .options = tmpfs_options,
    .show_options = tmpfs_show_options,
};

int tmpfs_make(const char *type, const char *data, struct super **out)
{
    struct tmpfs_options t = { .mode = 01777, .pages = tmpfs_default_pages(), .inodes = tmpfs_default_pages() };
    uint32_t flags = 0;
    int err = tmpfs_options_parse(data, &t, &flags);

    if (err)
        return err;
    struct super *super = super_new(type, &super_ops);
    struct tmpfs *fs = calloc(1, sizeof *fs);
    if (super && fs) {
        fs->next_ino = 1;
        fs->next_cookie = 1;
        fs->options = t;
        super->priv = fs;
        super->flags = flags;
        super->attributes = 0x70; /* immutable, append, nodump */
        super->root = node_new(super, S_IFDIR | t.mode, t.uid, t.gid, 0);
        if (super->root) {
            *out = super;
            return 0;
        }
    }
    if (super)
        super_discard(super);
    free(fs);
    return -ENOMEM;
}

static int tmpfs_mount(const struct fs_type *type, uint32_t device, uint32_t flags, const char *data,
                       struct super **out)
{
    (void)device;
    (void)flags;
    return tmpfs_make(type->name, data, out);
}

/* ramfs: as tmpfs, without limits; what it does not know it takes. */
static int ramfs_mount(const struct fs_type *type, uint32_t device, uint32_t flags, const char *data,
                       struct super **out)
{
    struct tmpfs_options t = { .mode = 0755 };
    char text[64];
    struct option o;

    (void)device;
    (void)flags;
    for (const char *at = data; option_next(&at, &o) == 1;)
        if (!strcmp(o.name, "mode"))
            t.mode = (uint32_t)strtoul(o.value, NULL, 8) & 07777;
    snprintf(text, sizeof text, "size=0,nr_inodes=0,mode=%o", t.mode);
    return tmpfs_make(type->name, text, out);
}

void tmpfs_remove(struct inode *dir, const char *name)
{
    struct entry *e = find(dir, name);

    if (e) {
        e->inode->nlink--;
        drop(dir, e);
    }
}

static int tmpfs_check(const char *data)
{
    struct tmpfs_options t = { 0 };
    uint32_t flags = 0;

    return tmpfs_options_parse(data, &t, &flags);
}

static struct fs_type tmpfs_type = { .name = "tmpfs", .mount = tmpfs_mount, .check = tmpfs_check };
static struct fs_type ramfs_type = { .name = "ramfs", .mount = ramfs_mount };

void tmpfs_register(void)
{
    fs_type_register(&ramfs_type);
    fs_type_register(&tmpfs_type);
}
