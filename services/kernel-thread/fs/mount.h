/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of mounts, for the walk. */
#pragma once
#include "fs/vfs.h"

void mount_get(struct mount *m);
void mount_put(struct mount *m); /* may park */
/* If something is mounted on the place, goes to the root of what is on top. */
void mount_cross(struct path *p);
/* A mount that is nowhere in the tree, for files without names; takes the super's reference. */
struct mount *mount_nowhere(struct super *super);
