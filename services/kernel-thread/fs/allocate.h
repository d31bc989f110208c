/* SPDX-License-Identifier: BSD-2-Clause */
/* Space of files: set aside, given back, and where it is.  May park. */
#pragma once
#include <stdint.h>

struct file;
struct inode;

/* SEEK_DATA and SEEK_HOLE: -ENXIO behind the end. */
int64_t file_seek_data(struct file *f, int64_t offset, int hole);
/* May a file become as long?  0, or -EFBIG with SIGXFSZ for RLIMIT_FSIZE. */
int size_limit(uint64_t size);

/* Do the seals allow a file to get a size?  0 or -EPERM. */
int sealed_size(const struct inode *inode, uint64_t size);

/* Makes a hole (madvise): as fallocate. */
int file_punch(struct file *f, uint64_t offset, uint64_t bytes);

/* inode_ops of files whose home is the page cache. */
int memory_allocate(struct inode *inode, unsigned mode, uint64_t offset, uint64_t len);
int64_t memory_seek(struct inode *inode, uint64_t offset, int hole);
