/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of mounts. */
#pragma once
#include "fs/mnt_ns.h"
#include "fs/vfs.h"

#include <linux/mount.h>

/* Of a mount; times are as MS_RELATIME says without MS_NOATIME and MS_STRICTATIME. */
enum { MOUNT_TIME_FLAGS = MS_NOATIME | MS_NODIRATIME | MS_STRICTATIME,
       MOUNT_KEPT_FLAGS = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOSYMFOLLOW | MOUNT_TIME_FLAGS };
/* Of a file system, wherever it is mounted. */
enum { SUPER_KEPT_FLAGS = MS_RDONLY | MS_SYNCHRONOUS | MS_MANDLOCK | MS_DIRSYNC | MS_LAZYTIME };

void mount_get(struct mount *m);
void mount_put(struct mount *m); /* may park */
/* If something is mounted on the place, goes to the root of what is on top. */
void mount_cross(struct path *p);
/* A mount that is nowhere in the tree, for files without names; takes the super's reference. */
struct mount *mount_nowhere(struct super *super);

/* A mount that is in no tree yet, with one reference; takes the super's reference on success. */
struct mount *mount_new(struct super *super, struct dentry *root, const char *source);
/* Puts it on a place, whose references it takes over (*at is cleared); the tree takes the caller's reference. */
void mount_attach(struct mount *m, struct path *at);
/* As mount_attach, in a tree: m and what is mounted on it become part of its namespace, and are propagated.  -ENOMEM,
 * -ENOSPC: nothing was done, *at stays the caller's. */
int mount_graft(struct mount *m, struct path *at);
/* As mount_attach, but under what is mounted on the place already. */
void mount_attach_below(struct mount *m, struct path *at);
/* Takes it out of its tree; the caller has the tree's reference now.  May park. */
void mount_detach(struct mount *m);
/* As mount_detach; what was on its root, if anything, is on its place then.  May park. */
void mount_detach_below(struct mount *m);
/* Into the list, with nothing under it: the root of a namespace, whose reference is that of the list. */
void mount_list_root(struct mount *m);
/* ... and out of it. */
void mount_unlist(struct mount *m);
/* A tree that is mounted nowhere (or a namespace's) goes with all that is mounted on it.  May park. */
void mount_drop_tree(struct mount *m);
/* As mount_drop_tree, leaving the mount itself: somebody has still a reference. */
void mount_drop_children(struct mount *m);

enum mount_copy { MOUNT_COPY_ONE, MOUNT_COPY_REC /* with what is mounted below */,
                  MOUNT_COPY_ALL /* and what is unbindable; mount.copied is set */,
                  MOUNT_COPY_SLAVE /* as _REC, as slaves */, MOUNT_COPY_SLAVE_SHARED /* ... that share among them */ };
/* A second mount of the same files at a directory of them, in no tree.  -ENOMEM, -ENOSPC: too many mounts. */
int mount_copy(const struct path *from, enum mount_copy how, struct mount **out);
void mount_set_ns(struct mount *tree, struct mnt_ns *ns);
/* Is `m` mounted somewhere below `top`, or top itself? */
int mount_is_below(const struct mount *m, const struct mount *top);
/* Some mount on a mount, and on one place of it (the oldest); NULL: none. */
struct mount *mount_child(const struct mount *m);
struct mount *mount_on(const struct mount *m, const struct dentry *place);
/* What move and move_mount do: -EINVAL, -ELOOP, -ENOMEM.  *to is cleared when it went well. */
int mount_move(struct mount *m, struct path *to);
/* What mount(2)'s flags mean for a mount that has the others now (0: a new one). */
uint32_t mount_flags_of(uint32_t flags, uint32_t now);
/* New MOUNT_KEPT_FLAGS for a mount: -EBUSY while files are open for writing through it. */
int mount_set_flags(struct mount *m, uint32_t flags);
/* New flags and options for a file system: -EBUSY while files are open for writing, -EINVAL. */
int mount_reconfigure(struct super *super, uint32_t flags, const char *data);
/* A kind of propagation for a mount, or all of its tree. */
int mount_set_kind(struct mount *m, uint32_t kind, int rec);
/* Is the mount in the thread's namespace?  NULL: the system's own. */
int mount_is_ours(const struct thread *t, const struct mount *m);
/* The device of a source, as mount(2) wants it: -ENOTBLK ... */
int mount_device(struct thread *t, const char *source, uint32_t *device);
