/* SPDX-License-Identifier: BSD-2-Clause */
/* The dentry cache.
 *
 * A dentry with references, or a hashed one without (on the LRU list), holds its parent and its inode.
 * Directories of which no names may be kept (INODE_NO_CACHE: /proc) get dentries that are never hashed
 * and go with their last reference. */
#include "fs/dcache.h"

#include <linux/errno.h>
#include <linux/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/notify.h"
#include "fs/vfs.h"

enum { HASH_SIZE = 2048, UNUSED_MAX = 8192 };

LIST_HEAD(bucket, dentry);
TAILQ_HEAD(dentry_list, dentry);
static struct bucket buckets[HASH_SIZE];
static struct dentry_list unused = TAILQ_HEAD_INITIALIZER(unused);
static unsigned unused_count;

static uint32_t hash_of(const struct dentry *parent, const char *name, size_t len)
{
    uint32_t h = 2166136261u ^ (uint32_t)((uintptr_t)parent >> 4);

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    return h;
}

static struct bucket *bucket_of(uint32_t hash)
{
    return &buckets[hash % HASH_SIZE];
}

static int set_name(struct dentry *d, const char *name, size_t len)
{
    char *to = d->short_name;

    if (len >= sizeof d->short_name) {
        to = malloc(len + 1);
        if (!to)
            return -ENOMEM;
    }
    if (d->name != d->short_name)
        free(d->name);
    memcpy(to, name, len);
    to[len] = 0;
    d->name = to;
    d->name_len = (uint8_t)len;
    return 0;
}

struct dentry *dentry_root(struct super *super, struct inode *inode)
{
    struct dentry *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    d->refs = 1;
    d->parent = d;
    d->super = super;
    d->name = d->short_name;
    inode_get(inode);
    d->inode = inode;
    inode->alias = d;
    return d;
}

static void unhash(struct dentry *d)
{
    if (d->hashed) {
        LIST_REMOVE(d, in_hash);
        d->hashed = 0;
    }
}

/* Where a file has several spellings, it may have come or gone under another one. */
static int out_of_date(const struct dentry *parent, const struct dentry *d)
{
    return parent->inode && (parent->inode->flags & INODE_ANY_CASE) && (!d->inode || d->inode->nlink == 0);
}

struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len)
{
    uint32_t hash = hash_of(parent, name, len);
    struct dentry *d;

    LIST_FOREACH(d, bucket_of(hash), in_hash) {
        if (d->hash == hash && d->parent == parent && d->name_len == len && !memcmp(d->name, name, len)) {
            dentry_get(d);
            if (!out_of_date(parent, d))
                return d;
            unhash(d);
            dentry_put(d);
            return NULL;
        }
    }
    return NULL;
}

struct dentry *dentry_new(struct dentry *parent, const char *name, size_t len, struct inode *inode)
{
    struct dentry *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    if (set_name(d, name, len)) {
        free(d);
        return NULL;
    }
    d->refs = 1;
    d->parent = parent;
    dentry_get(parent);
    LIST_INSERT_HEAD(&parent->children, d, sibling);
    d->super = parent->super;
    d->inode = inode;
    if (inode)
        inode->alias = d;
    d->hash = hash_of(parent, name, len);
    if (parent->inode && !(parent->inode->flags & INODE_NO_CACHE) && !parent->removed) {
        d->hashed = 1;
        LIST_INSERT_HEAD(bucket_of(d->hash), d, in_hash);
    }
    return d;
}

struct dentry *dentry_nameless(struct dentry *parent, struct inode *inode)
{
    char name[24];
    int len = snprintf(name, sizeof name, "#%llu", (unsigned long long)inode->ino);
    struct dentry *d = dentry_new(parent, name, (size_t)len, inode);

    if (d)
        dentry_unhash(d);
    return d;
}

struct dentry *dentry_of(struct inode *inode)
{
    if (inode->alias)
        dentry_get(inode->alias);
    return inode->alias;
}

void dentry_get(struct dentry *d)
{
    if (d->refs++ == 0) {
        TAILQ_REMOVE(&unused, d, in_lru);
        unused_count--;
    }
}

/* Frees a dentry that nobody references and nobody can find; returns its parent, to be put by the caller. */
static struct dentry *destroy(struct dentry *d)
{
    struct dentry *parent = d->parent == d ? NULL : d->parent;

