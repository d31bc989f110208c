/* SPDX-License-Identifier: BSD-2-Clause */
/* Propagation: what is mounted on a shared mount appears on its peers and slaves too. */
#pragma once
#include <stdint.h>
#include <sys/queue.h>

struct dentry;
struct mount;

/* Mounts that are shared with each other.  Lives while it has members. */
struct peer_group {
    unsigned id;                  /* as /proc/PID/mountinfo shows it */
    unsigned seen;                /* the last walk that was here */
    LIST_HEAD(, mount) members;   /* mount.in_group */
    LIST_HEAD(, mount) slaves;    /* mount.in_slaves: they get what the members get, and give nothing back */
    LIST_ENTRY(peer_group) link;
};

/* Makes a mount MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE.  -ENOMEM for shared. */
int propagation_set(struct mount *m, uint32_t kind);
/* A copy is shared as its original is. */
void propagation_same(struct mount *copy, const struct mount *from);
/* A copy is a slave of its original's group; `shared`: and has a group of its own.  -ENOMEM. */
int propagation_slave(struct mount *copy, const struct mount *from, int shared);
/* A mount leaves all others. */
void propagation_leave(struct mount *m);

/* Where else something mounted on m appears: the first of a chain (mount.chain); NULL: nowhere. */
struct mount *propagation_targets(const struct mount *m);
/* A tree is about to be mounted on a shared mount: all of it becomes shared, and copies are put where else it
 * appears.  They are chained from *copies and become part of their trees by propagation_keep, or are dropped.
 * -ENOMEM, -ENOSPC: nothing was done. */
int propagation_copy(struct mount *tree, struct mount *parent, struct dentry *at, struct mount **copies);
void propagation_keep(struct mount *copies);
