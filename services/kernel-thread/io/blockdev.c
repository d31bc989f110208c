/* SPDX-License-Identifier: BSD-2-Clause */
/* Block devices as files.
 *
 * Reads and writes go straight to the device, past the caches of a file system that is mounted from it. */
#include "io/blockdev.h"

#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/diskfs_int.h"
#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { DISKS_MAX = 26, DEVICES_MAX = 512, CHUNK_SECTORS = 64, CHUNK_BYTES = CHUNK_SECTORS * BLOCK_SECTOR_SIZE };

static struct {
    struct block *disks;
    struct blockdev *device[DEVICES_MAX]; /* NULL behind the last */
} self;

struct blockdev *blockdev_find(uint32_t rdev)
{
    for (unsigned i = 0; i < DEVICES_MAX && self.device[i]; i++)
        if (self.device[i]->rdev == rdev)
            return self.device[i];
    return NULL;
}

static struct blockdev *device_of(const struct file *f)
{
    return f->priv;
}

static uint64_t bytes_of(const struct file *f)
{
    return device_of(f)->sectors * BLOCK_SECTOR_SIZE;
}

/* The sectors around [offset, offset + size), at most a chunk. */
static uint32_t sectors_for(uint64_t offset, size_t size)
{
    uint64_t skip = offset % BLOCK_SECTOR_SIZE;
    uint64_t count = (skip + size + BLOCK_SECTOR_SIZE - 1) / BLOCK_SECTOR_SIZE;

    return count < CHUNK_SECTORS ? (uint32_t)count : CHUNK_SECTORS;
}

static ssize_t read_chunk(struct blockdev *bd, char *buf, struct uio *uio, uint64_t offset, size_t size)
{
    uint32_t count = sectors_for(offset, size);
    size_t skip = offset % BLOCK_SECTOR_SIZE, have = (size_t)count * BLOCK_SECTOR_SIZE - skip;

    int err = block_read(bd->service, bd->unit, offset / BLOCK_SECTOR_SIZE, count, buf);
    return err ? err : uio_copy_to(uio, buf + skip, have < size ? have : size);
}

/* Sectors that are written in part are read first. */
static ssize_t write_chunk(struct blockdev *bd, char *buf, struct uio *uio, uint64_t offset, size_t size)
{
    uint32_t count = sectors_for(offset, size);
    size_t skip = offset % BLOCK_SECTOR_SIZE, room = (size_t)count * BLOCK_SECTOR_SIZE - skip;
    size_t want = room < size ? room : size;

    int err = skip || want < room ? block_read(bd->service, bd->unit, offset / BLOCK_SECTOR_SIZE, count, buf) : 0;
    if (err)
        return err;
    ssize_t n = uio_copy_from(uio, buf + skip, want);
    if (n <= 0)
        return n;
    if ((size_t)n < want) /* a bad address: what came before it */
        count = (uint32_t)((skip + (size_t)n + BLOCK_SECTOR_SIZE - 1) / BLOCK_SECTOR_SIZE);

    err = block_write(bd->service, bd->unit, offset / BLOCK_SECTOR_SIZE, count, buf);
    return err ? err : n;
}

static ssize_t transfer(struct file *f, struct uio *uio, uint64_t offset,
                        ssize_t (*chunk)(struct blockdev *, char *, struct uio *, uint64_t, size_t))
{
    char *buf = malloc(CHUNK_BYTES);
    ssize_t done = 0, n = 0;

    if (!buf)
        return -ENOMEM;
    while (uio->left && offset + (uint64_t)done < bytes_of(f)) {
        uint64_t left = bytes_of(f) - offset - (uint64_t)done;
        n = chunk(device_of(f), buf, uio, offset + (uint64_t)done, uio->left < left ? uio->left : (size_t)left);
        if (n <= 0)
            break;
        done += n;
    }
    free(buf);
    return done ? done : n;
}

/* O_DIRECT goes by sectors. */
static int misdirected(const struct file *f, const struct uio *uio, uint64_t offset)
{
    return (f->flags & O_DIRECT) && (offset % DIRECT_UNIT != 0 || !uio_is_aligned(uio, DIRECT_UNIT));
}

static ssize_t disk_read(struct file *f, struct uio *uio, uint64_t offset)
{
    if (misdirected(f, uio, offset))
        return -EINVAL;
    return transfer(f, uio, offset, read_chunk);
}

static ssize_t disk_write(struct file *f, struct uio *uio, uint64_t offset)
{
    if (device_of(f)->read_only)
        return -EPERM;
    if (uio->left && offset >= bytes_of(f))
        return -ENOSPC;
    if (misdirected(f, uio, offset))
        return -EINVAL;
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
    return block_flush(device_of(f)->service, device_of(f)->unit);
}

