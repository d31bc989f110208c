/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes of one disk: splits requests to what the block interface takes, and turns pieces of sectors into
 * whole ones through a buffer on the stack. */
#include "disk.h"

#include <ipc/block.h>
#include <linux/errno.h>
#include <rt/bulk.h>

enum { SECTOR = BLOCK_SECTOR_SIZE };

int ext4_disk_open(struct disk *disk, struct block *dev, uint32_t unit)
{
    struct block_info info;
    int err = block_info(dev, unit, &info);

    if (err)
        return err;
    *disk = (struct disk){
        .dev = dev,
        .unit = unit,
        .read_only = info.read_only,
        .size = info.sectors * SECTOR,
    };
    return 0;
}

static bool outside(const struct disk *disk, uint64_t offset, size_t size)
{
    return offset > disk->size || size > disk->size - offset;
}

static uint32_t sectors_of(size_t size)
{
    size_t sectors = size / SECTOR;

    return sectors < BLOCK_MAX_SECTORS ? sectors : BLOCK_MAX_SECTORS;
}

/* Bytes of the request that lie in the sector of offset. */
static size_t piece_of(uint64_t offset, size_t size)
{
    size_t room = SECTOR - offset % SECTOR;

    return size < room ? size : room;
}

int ext4_disk_read(struct disk *disk, uint64_t offset, void *data, size_t size)
{
    uint8_t *to = data;

    if (outside(disk, offset, size))
        return -EIO;

    while (size > 0) {
        size_t done;
        int err;

        if (offset % SECTOR || size < SECTOR) {
            uint8_t sector[SECTOR];

            done = piece_of(offset, size);
            err = block_read(disk->dev, disk->unit, offset / SECTOR, 1, sector);
            if (!err)
                err = rt_bulk_put(to, sector + offset % SECTOR, done);
        } else {
            uint32_t sectors = sectors_of(size);

            done = (size_t)sectors * SECTOR;
            err = block_read(disk->dev, disk->unit, offset / SECTOR, sectors, to);
        }
        if (err)
            return err;
        to += done;
        offset += done;
        size -= done;
    }
    return 0;
}

int ext4_disk_write(struct disk *disk, uint64_t offset, const void *data, size_t size)
{
    const uint8_t *from = data;

    if (outside(disk, offset, size))
        return -EIO;

    disk->unflushed = true;
    while (size > 0) {
        size_t done;
        int err;

        if (offset % SECTOR || size < SECTOR) {
            uint8_t sector[SECTOR];

            done = piece_of(offset, size);
            err = block_read(disk->dev, disk->unit, offset / SECTOR, 1, sector);
            if (!err)
                err = rt_bulk_get(sector + offset % SECTOR, from, done);
            if (err)
                return err;
            err = block_write(disk->dev, disk->unit, offset / SECTOR, 1, sector);
        } else {
            uint32_t sectors = sectors_of(size);

            done = (size_t)sectors * SECTOR;
            err = block_write(disk->dev, disk->unit, offset / SECTOR, sectors, from);
        }
        if (err)
            return err;
        from += done;
        offset += done;
        size -= done;
    }
    return 0;
}

int ext4_disk_flush(struct disk *disk)
{
    if (!disk->unflushed)
        return 0;

    int err = block_flush(disk->dev, disk->unit);

    if (!err)
        disk->unflushed = false;
    return err;
}
