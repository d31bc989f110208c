/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes: who may see and change them, and those of file systems in memory.  May park. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct inode;
struct path;
struct thread;

enum { XATTR_CREATE = 1, XATTR_REPLACE = 2, XATTR_NAME_BYTES = 256, XATTR_VALUE_MAX = 65536 };

/* As the system calls, with kernel memory; the buffers of value and names have XATTR_VALUE_MAX bytes. */
ssize_t path_getxattr(struct thread *t, const struct path *p, const char *name, void *value);
int path_setxattr(struct thread *t, const struct path *p, const char *name, const void *value, size_t size, unsigned flags);
ssize_t path_listxattr(struct thread *t, const struct path *p, char *names);
int path_removexattr(struct thread *t, const struct path *p, const char *name);

/* inode_ops of file systems in memory: inode->xattrs. */
ssize_t memory_getxattr(struct inode *inode, const char *name, void *value, size_t size);
int memory_setxattr(struct inode *inode, const char *name, const void *value, size_t size, unsigned flags);
ssize_t memory_listxattr(struct inode *inode, char *names, size_t size);
int memory_removexattr(struct inode *inode, const char *name);
void memory_xattrs_free(struct inode *inode);
