/* SPDX-License-Identifier: BSD-2-Clause */
/* The path walk.
 *
 * Texts still to be walked are a stack: the path itself, and above it the targets of links met on the
 * way.  A component is the last one when nothing follows it in any of them. */
#include "fs/walk.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "fs/regular.h"
#include "proc/proc.h"

/* The directory that dirfd names; counted. */
static int start_of(struct thread *t, int dirfd, struct path *out)
{
    if (dirfd == AT_FDCWD) {
        if (t) {
            *out = t->proc->fs->cwd;
        } else {
            *out = (struct path){ root_mount, root_mount->root };
        }
        path_get(out);
        return 0;
    }
    struct file *f = t ? fd_get(t->proc->files, dirfd) : NULL;
    if (!f)
        return -EBADF;
    *out = f->path;
    path_get(out);
    file_put(f);
    return 0;
}

static void root_of(struct thread *t, struct path *out)
{
    if (t)
        *out = t->proc->fs->root;
    else
        *out = (struct path){ root_mount, root_mount->root };
    path_get(out);
}

/* The directory of dirfd is the root of the walk. */
static int start_confined(struct walk *w, struct thread *t, int dirfd, const char *name)
{
    if (*name == '/' && (w->resolve & RESOLVE_BENEATH))
        return -EXDEV;
    int err = start_of(t, dirfd, &w->cur);
    if (err)
        return err;
    w->root = w->cur;
    path_get(&w->root);
    return 0;
}

int walk_start(struct walk *w, struct thread *t, int dirfd, const char *name)
{
    if (!*name)
        return -ENOENT;

    w->t = t;
    w->depth = 1;
    w->links = 0;
    w->kind = LAST_ROOT;
    w->trailing_slash = 0;
    w->more = 0;
    w->rooted = *name == '/';
    w->stack[0].text = NULL;
    w->stack[0].rest = name;
    if (w->resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT))
        return start_confined(w, t, dirfd, name);
    root_of(t, &w->root);
    if (*name == '/') {
        w->cur = w->root;
        path_get(&w->cur);
        return 0;
    }
    int err = start_of(t, dirfd, &w->cur);
    if (err)
        path_put(&w->root);
    return err;
}

void walk_end(struct walk *w)
{
    while (w->depth > 1)
        free(w->stack[--w->depth].text);
    if (w->cur.dentry)
        path_put(&w->cur);
    if (w->root.dentry)
        path_put(&w->root);
}

/* Does anything but slashes follow?  Slashes alone make the component a directory. */
static int more_follows(struct walk *w)
{
    w->trailing_slash = 0;
    for (unsigned i = w->depth; i-- > 0;) {
        const char *s = w->stack[i].rest;
        if (*s == '/')
            w->trailing_slash = 1;
        if (s[strspn(s, "/")])
            return 1;
    }
    return 0;
}

/* The next component into w->name: 1, 0 when there is none, -ENAMETOOLONG. */
static int next_component(struct walk *w)
{
    for (;;) {
        const char **rest = &w->stack[w->depth - 1].rest;
        *rest += strspn(*rest, "/");
        if (**rest)
            break;
        if (w->depth == 1)
            return 0;
        free(w->stack[--w->depth].text);
    }
    const char **rest = &w->stack[w->depth - 1].rest;
    size_t len = strcspn(*rest, "/");
    if (len >= NAME_BYTES)
        return -ENAMETOOLONG;
    memcpy(w->name, *rest, len);
    w->name[len] = 0;
    *rest += len;

    w->kind = LAST_NORM;
    if (!strcmp(w->name, "."))
        w->kind = LAST_DOT;
    else if (!strcmp(w->name, ".."))
        w->kind = LAST_DOTDOT;
    return 1;
}

int walk_to_last(struct walk *w)
{
    for (;;) {
        struct inode *dir = path_inode(&w->cur);
        int n = next_component(w);
        if (n < 0)
            return n;
        if (n == 0) {
            w->kind = LAST_ROOT;
            return 0;
        }
        if (!S_ISDIR(dir->mode))
            return -ENOTDIR;
        int err = inode_permission(w->t, dir, 1);
        if (err)
            return err;
        w->more = (char)more_follows(w);
        if (!w->more)
            return 0;
        err = walk_into(w, 1, 0);
        if (err < 0)
            return err;
    }
}

static int same(const struct path *a, const struct path *b)
{
    return a->mount == b->mount && a->dentry == b->dentry;
}

/* Replaces cur, taking over the references of `to`. */
static void move_to(struct walk *w, struct path to)
{
    struct path old = w->cur;

    w->cur = to;
    path_put(&old);
}

