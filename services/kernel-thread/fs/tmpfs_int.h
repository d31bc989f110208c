/* SPDX-License-Identifier: BSD-2-Clause */
/* Between tmpfs and the file systems made of it. */
#pragma once
#include <stdint.h>

#include "fs/vfs.h"

/* A super with an empty root directory; data are mount's options (size=, mode=). */
int tmpfs_make(const char *type, const char *data, struct super **out);
/* Names in a directory, without checks; the made inode is the caller's. */
int tmpfs_create(struct inode *dir, const char *name, uint32_t mode, uint32_t uid, uint32_t gid, uint32_t rdev,
                 struct inode **out);
int tmpfs_symlink(struct inode *dir, const char *name, const char *target, uint32_t uid, uint32_t gid,
                  struct inode **out);
/* The name goes if it is there. */
void tmpfs_remove(struct inode *dir, const char *name);
