/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular files with their contents in the page cache, and directories: what disk files and tmpfs share. */
#pragma once
#include <stdint.h>

struct file;
struct file_ops;
struct inode;
struct path;
struct thread;

extern const struct file_ops regular_file_ops;

/* atime after a read, as relatime mounts keep it. */
void inode_accessed(struct file *f);
void path_accessed(const struct path *p);
/* A change of the contents by somebody without CAP_FSETID takes set-id bits away, and anybody's file capabilities. */
void inode_drop_privileges(struct inode *inode);
void inode_drop_file_capabilities(struct inode *inode);
/* Immutable, also for those who had it open before: tmpfs, as Linux has it, asks only at open. */
int inode_is_frozen(const struct inode *inode);
/* The set-id bits that a change takes away. */
uint32_t inode_privileges(struct thread *t, const struct inode *inode);