    if (parent)
        LIST_REMOVE(d, sibling);
    if (d->inode && d->inode->alias == d)
        d->inode->alias = NULL;
    if (d->inode && !d->inode->nlink)
        notify_gone(d->inode);
    if (d->inode)
        inode_put(d->inode);
    if (d->name != d->short_name)
        free(d->name);
    free(d);
    return parent;
}

void dentry_put(struct dentry *d)
{
    while (d && --d->refs == 0) {
        if (d->hashed) {
            TAILQ_INSERT_TAIL(&unused, d, in_lru);
            if (++unused_count > UNUSED_MAX)
                dcache_shrink(UNUSED_MAX / 16);
            return;
        }
        d = destroy(d);
    }
}

static void drop_unused(struct dentry *d)
{
    TAILQ_REMOVE(&unused, d, in_lru);
    unused_count--;
    unhash(d);
    dentry_put(destroy(d));
}

void dcache_shrink(unsigned count)
{
    for (struct dentry *d; count && (d = TAILQ_FIRST(&unused)); count--)
        drop_unused(d);
}

void dcache_forget_super(struct super *super)
{
    struct dentry *d = TAILQ_FIRST(&unused);

    while (d) {
        if (d->super != super) {
            d = TAILQ_NEXT(d, in_lru);
            continue;
        }
        drop_unused(d);
        d = TAILQ_FIRST(&unused); /* parents may have joined the list, and dropping may have waited */
    }
}

int dentry_lookup_locked(struct dentry *parent, const char *name, size_t len, struct dentry **out)
{
    struct inode *dir = parent->inode;
    struct inode *inode = NULL;
    struct dentry *d = dentry_find(parent, name, len);

    if (d) {
        *out = d;
        return 0;
    }
    if (!dir->ops->lookup)
        return -ENOTDIR;
    int err = dir->ops->lookup(dir, name, &inode);
    if (err && (err != -ENOENT || (dir->flags & INODE_NO_CACHE)))
        return err; /* where no name is kept, none can be made either */
    if (err)
        inode = NULL;

    d = dentry_new(parent, name, len, inode);
    if (!d) {
        if (inode)
            inode_put(inode);
        return -ENOMEM;
    }
    *out = d;
    return 0;
}

int dentry_lookup(struct dentry *parent, const char *name, size_t len, struct dentry **out)
{
    struct dentry *d = dentry_find(parent, name, len);

    if (d) {
        *out = d;
        return 0;
    }
    struct inode *dir = parent->inode;
    rt_mutex_lock(&dir->lock);
    int err = dentry_lookup_locked(parent, name, len, out);
    rt_mutex_unlock(&dir->lock);
    return err;
}

void dentry_set_inode(struct dentry *d, struct inode *inode)
{
    d->inode = inode;
    inode->alias = d;
}

void dentry_unhash(struct dentry *d)
{
    unhash(d);
    d->removed = 1;
}

int dentry_move(struct dentry *d, struct dentry *new_parent, const char *name, size_t len)
{
    struct dentry *old_parent = d->parent;

    unhash(d);
    int err = set_name(d, name, len);
    if (err)
        return err;

    d->hash = hash_of(new_parent, name, len);
    dentry_get(new_parent);
    LIST_REMOVE(d, sibling);
    LIST_INSERT_HEAD(&new_parent->children, d, sibling);
    d->parent = new_parent;
    if (!(new_parent->inode->flags & INODE_NO_CACHE)) {
        d->hashed = 1;
        LIST_INSERT_HEAD(bucket_of(d->hash), d, in_hash);
    }
    dentry_put(old_parent);
    return 0;
}

void dentry_drop_children(struct dentry *d)
{
    struct dentry *c = LIST_FIRST(&d->children);

    while (c) {
        if (c->refs || !c->hashed) {
            c = LIST_NEXT(c, sibling);
            continue;
        }
        drop_unused(c);
        c = LIST_FIRST(&d->children); /* dropping may have waited */
    }
}

int dentry_is_ancestor(const struct dentry *ancestor, const struct dentry *d)
{
    for (; d != ancestor; d = d->parent)
        if (d->parent == d)
            return 0;
    return 1;
}
