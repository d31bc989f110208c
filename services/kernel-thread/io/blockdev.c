/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks as devices.
 *
 * Reads and writes go straight to the disk, past the caches of a file system that is mounted from it. */
#include "io/blockdev.h"

#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/diskfs_int.h"
#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { DISKS_MAX = 26, CHUNK_SECTORS = 64, CHUNK_BYTES = CHUNK_SECTORS * BLOCK_SECTOR_SIZE };

static struct {
    struct block *dev;
    struct block_info disk[DISKS_MAX * DISK_MINORS]; /* by minor number; a disk, then its partitions */
    char name[DISKS_MAX * DISK_MINORS][8];
} self;

static uint32_t minor_of(const struct file *f)
{
    return RDEV_MINOR(f->inode->rdev);
}

static uint32_t unit_of(const struct file *f)
{
    return disk_unit(minor_of(f));
}

static uint64_t bytes_of(const struct file *f)
{
    return self.disk[minor_of(f)].sectors * BLOCK_SECTOR_SIZE;
}

/* The sectors around [offset, offset + size), at most a chunk. */
static uint32_t sectors_for(uint64_t offset, size_t size)
{
    uint64_t skip = offset % BLOCK_SECTOR_SIZE;
    uint64_t count = (skip + size + BLOCK_SECTOR_SIZE - 1) / BLOCK_SECTOR_SIZE;

    return count < CHUNK_SECTORS ? (uint32_t)count : CHUNK_SECTORS;
}

static ssize_t read_chunk(uint32_t unit, char *buf, struct uio *uio, uint64_t offset, size_t size)
{
    uint32_t count = sectors_for(offset, size);
    size_t skip = offset % BLOCK_SECTOR_SIZE, have = (size_t)count * BLOCK_SECTOR_SIZE - skip;

    int err = block_read(self.dev, unit, offset / BLOCK_SECTOR_SIZE, count, buf);
    return err ? err : uio_copy_to(uio, buf + skip, have < size ? have : size);
}

/* Sectors that are written in part are read first. */
static ssize_t write_chunk(uint32_t unit, char *buf, struct uio *uio, uint64_t offset, size_t size)
{
    uint32_t count = sectors_for(offset, size);
    size_t skip = offset % BLOCK_SECTOR_SIZE, room = (size_t)count * BLOCK_SECTOR_SIZE - skip;
    size_t want = room < size ? room : size;

    int err = skip || want < room ? block_read(self.dev, unit, offset / BLOCK_SECTOR_SIZE, count, buf) : 0;
    if (err)
        return err;
    ssize_t n = uio_copy_from(uio, buf + skip, want);
    if (n <= 0)
        return n;
    if ((size_t)n < want) /* a bad address: what came before it */
        count = (uint32_t)((skip + (size_t)n + BLOCK_SECTOR_SIZE - 1) / BLOCK_SECTOR_SIZE);

    err = block_write(self.dev, unit, offset / BLOCK_SECTOR_SIZE, count, buf);
    return err ? err : n;
}

static ssize_t transfer(struct file *f, struct uio *uio, uint64_t offset,
                        ssize_t (*chunk)(uint32_t, char *, struct uio *, uint64_t, size_t))
{
    uint32_t unit = unit_of(f);
    char *buf = malloc(CHUNK_BYTES);
    ssize_t done = 0, n = 0;

    if (!buf)
        return -ENOMEM;
    while (uio->left && offset + (uint64_t)done < bytes_of(f)) {
        uint64_t left = bytes_of(f) - offset - (uint64_t)done;
        n = chunk(unit, buf, uio, offset + (uint64_t)done, uio->left < left ? uio->left : (size_t)left);
        if (n <= 0)
            break;
        done += n;
    }
    free(buf);
    return done ? done : n;
}

static ssize_t disk_read(struct file *f, struct uio *uio, uint64_t offset)
{
    return transfer(f, uio, offset, read_chunk);
}

