/* SPDX-License-Identifier: BSD-2-Clause */
/* Seals of memfd files: what nobody may do to them any more. */
#pragma once
#include <stdint.h>

struct file;
struct inode;

enum seals {
    F_SEAL_SEAL = 1, F_SEAL_SHRINK = 2, F_SEAL_GROW = 4, F_SEAL_WRITE = 8, F_SEAL_FUTURE_WRITE = 16,
    SEALS_ALL = 31,
    SEALS_KNOWN = 1 << 31 /* the inode is a memfd's: others have no seals */
};

/* fcntl: F_GET_SEALS, F_ADD_SEALS.  -EINVAL: not a memfd, or no such seal; -EPERM, -EBUSY. */
long seals_get(const struct file *f);
long seals_add(struct file *f, uint32_t seals);

/* May it be done?  0 or -EPERM. */
int seals_allow_write(const struct inode *inode, uint64_t end); /* up to byte `end` */
int seals_allow_size(const struct inode *inode, uint64_t size);
