/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes of one disk: splits requests, reads and writes pieces of sectors. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct block;

struct disk {
    struct block *dev;  /* borrowed from the composition */
    uint32_t unit;
    bool read_only;     /* the device says so */
    bool unflushed;     /* something was written since the last flush */
    uint64_t size;      /* bytes */
};

/* -ENODEV if there is no such unit. */
int disk_open(struct disk *disk, struct block *dev, uint32_t unit);
/* Any offset and size inside the disk, else -EIO: who asks follows a pointer of a broken file system. */
int disk_read(struct disk *disk, uint64_t offset, void *data, size_t size);
int disk_write(struct disk *disk, uint64_t offset, const void *data, size_t size);
/* All earlier writes are durable when this returns 0. */
int disk_flush(struct disk *disk);
