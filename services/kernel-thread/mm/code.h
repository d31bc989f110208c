/* SPDX-License-Identifier: BSD-2-Clause */
/* What mm keeps with a file because programs run it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct inode;

/* Which part of a file is code: offsets. */
struct code_range {
    uint64_t start, end;
    int64_t mtime_ns;       /* of the file, when it was looked at */
    bool known;             /* else all of it counts as code */
};

/* The inode ends: gives up inode->stubs. */
void stub_sets_free(struct inode *inode);
