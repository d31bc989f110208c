/* SPDX-License-Identifier: BSD-2-Clause */
/* block: disks and their partitions.  A sector is 512 bytes whatever the disk's own block size.
 *
 * A unit is the number of a disk, from 0, plus BLOCK_PARTITION times the number of a partition of it as
 * Linux counts them (1 to 15; 0 is the whole disk).  Sectors of a partition count from its start. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "annot.h"

IFACE(block)
struct block;

enum {
    BLOCK_SECTOR_SIZE = 512,
    BLOCK_MAX_SECTORS = 256, /* in one request */
    BLOCK_PARTITION = 256,
    BLOCK_PARTITIONS_MAX = 15,
};

struct block_info {
    uint64_t sectors;
    uint32_t read_only; /* 1: writes give -EROFS */
    uint32_t physical_block_bytes;
    char serial[24];
};

/* Returns the number of disks. */
int block_count(struct block *dev);
/* Describes a disk or partition; -ENODEV if there is none of that number. */
int block_info(struct block *dev, uint32_t unit, struct block_info *info OUT);
/* Reads whole sectors; returns 0, -EINVAL outside the unit, -EIO when the device says so. */
int block_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
               void *buf OUT_BYTES(count * 512));
/* Writes whole sectors; durable only after block_flush. */
int block_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
                const void *buf IN_BYTES(count * 512));
/* Returns 0 after all earlier writes to the unit are durable. */
int block_flush(struct block *dev, uint32_t unit);
