/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding a path, or the directory a path's last component is in; paths as text. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/walk.h"
#include "proc/proc.h"

void path_get(struct path *p)
{
    mount_get(p->mount);
    dentry_get(p->dentry);
}

void path_put(struct path *p)
{
    struct path old = *p;

    *p = (struct path){ 0 };
    dentry_put(old.dentry);
    mount_put(old.mount);
}

/* AT_EMPTY_PATH: the descriptor's own place. */
static int lookup_fd(struct thread *t, int dirfd, struct path *out)
{
    if (dirfd == AT_FDCWD) {
        *out = t->proc->fs->cwd;
        path_get(out);
        return 0;
    }
    struct file *f = fd_get(t->proc->files, dirfd);
    if (!f)
        return -EBADF;
    *out = f->path;
    path_get(out);
    file_put(f);
    return 0;
}

static int walk_all(struct walk *w, unsigned flags)
{
    int err;

    do {
        err = walk_to_last(w);
        if (!err)
            err = walk_into(w, (flags & WALK_FOLLOW) != 0, (flags & WALK_NEGATIVE_OK) != 0);
    } while (err > 0);
    if (err)
        return err;

    const struct inode *inode = path_inode(&w->cur);
    int wants_dir = (flags & WALK_DIRECTORY) || w->trailing_slash;
    if (inode && wants_dir && !S_ISDIR(inode->mode))
        return -ENOTDIR;
    return 0;
}

int path_lookup(struct thread *t, int dirfd, const char *name, unsigned flags, struct path *out)
{
    if (!*name && (flags & WALK_EMPTY) && t)
        return lookup_fd(t, dirfd, out);

    struct walk w;
    w.resolve = 0;
    int err = walk_start(&w, t, dirfd, name);
    if (err)
        return err;
    err = walk_all(&w, flags);
    if (!err) {
        *out = w.cur;
        w.cur = (struct path){ 0 };
    }
    walk_end(&w);
    return err;
}

int path_lookup_parent(struct thread *t, int dirfd, const char *name, struct path_last *out)
{
    struct walk w;

    w.resolve = 0;
    int err = walk_start(&w, t, dirfd, name);
    if (err)
        return err;
    err = walk_to_last(&w);
    if (!err) {
        out->dir = w.cur;
        w.cur = (struct path){ 0 };
        memcpy(out->name, w.name, NAME_BYTES);
        out->kind = w.kind;
        out->trailing_slash = w.trailing_slash;
    }
    walk_end(&w);
    return err;
}

struct writer {
    char *start, *at; /* filled from the end to the front */
};

static int prepend(struct writer *w, const char *s, size_t len)
{
    if ((size_t)(w->at - w->start) < len)
        return -ENAMETOOLONG;
    w->at -= len;
    memcpy(w->at, s, len);
    return 0;
}

static int prepend_names(struct writer *w, struct path p, const struct path *root)
{
    for (;;) {
        if (root && p.mount == root->mount && p.dentry == root->dentry)
            return 0;
        if (p.dentry == p.mount->root) {
            if (!p.mount->parent)
                return 0;
            p = (struct path){ p.mount->parent, p.mount->mountpoint };
            continue;
        }
        if (prepend(w, p.dentry->name, p.dentry->name_len) || prepend(w, "/", 1))
            return -ENAMETOOLONG;
        if (p.dentry->parent == p.dentry)
            return 0;
        p.dentry = p.dentry->parent;
    }
}

int path_is_below(const struct path *p, const struct path *root)
{
    struct path at = *p;

    while (at.mount != root->mount || at.dentry != root->dentry) {
        if (at.dentry != at.mount->root)
            at.dentry = at.dentry->parent;
        else if (at.mount->parent)
            at = (struct path){ at.mount->parent, at.mount->mountpoint };
        else
            return 0;
    }
    return 1;
}

char *path_string(const struct path *p, const struct path *root, char *buf, size_t size)
{
    static const char deleted[] = " (deleted)";
    struct writer w = { buf, buf + size };

    if (prepend(&w, "", 1))
        return NULL;
    if (p->dentry->removed && prepend(&w, deleted, sizeof deleted - 1))
        return NULL;
    if (p->dentry->parent == p->dentry && !p->mount->parent && !p->mount->ns)
        return prepend(&w, p->dentry->name, p->dentry->name_len) ? NULL : w.at; /* a nameless file: pipe:[7] */
    char *end = w.at;
    if (prepend_names(&w, *p, root))
        return NULL;
    if (w.at == end && prepend(&w, "/", 1))
        return NULL;
    return w.at;
}