static long disk_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    return blockdev_ioctl(device_of(f), f, command, argument);
}

/* A device that a file system is mounted from, or that somebody has for himself, cannot be had for oneself. */
static int mounted(uint32_t rdev)
{
    for (struct super *s = super_next(NULL); s; s = super_next(s))
        if (s->device == rdev)
            return 1;
    return 0;
}

static int disk_open(struct inode *inode, struct file *f)
{
    struct blockdev *bd = blockdev_find(inode->rdev);
    int err;

    if (!bd)
        return -ENXIO;
    if ((f->opening_flags & O_EXCL) && (bd->exclusive || mounted(bd->rdev)))
        return -EBUSY;
    f->priv = bd;
    if (file_writable(f) && bd->write_protected && !bd->kind)
        return -EACCES;
    err = bd->kind && bd->kind->open ? bd->kind->open(bd, f) : 0;
    if (err)
        return err;
    bd->openers++;
    if (f->opening_flags & O_EXCL)
        bd->exclusive = f;
    return 0;
}

static void put(struct blockdev *bd)
{
    if (--bd->openers == 0 && bd->kind && bd->kind->closed)
        bd->kind->closed(bd);
}

static void disk_release(struct file *f)
{
    struct blockdev *bd = device_of(f);

    if (bd->exclusive == f)
        bd->exclusive = NULL;
    put(bd);
}

int blockdev_claim(struct blockdev *bd)
{
    if (bd->exclusive)
        return -EBUSY;
    bd->openers++;
    return 0;
}

void blockdev_release(struct blockdev *bd)
{
    put(bd);
}

static const struct file_ops ops = {
    .open = disk_open,
    .release = disk_release,
    .read = disk_read,
    .write = disk_write,
    .seek = disk_seek,
    .fsync = disk_fsync,
    .ioctl = disk_ioctl,
    .splice = FILE_SPLICE,
};

int blockdev_add(struct blockdev *bd)
{
    for (unsigned i = 0; i < DEVICES_MAX; i++) {
        if (self.device[i])
            continue;
        bd->read_ahead = 256; /* as Linux begins */
        bd->soft_block = 4096;
        int err = device_register(bd->name, S_IFBLK | 0600, bd->rdev, &ops);
        if (!err)
            self.device[i] = bd;
        return err;
    }
    return -ENFILE;
}

void blockdev_remove(struct blockdev *bd)
{
    unsigned at = 0, last = 0;

    device_unregister(bd->name, bd->rdev);
    for (unsigned i = 0; i < DEVICES_MAX && self.device[i]; i++) {
        if (self.device[i] == bd)
            at = i;
        last = i;
    }
    self.device[at] = self.device[last];
    self.device[last] = NULL;
}

/* A disk (part 0) or partition becomes a device, if it exists. */
static int add_disk(int disk, int part)
{
    uint32_t minor = (uint32_t)(disk * DISK_MINORS + part);
    struct block_info info;
    int err = block_info(self.disks, disk_unit(minor), &info);

    if (err)
        return err == -ENODEV && part ? 0 : err;
    struct blockdev *bd = calloc(1, sizeof *bd);
    if (!bd)
        return -ENOMEM;
    bd->service = self.disks;
    bd->unit = disk_unit(minor);
    bd->rdev = RDEV(DISK_MAJOR, minor);
    bd->sectors = info.sectors;
    bd->logical = BLOCK_SECTOR_SIZE;
    bd->physical = info.physical_block_bytes;
    bd->write_protected = bd->read_only = info.read_only != 0;
    if (part)
        snprintf(bd->name, sizeof bd->name, "vd%c%d", 'a' + disk, part);
    else
        snprintf(bd->name, sizeof bd->name, "vd%c", 'a' + disk);
    return blockdev_add(bd);
}

struct blockdev *blockdev_next(uint32_t after)
{
    struct blockdev *next = NULL;

    for (unsigned i = 0; i < DEVICES_MAX && self.device[i]; i++)
        if (self.device[i]->rdev > after && (!next || self.device[i]->rdev < next->rdev))
            next = self.device[i];
    return next;
}

int blockdev_stats(unsigned disk, struct block_stats *st)
{
    *st = (struct block_stats){0};
    return self.disks && disk < DISKS_MAX ? block_stats(self.disks, disk, st) : -ENODEV;
}

int blockdev_init(struct block *dev)
{
    int count = block_count(dev), err = 0;

    self.disks = dev;
    for (int i = 0; i < count && i < DISKS_MAX && !err; i++)
        for (int part = 0; part <= BLOCK_PARTITIONS_MAX && !err; part++)
            err = add_disk(i, part);
    return count < 0 ? count : err;
}
