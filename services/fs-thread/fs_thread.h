/* SPDX-License-Identifier: BSD-2-Clause */
/* fs-thread's core library: an ext4 file system behind the fs interface. */
#pragma once

struct block;
struct fs;

/* The instance; its disks are those of wire_block().  NULL: no memory or no disks. */
struct fs *fs_thread_new(void);
/* One on another service's disks, which is borrowed for ever; NULL: no memory. */
struct fs *fs_thread_new_on(struct block *block);

/* From the composition: the block service this one uses. */
struct block *wire_block(void);
