/* SPDX-License-Identifier: BSD-2-Clause */
/* Block devices: disks (/dev/vda ...), their partitions, and loop devices. */
#pragma once
#include <ipc/block.h>
#include <stdint.h>

#include "fs/diskfs_int.h" /* DISK_MAJOR, DISK_MINORS */

struct block;
struct blockdev;
struct file;

/* What a kind of device does beside reading and writing; each may be NULL. */
struct blockdev_kind {
    int (*open)(struct blockdev *bd, struct file *f);
    void (*closed)(struct blockdev *bd); /* bd->openers is 0 now.  May park */
    long (*ioctl)(struct blockdev *bd, struct file *f, uint32_t command, uint64_t argument); /* -ENOTTY: not mine */
};

struct blockdev {
    struct block *service;        /* borrowed; `unit` of it is the device */
    uint32_t unit, rdev;
    char name[12];
    uint64_t sectors;             /* of 512 bytes */
    uint32_t logical, physical;   /* bytes of a block that can be read and written; that are written best */
    uint8_t write_protected;      /* the device can only be read */
    uint8_t read_only;            /* it, or BLKROSET says so */
    uint32_t read_ahead;          /* BLKRASET; kept for BLKRAGET */
    uint32_t soft_block;          /* BLKBSZSET */
    unsigned openers;             /* open files, and file systems mounted from it */
    const struct file *exclusive; /* open with O_EXCL; NULL: none.  Only compared */
    unsigned level;               /* 0: a disk; loop devices: one more than what holds their file */
    const struct blockdev_kind *kind; /* NULL: a disk */
};

/* Makes a node for each disk of the service (borrowed for ever). */
int blockdev_init(struct block *dev);
/* By device number; NULL: there is none. */
struct blockdev *blockdev_find(uint32_t rdev);
/* By device number, the next one behind `after`; NULL: no more. */
struct blockdev *blockdev_next(uint32_t after);
/* Adds a device (borrowed for ever) with its node in /dev; or takes it away again. */
int blockdev_add(struct blockdev *bd);
void blockdev_remove(struct blockdev *bd);
/* A file system is mounted from it, or not any more.  -EBUSY: open with O_EXCL. */
int blockdev_claim(struct blockdev *bd);
void blockdev_release(struct blockdev *bd);
/* What the driver says of a disk, by number; -ENODEV past the last. */
int blockdev_stats(unsigned disk, struct block_stats *st);

/* blockdev_ioctl.c: what all of them understand. */
long blockdev_ioctl(struct blockdev *bd, struct file *f, uint32_t command, uint64_t argument);
