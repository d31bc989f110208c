/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks as devices: /dev/vda, vdb ... */
#pragma once
#include <ipc/block.h>

#include "fs/diskfs_int.h" /* DISK_MAJOR, DISK_MINORS */
struct block;
/* Makes a node for each disk of the service (borrowed for ever). */
int blockdev_init(struct block *dev);
/* What the driver says of a disk, by number; -ENODEV past the last. */
/* Disks and partitions by minor number: the next one behind `after` (-1: the first), -1 for no more; what one is. */
int blockdev_next(int after);
const struct block_info *blockdev_info(unsigned minor);
const char *blockdev_name(unsigned minor);
int blockdev_stats(unsigned disk, struct block_stats *st);
