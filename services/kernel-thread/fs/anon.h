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
/* A descriptor for a new file without position that `ops` serve (eventfd, epoll ...); flags: O_RDWR,
 * O_NONBLOCK, O_CLOEXEC.  priv is heap memory, taken over always: ops->release frees it.  -errno. */
struct thread;
long anon_fd(struct thread *t, const char *label, const struct file_ops *ops, uint64_t flags, void *priv);
/* file_ops.seek of files whose position means nothing: stays at 0. */
int64_t anon_seek(struct file *f, int64_t offset, int whence);
/* A nameless regular file in memory (memfd). */
int memfd_file(const char *name, struct file **out);
