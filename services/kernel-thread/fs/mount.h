/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of mounts. */
#pragma once
#include "fs/vfs.h"

#include <linux/mount.h>

enum { MOUNT_KEPT_FLAGS = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME };

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
/* Takes it out of its tree; the caller has the tree's reference now.  May park. */
void mount_detach(struct mount *m);
/* A second mount of the same files at a directory of them; rec: with what is mounted below.  NULL: no memory. */
struct mount *mount_copy(const struct path *from, int rec);
/* Is `m` mounted somewhere below `top`, or top itself? */
int mount_is_below(const struct mount *m, const struct mount *top);
/* What move and move_mount do: -EINVAL, -ELOOP. */
int mount_move(struct mount *m, struct path *to);
/* New flags for a mount (and its super): -EBUSY while files are open for writing. */
int mount_set_flags(struct mount *m, uint32_t flags, int with_super);
/* The device of a source, as mount(2) wants it: -ENOTBLK ... */
int mount_device(struct thread *t, const char *source, uint32_t *device);
