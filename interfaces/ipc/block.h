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
    BLOCK_RANGES_MAX = 16,
};

struct block_info {
    uint64_t sectors;
    uint32_t read_only; /* 1: writes give -EROFS */
    uint32_t physical_block_bytes;
    char serial[24];
};

/* Sectors of a unit. */
struct block_range {
    uint64_t sector;
    uint64_t count;
};

/* What one request reads or writes, in the order of its buffer: count ranges, together BLOCK_MAX_SECTORS at most. */
struct block_vector {
    uint64_t count;
    struct block_range range[BLOCK_RANGES_MAX];
};

/* Returns the number of disks. */
int block_count(struct block *dev);
/* Describes a disk or partition; -ENODEV if there is none of that number. */
int block_info(struct block *dev, uint32_t unit, struct block_info *info OUT);
/* Reads whole sectors; returns 0, -EINVAL outside the unit, -EPERM for a unit that is
 * not the caller's (apps.toml: disks), -EIO when the device says so. */
int block_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
               void *buf OUT_BULK(count * 512));
/* Writes whole sectors; durable only after block_flush. */
int block_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
                const void *buf IN_BULK(count * 512));
/* As block_read and block_write for several ranges, `sectors` together; all are in flight at once, in no order.  After an error
 * any of them may have been done. */
int block_readv(struct block *dev, uint32_t unit, const struct block_vector *vector IN, uint32_t sectors,
                void *buf OUT_BULK(sectors * 512));
int block_writev(struct block *dev, uint32_t unit, const struct block_vector *vector IN, uint32_t sectors,
                 const void *buf IN_BULK(sectors * 512));
/* Returns when all writes to the unit's disk that were begun are done; later ones begin after that. */
int block_barrier(struct block *dev, uint32_t unit);
/* Returns 0 after all earlier writes to the unit are durable. */
int block_flush(struct block *dev, uint32_t unit);
/* What the unit's disk has done since it was started. */
struct block_stats {
    uint64_t requests;
    uint64_t named_bytes;    /* of data read and written where the client named it (docs/bulk-data.md) */
    uint64_t in_place_bytes; /* in other memory whose address was known: channels, a merged client's pages */
    uint64_t copied_bytes;   /* through memory of the driver */
    uint64_t reads, read_sectors, writes, write_sectors, flushes; /* pieces of requests, as they were asked for */
};
int block_stats(struct block *dev, uint32_t unit, struct block_stats *stats OUT);
