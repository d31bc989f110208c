/* SPDX-License-Identifier: BSD-2-Clause */
/* Copying from file to file inside the kernel. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

struct file;

struct copy_end {
    struct file *file;  /* borrowed */
    uint64_t offset;    /* moved, unless use_pos: then the file's position is */
    int use_pos;
};
/* Bytes copied (0 at the end of the source), or -errno when none was. */
ssize_t file_copy(struct copy_end *from, struct copy_end *to, uint64_t count);
