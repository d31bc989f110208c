/* SPDX-License-Identifier: BSD-2-Clause */
/* Between tmpfs and the file systems made of it. */
#pragma once
#include <stdint.h>

#include "fs/vfs.h"

enum { TMPFS_PAGES = 1, TMPFS_INODES = 2 };

/* What a mount says. */
struct tmpfs_options {
    uint32_t given;             /* which of the limits: TMPFS_PAGES, TMPFS_INODES */
    uint64_t pages, inodes;     /* 0: no limit */
    uint32_t mode, uid, gid;    /* of the root directory */
    char small_numbers;         /* inode32: only shown */
};

/* Changes what the text says; *flags are the super's.  0 or -EINVAL. */
int tmpfs_options_parse(const char *data, struct tmpfs_options *t, uint32_t *flags);
void tmpfs_options_show(const struct tmpfs_options *t, struct text *out);
/* The limit of pages, and of inodes, where a mount says none: half of the memory. */
uint64_t tmpfs_default_pages(void);

/* A super with an empty root directory; data are mount's options, of mounts with `flags`.  -EINVAL, -ENOMEM. */
int tmpfs_make(const char *type, const char *data, struct super **out);
/* Names in a directory, without checks; the made inode is the caller's. */
int tmpfs_create(struct inode *dir, const char *name, uint32_t mode, uint32_t uid, uint32_t gid, uint32_t rdev,
                 struct inode **out);
int tmpfs_symlink(struct inode *dir, const char *name, const char *target, uint32_t uid, uint32_t gid,
                  struct inode **out);
/* The name goes if it is there. */
void tmpfs_remove(struct inode *dir, const char *name);
