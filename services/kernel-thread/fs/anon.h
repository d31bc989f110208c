/* SPDX-License-Identifier: BSD-2-Clause */
/* Files without names: pipes, eventfds, memfds. */
#pragma once
#include <stdint.h>

struct file;
struct inode;
int anon_init(void);
/* An inode of no directory (reference for the caller), NULL: no memory. */
struct inode *anon_inode(uint32_t mode);
/* A file on such an inode, whose reference it takes on success. */
struct file_ops;
int anon_file(struct inode *inode, const char *label, const struct file_ops *ops, uint32_t flags, struct file **out);
/* A nameless regular file in memory (memfd). */
/* file_ops.seek of files whose position means nothing: stays at 0. */
int64_t anon_seek(struct file *f, int64_t offset, int whence);
int memfd_file(const char *name, struct file **out);
