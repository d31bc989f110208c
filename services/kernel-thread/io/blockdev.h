/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks as devices: /dev/vda, vdb ... */
#pragma once
#include <ipc/block.h>
struct block;
/* Makes a node for each disk of the service (borrowed for ever). */
int blockdev_init(struct block *dev);
/* What the driver says of a disk, by number; -ENODEV past the last. */
int blockdev_stats(unsigned disk, struct block_stats *st);
