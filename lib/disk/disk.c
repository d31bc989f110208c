/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes of one disk: splits requests to what the block interface takes, and turns pieces of sectors into
 * whole ones through a buffer on the stack. */
#include <disk/disk.h>

#include <ipc/block.h>
#include <linux/errno.h>
#include <rt/bulk.h>

enum { SECTOR = BLOCK_SECTOR_SIZE };

int disk_open(struct disk *disk, struct block *dev, uint32_t unit)
{
    struct block_info info;
    int err = block_info(dev, unit, &info);

    if (err)
        return err;
    if (info.sectors > UINT64_MAX / SECTOR)
        return -EIO;
    *disk = (struct disk){
        .dev = dev,
        .unit = unit,
        .read_only = info.read_only,
        .size = info.sectors * SECTOR,
    };
    return 0;
}

/* One request: as many bytes as it takes, *done. */
static int read_piece(struct disk *disk, uint64_t offset, uint8_t *to, size_t size, size_t *done)
{
    uint32_t inside = offset % SECTOR;
    uint8_t sector[SECTOR];

    if (!inside && size >= SECTOR) {
        size_t sectors = size / SECTOR < BLOCK_MAX_SECTORS ? size / SECTOR : BLOCK_MAX_SECTORS;

        *done = sectors * SECTOR;
        return block_read(disk->dev, disk->unit, offset / SECTOR, sectors, to);
    }
    *done = size < SECTOR - inside ? size : SECTOR - inside;

    int err = block_read(disk->dev, disk->unit, offset / SECTOR, 1, sector);

    return err ? err : rt_bulk_put(to, sector + inside, *done);
}

static int write_piece(struct disk *disk, uint64_t offset, const uint8_t *from, size_t size, size_t *done)
{
    uint32_t inside = offset % SECTOR;
    uint8_t sector[SECTOR];

    if (!inside && size >= SECTOR) {
        size_t sectors = size / SECTOR < BLOCK_MAX_SECTORS ? size / SECTOR : BLOCK_MAX_SECTORS;

        *done = sectors * SECTOR;
        return block_write(disk->dev, disk->unit, offset / SECTOR, sectors, from);
    }
    *done = size < SECTOR - inside ? size : SECTOR - inside;

    int err = block_read(disk->dev, disk->unit, offset / SECTOR, 1, sector);

    if (!err)
        err = rt_bulk_get(sector + inside, from, *done);
    if (err)
        return err;
    return block_write(disk->dev, disk->unit, offset / SECTOR, 1, sector);
}

static bool outside(const struct disk *disk, uint64_t offset, size_t size)
{
    return offset > disk->size || size > disk->size - offset;
}

int disk_read(struct disk *disk, uint64_t offset, void *data, size_t size)
{
    uint8_t *to = data;

    if (outside(disk, offset, size))
        return -EIO;
    while (size > 0) {
        size_t done;
        int err = read_piece(disk, offset, to, size, &done);

        if (err)
            return err;
        to += done;
        offset += done;
        size -= done;
    }
    return 0;
}

int disk_write(struct disk *disk, uint64_t offset, const void *data, size_t size)
{
    const uint8_t *from = data;

    if (outside(disk, offset, size))
        return -EIO;
    disk->unflushed = true;
    while (size > 0) {
        size_t done;
        int err = write_piece(disk, offset, from, size, &done);

        if (err)
            return err;
        from += done;
        offset += done;
        size -= done;
    }
    return 0;
}

int disk_flush(struct disk *disk)
{
    if (!disk->unflushed)
        return 0;

    int err = block_flush(disk->dev, disk->unit);

    if (!err)
        disk->unflushed = false;
    return err;
}
