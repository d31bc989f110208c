/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX names: a socket node in the file system, or (first byte 0) a name of its own kind. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <string.h>

#include "fs/namei.h"
#include "fs/vfs.h"
#include "net/unix.h"
#include "proc/proc.h"

enum { FAMILY_BYTES = 2 };

LIST_HEAD(bucket, usock);
static struct bucket buckets[256]; /* by inode, or by the bytes of the name */

static struct bucket *bucket_of_inode(const struct inode *inode)
{
    return &buckets[((uintptr_t)inode >> 6 ^ (uintptr_t)inode >> 14) % 256];
}

static struct bucket *bucket_of_name(const struct usock_name *n)
{
    uint32_t h = 2166136261u;

    for (uint32_t i = 0; i < n->len; i++)
        h = (h ^ ((const unsigned char *)&n->sun)[i]) * 16777619u;
    return &buckets[(h ^ h >> 16) % 256];
}

static int is_path(const struct usock_name *n)
{
    return n->len > FAMILY_BYTES && n->sun.path[0];
}

/* The path of a name, with a NUL that it may have itself. */
static void path_of(const struct usock_name *n, char path[SUN_PATH_BYTES + 1])
{
    size_t len = n->len - FAMILY_BYTES;

    memcpy(path, n->sun.path, len);
    path[len] = 0;
}

/* Each type of socket has its own space of such names. */
static struct usock *find_abstract(const struct usock_name *n, int type)
{
    struct usock *s;

    LIST_FOREACH(s, bucket_of_name(n), bound)
        if (!s->inode && s->type == type && s->name.len == n->len && !memcmp(&s->name.sun, &n->sun, n->len))
            return s;
    return NULL;
}

static struct usock *find_inode(const struct inode *inode)
{
    struct usock *s;

    LIST_FOREACH(s, bucket_of_inode(inode), bound)
        if (s->inode == inode)
            return s;
    return NULL;
}

static void bind_to(struct usock *s, const struct usock_name *n, struct inode *inode)
{
    s->name = *n;
    s->inode = inode;
    s->is_bound = 1;
    LIST_INSERT_HEAD(inode ? bucket_of_inode(inode) : bucket_of_name(n), s, bound);
}

static int bind_path(struct thread *t, struct usock *s, const struct usock_name *n)
{
    char path[SUN_PATH_BYTES + 1];
    struct path p;

    path_of(n, path);
    int err = vfs_mknod(t, AT_FDCWD, path, S_IFSOCK | 0777, 0);
    if (err)
        return err == -EEXIST ? -EADDRINUSE : err;
    err = path_lookup(t, AT_FDCWD, path, 0, &p);
    if (err)
        return err;
    inode_get(path_inode(&p));
    bind_to(s, n, path_inode(&p));
    path_put(&p);
    return 0;
}

/* A bind without a name: five hexadecimal digits nobody has. */
void usock_bind_any(struct usock *s)
{
    static unsigned next;
    struct usock_name n = { .len = FAMILY_BYTES + 6, .sun.family = AF_UNIX };

    do {
        unsigned v = next++ & 0xfffff;
        for (int i = 0; i < 5; i++)
            n.sun.path[1 + i] = "0123456789abcdef"[v >> (16 - 4 * i) & 15];
    } while (find_abstract(&n, s->type));
    bind_to(s, &n, NULL);
}

/* A second bind: Linux makes the node first, and takes it away again. */
static int bind_again(struct thread *t, const struct usock_name *n)
{
    char path[SUN_PATH_BYTES + 1];

    if (!is_path(n))
        return -EINVAL;
    path_of(n, path);
    int err = vfs_mknod(t, AT_FDCWD, path, S_IFSOCK | 0777, 0);
    if (err)
        return err == -EEXIST ? -EADDRINUSE : err;
    (void)vfs_unlink(t, AT_FDCWD, path); /* best effort: it was just made */
    return -EINVAL;
}

int usock_bind(struct thread *t, struct usock *s, const struct usock_name *n)
{
    if (n->len == FAMILY_BYTES) {
        if (!s->name.len)
            usock_bind_any(s);
        return 0;
    }
    if (s->name.len)
        return bind_again(t, n);
    if (is_path(n))
        return bind_path(t, s, n);
    if (find_abstract(n, s->type))
        return -EADDRINUSE;
    bind_to(s, n, NULL);
    return 0;
}

void usock_unbind(struct usock *s)
{
    if (!s->is_bound)
        return;
    s->is_bound = 0; /* name stays for who asks this socket, but finds nothing */
    LIST_REMOVE(s, bound);
    if (s->inode)
        inode_put(s->inode);
    s->inode = NULL;
}

static int find_path(struct thread *t, const struct usock_name *n, struct usock **out)
{
    char path[SUN_PATH_BYTES + 1];
    struct path p;

    path_of(n, path);
    int err = path_lookup(t, AT_FDCWD, path, WALK_FOLLOW, &p);
    if (err)
        return err;
    err = inode_permission(t, path_inode(&p), 2);
    if (!err) {
        *out = S_ISSOCK(path_inode(&p)->mode) ? find_inode(path_inode(&p)) : NULL;
        err = *out ? 0 : -ECONNREFUSED;
    }
    if (!err)
        usock_get(*out);
    path_put(&p);
    return err;
}

int usock_find(struct thread *t, const struct usock_name *n, int type, struct usock **out)
{
    if (n->len <= FAMILY_BYTES)
        return -EINVAL;
    int err = 0;
    if (is_path(n)) {
        err = find_path(t, n, out);
    } else {
        *out = find_abstract(n, type);
        if (*out)
            usock_get(*out);
        else
            err = -ECONNREFUSED;
    }
    if (!err && (*out)->type != type) {
        usock_put(*out);
        err = -EPROTOTYPE;
    }
    return err;
}