static ssize_t disk_write(struct file *f, struct uio *uio, uint64_t offset)
{
    if (uio->left && offset >= bytes_of(f))
        return -ENOSPC;
    return transfer(f, uio, offset, write_chunk);
}

static int64_t disk_seek(struct file *f, int64_t offset, int whence)
{
    int64_t base = whence == LINUX_SEEK_CUR   ? (int64_t)f->pos
                   : whence == LINUX_SEEK_END ? (int64_t)bytes_of(f)
                                              : 0;

    if (whence < LINUX_SEEK_SET || whence > LINUX_SEEK_END || __builtin_add_overflow(base, offset, &base) || base < 0)
        return -EINVAL;
    f->pos = (uint64_t)base;
    return base;
}

static int disk_fsync(struct file *f, int data_only)
{
    (void)data_only;
    return block_flush(self.dev, unit_of(f));
}

static long disk_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    struct mm *mm = current()->proc->mm;
    const struct block_info *disk = &self.disk[minor_of(f)];
    uint64_t bytes = bytes_of(f);
    uint32_t word = command == BLKROGET    ? disk->read_only
                    : command == BLKSSZGET ? BLOCK_SECTOR_SIZE
                                           : disk->physical_block_bytes;

    switch (command) {
    case BLKGETSIZE64: return copy_out(mm, argument, &bytes, sizeof bytes);
    case BLKGETSIZE: return copy_out(mm, argument, &disk->sectors, sizeof disk->sectors);
    case BLKROGET:
    case BLKSSZGET:
    case BLKPBSZGET: return copy_out(mm, argument, &word, sizeof word);
    case BLKFLSBUF: return block_flush(self.dev, unit_of(f));
    default: return -ENOTTY;
    }
}

static int disk_open(struct inode *inode, struct file *f)
{
    return file_writable(f) && self.disk[RDEV_MINOR(inode->rdev)].read_only ? -EACCES : 0;
}

static const struct file_ops ops = {
    .open = disk_open,
    .read = disk_read,
    .write = disk_write,
    .seek = disk_seek,
    .fsync = disk_fsync,
    .ioctl = disk_ioctl,
};

/* A disk (part 0) or partition becomes a device, if it exists. */
static int add_device(int disk, int part)
{
    uint32_t minor = (uint32_t)(disk * DISK_MINORS + part);
    int err = block_info(self.dev, disk_unit(minor), &self.disk[minor]);

    if (err)
        return err == -ENODEV && part ? 0 : err;
    if (part)
        snprintf(self.name[minor], sizeof self.name[minor], "vd%c%d", 'a' + disk, part);
    else
        snprintf(self.name[minor], sizeof self.name[minor], "vd%c", 'a' + disk);
    return device_register(self.name[minor], S_IFBLK | 0660, RDEV(DISK_MAJOR, minor), &ops);
}

int blockdev_next(int after)
{
    for (unsigned minor = (unsigned)(after + 1); minor < DISKS_MAX * DISK_MINORS; minor++)
        if (self.name[minor][0])
            return (int)minor;
    return -1;
}

const struct block_info *blockdev_info(unsigned minor)
{
    return &self.disk[minor];
}

const char *blockdev_name(unsigned minor)
{
    return self.name[minor];
}

int blockdev_stats(unsigned disk, struct block_stats *st)
{
    *st = (struct block_stats){0};
    return self.dev && disk < DISKS_MAX ? block_stats(self.dev, disk, st) : -ENODEV;
}

int blockdev_init(struct block *dev)
{
    int count = block_count(dev), err = 0;

    self.dev = dev;
    for (int i = 0; i < count && i < DISKS_MAX && !err; i++)
        for (int part = 0; part <= BLOCK_PARTITIONS_MAX && !err; part++)
            err = add_device(i, part);
    return count < 0 ? count : err;
}