/* RESOLVE_NO_XDEV: 0 or -EXDEV when a step led from one mount to another. */
static int check_mount(const struct walk *w, const struct mount *before)
{
    return (w->resolve & RESOLVE_NO_XDEV) && w->cur.mount != before ? -EXDEV : 0;
}

static int go_up(struct walk *w)
{
    const struct mount *before = w->cur.mount;

    if ((w->resolve & RESOLVE_BENEATH) && same(&w->cur, &w->root))
        return -EXDEV;
    w->rooted = 1;
    while (!same(&w->cur, &w->root)) {
        struct mount *m = w->cur.mount;
        if (w->cur.dentry != m->root) {
            struct path up = { m, w->cur.dentry->parent };
            path_get(&up);
            move_to(w, up);
            break;
        }
        if (!m->parent)
            break;
        struct path under = { m->parent, m->mountpoint };
        path_get(&under);
        move_to(w, under);
    }
    mount_cross(&w->cur);
    return check_mount(w, before);
}

static int push_text(struct walk *w, char *text, size_t len)
{
    text[len] = 0;
    if (!len) {
        free(text);
        return -ENOENT;
    }
    w->stack[w->depth].text = text;
    w->stack[w->depth].rest = text;
    w->depth++;
    if (*text == '/') {
        const struct mount *before = w->cur.mount;
        struct path root = w->root;
        if ((w->resolve & RESOLVE_BENEATH) || ((w->resolve & RESOLVE_NO_XDEV) && !w->rooted))
            return -EXDEV;
        path_get(&root);
        move_to(w, root);
        int err = check_mount(w, before);
        if (err)
            return err;
    }
    return 1;
}

/* Takes up a symbolic link (a child of cur): 1 and its text on the stack, or 0 and cur is there. */
static int follow_link(struct walk *w, struct dentry *d)
{
    struct path to, at = { w->cur.mount, d };
    struct inode *link = d->inode;

    if (w->links++ == LINKS_MAX || w->depth > LINKS_MAX || (w->resolve & RESOLVE_NO_SYMLINKS))
        return -ELOOP;
    if (link->ops->jump) {
        const struct mount *before = w->cur.mount;
        if (w->resolve & RESOLVE_NO_MAGICLINKS)
            return -ELOOP;
        if (w->resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT))
            return -EXDEV;
        int err = link->ops->jump(link, &to);
        if (err)
            return err;
        move_to(w, to);
        return check_mount(w, before);
    }
    if (!link->ops->readlink)
        return -EINVAL;
    path_accessed(&at);
    char *text = malloc(PATH_BYTES);
    if (!text)
        return -ENOMEM;
    ssize_t len = link->ops->readlink(link, text, PATH_BYTES - 1);
    if (len < 0) {
        free(text);
        return (int)len;
    }
    return push_text(w, text, (size_t)len);
}

/* In a directory where everybody may put links, only one's own or the directory's owner's are followed at the end
 * of a path; as Debian's fs.protected_symlinks. */
static int may_follow(const struct walk *w, const struct inode *link)
{
    const struct inode *dir = path_inode(&w->cur);

    if (!protected_symlinks || (dir->mode & (S_ISVTX | 02)) != (S_ISVTX | 02) || !w->t || w->more)
        return 1;
    return thread_cred(w->t)->fsuid == link->uid || dir->uid == link->uid;
}

int walk_into_dentry(struct walk *w, struct dentry *d, int follow, int negative_ok)
{
    if (!d->inode && !negative_ok) {
        dentry_put(d);
        return -ENOENT;
    }
    if (d->inode && S_ISLNK(d->inode->mode) && (follow || w->trailing_slash)) {
        int err = w->cur.mount->flags & MS_NOSYMFOLLOW ? -ELOOP : may_follow(w, d->inode) ? follow_link(w, d) : -EACCES;
        dentry_put(d);
        return err;
    }
    const struct mount *before = w->cur.mount;
    struct path to = { w->cur.mount, d };
    mount_get(to.mount);
    if (d->mounts)
        mount_cross(&to);
    move_to(w, to);
    return check_mount(w, before);
}

int walk_into(struct walk *w, int follow, int negative_ok)
{
    struct dentry *d;

    if (w->kind == LAST_DOT || w->kind == LAST_ROOT)
        return 0;
    if (w->kind == LAST_DOTDOT)
        return go_up(w);
    if ((w->resolve & RESOLVE_CACHED) && (path_inode(&w->cur)->flags & INODE_NO_CACHE))
        return -EAGAIN; /* only its file system knows */
    int err = dentry_lookup(w->cur.dentry, w->name, strlen(w->name), &d);
    if (err)
        return err;
    return walk_into_dentry(w, d, follow, negative_ok);
}
