/* SPDX-License-Identifier: BSD-2-Clause */
/* The disk file system: inodes of the fs service. */
#pragma once
struct fs;
/* Registers ext4 on a file-system service (borrowed for ever). */
int diskfs_register(struct fs *fs);
/* ... vfat on another service; -ENODEV if there is none. */
int diskfs_register_fat(struct fs *fs);
