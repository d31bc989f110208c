/* SPDX-License-Identifier: BSD-2-Clause */
/* The dentry cache: names found before, also names known not to exist. */
#pragma once
#include <stddef.h>

struct dentry;
struct inode;
struct super;

/* The root dentry of a file system; takes a reference of the inode.  NULL: no memory. */
struct dentry *dentry_root(struct super *super, struct inode *inode);
/* A dentry in a directory that nobody finds, shown as "#ino (deleted)"; takes over the caller's reference of inode
 * on success. */
struct dentry *dentry_nameless(struct dentry *parent, struct inode *inode);
/* The cached dentry of a name, with a reference; NULL if not cached.  May park. */
struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len);
/* Makes a dentry with one reference; takes over the caller's reference of inode (NULL: negative) on
 * success.  NULL: no memory. */
struct dentry *dentry_new(struct dentry *parent, const char *name, size_t len, struct inode *inode);
/* The cached dentry, or what the file system finds.  Caller need not hold the directory's lock.
 * A name that is not there is a negative dentry in *out, or -ENOENT where names are not kept.  May park. */
int dentry_lookup(struct dentry *parent, const char *name, size_t len, struct dentry **out);
/* The same with the directory's lock held. */
int dentry_lookup_locked(struct dentry *parent, const char *name, size_t len, struct dentry **out);

/* A dentry that names the inode, with a reference; NULL: none is cached. */
struct dentry *dentry_of(struct inode *inode);
void dentry_get(struct dentry *d);
void dentry_put(struct dentry *d); /* may park */

/* A negative dentry comes to name an inode (reference taken over). */
void dentry_set_inode(struct dentry *d, struct inode *inode);
/* The name went: nobody finds the dentry any more. */
void dentry_unhash(struct dentry *d);
/* rename: `d` is found under another parent and name from now on; whoever had that name is unhashed by
 * the caller before.  -ENOMEM changes nothing but takes d out of the cache. */
int dentry_move(struct dentry *d, struct dentry *new_parent, const char *name, size_t len);
/* A directory was removed: the names known not to be in it need not be kept, nor it for them.  May park. */
void dentry_drop_children(struct dentry *d);
int dentry_is_ancestor(const struct dentry *ancestor, const struct dentry *d);
/* Drops unused dentries of a super (unmount), or up to `count` of any (memory pressure).  May park. */
void dcache_forget_super(struct super *super);
void dcache_shrink(unsigned count);
