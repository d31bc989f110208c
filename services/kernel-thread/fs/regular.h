/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular files with their contents in the page cache, and directories: what disk files and tmpfs share. */
#pragma once
struct file;
struct file_ops;
struct inode;

extern const struct file_ops regular_file_ops;

/* atime after a read, as relatime mounts keep it. */
void inode_accessed(struct file *f);
/* A change by somebody else than the superuser takes set-id bits away. */
void inode_drop_privileges(struct inode *inode);
