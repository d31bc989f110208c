/* SPDX-License-Identifier: BSD-2-Clause */
/* block: disks.  A sector is 512 bytes whatever the disk's own block size; units count from 0. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "annot.h"

IFACE(block)
struct block;

enum { BLOCK_SECTOR_SIZE = 512, BLOCK_MAX_SECTORS = 256 /* in one request */ };

struct block_info {
    uint64_t sectors;
    uint32_t read_only; /* 1: writes give -EROFS */
    uint32_t physical_block_bytes;
    char serial[24];
};

/* Returns the number of disks. */
int block_count(struct block *dev);
/* Describes a disk; -ENODEV if there is none of that number. */
int block_info(struct block *dev, uint32_t unit, struct block_info *info OUT);
/* Reads whole sectors; returns 0, -EINVAL outside the disk, -EIO when the device says so. */
int block_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
               void *buf OUT_BYTES(count * 512));
/* Writes whole sectors; durable only after block_flush. */
int block_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
                const void *buf IN_BYTES(count * 512));
/* Returns 0 after all earlier writes to the unit are durable. */
int block_flush(struct block *dev, uint32_t unit);
