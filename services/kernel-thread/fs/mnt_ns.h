/* SPDX-License-Identifier: BSD-2-Clause */
/* Mount namespaces: trees of mounts, each for the processes that were started in it.
 *
 * All mounts are in one list; mount.ns says whose tree one is in.  A process's root and working directory are places in
 * its own tree, so walking paths needs no namespace: only mounting, and showing what is mounted, do. */
#pragma once

struct fs_ctx;
struct mount;
struct mount_list;

struct mnt_ns {
    unsigned refs;      /* struct fs_ctx, each */
    unsigned id;
    struct mount *root; /* counted */
};

extern struct mnt_ns *first_mnt_ns;

/* The first namespace, with this root, whose reference it takes.  NULL: no memory. */
struct mnt_ns *mnt_ns_first(struct mount *root);
void mnt_ns_get(struct mnt_ns *ns);
void mnt_ns_put(struct mnt_ns *ns); /* may park */
/* A copy of its namespace for fs, which nobody else uses; root and working directory move there.  -ENOMEM, -ENOSPC. */
int mnt_ns_unshare(struct fs_ctx *fs);
