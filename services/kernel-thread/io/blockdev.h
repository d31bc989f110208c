/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks as devices: /dev/vda, vdb ... */
#pragma once
struct block;
/* Makes a node for each disk of the service (borrowed for ever). */
int blockdev_init(struct block *dev);
