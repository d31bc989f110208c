/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs ask block devices for. */
#include <ipc/block_gen.h>
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/ioctl.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/diskfs_int.h"
#include "fs/file.h"
#include "io/blockdev.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { LONGEST_TRANSFER = 2560 /* sectors, as Linux says of devices without a limit of their own */ };

static int out_word(uint64_t argument, uint32_t word)
{
    return copy_out(current()->proc->mm, argument, &word, sizeof word);
}

static int out_long(uint64_t argument, uint64_t word)
{
    return copy_out(current()->proc->mm, argument, &word, sizeof word);
}

static int out_short(uint64_t argument, uint16_t word)
{
    return copy_out(current()->proc->mm, argument, &word, sizeof word);
}

static int set_soft_block(struct blockdev *bd, uint64_t argument)
{
    uint32_t size;
    int err = copy_in(current()->proc->mm, &size, argument, sizeof size);

    if (err)
        return err;
    if (size < bd->logical || size > 4096 || (size & (size - 1)))
        return -EINVAL;
    bd->soft_block = size;
    return 0;
}

static int set_read_only(struct blockdev *bd, uint64_t argument)
{
    uint32_t on;
    int err = copy_in(current()->proc->mm, &on, argument, sizeof on);

    if (!err)
        bd->read_only = on || bd->write_protected;
    return err;
}

static int write_zeroes(struct blockdev *bd, uint64_t offset, uint64_t bytes)
{
    enum { STEP = 64 * 1024 };
    void *zeroes = calloc(1, STEP);
    int err = zeroes ? 0 : -ENOMEM;

    while (!err && bytes) {
        uint64_t part = bytes < STEP ? bytes : STEP;
        err = block_write(bd->service, bd->unit, offset / BLOCK_SECTOR_SIZE, (uint32_t)(part / BLOCK_SECTOR_SIZE), zeroes);
        offset += part;
        bytes -= part;
    }
    free(zeroes);
    return err;
}

/* BLKZEROOUT and BLKDISCARD, which need not do anything where the device has no such thing. */
static int clear_range(struct blockdev *bd, const struct file *f, uint32_t command, uint64_t argument)
{
    uint64_t range[2];

    if (!file_writable(f))
        return -EBADF;
    if (command != BLKZEROOUT && !bd->kind)
        return -EOPNOTSUPP;
    int err = copy_in(current()->proc->mm, range, argument, sizeof range);
    if (err)
        return err;
    if (range[0] % BLOCK_SECTOR_SIZE || range[1] % BLOCK_SECTOR_SIZE || range[0] + range[1] < range[0] ||
        range[0] + range[1] > bd->sectors * BLOCK_SECTOR_SIZE)
        return -EINVAL;
    if (bd->read_only)
        return -EPERM;
    return write_zeroes(bd, range[0], range[1]);
}

static int is_setting(uint32_t command)
{
    return command == BLKROSET || command == BLKRASET || command == BLKFRASET || command == BLKBSZSET ||
           command == BLKFLSBUF || command == BLKRRPART;
}

static long setting(struct blockdev *bd, uint32_t command, uint64_t argument)
{
    if (!cred_capable(current()))
        return -EACCES;
    switch (command) {
    case BLKROSET: return set_read_only(bd, argument);
    case BLKBSZSET: return set_soft_block(bd, argument);
    case BLKFLSBUF: return block_flush(bd->service, bd->unit);
    case BLKRRPART: return RDEV_MINOR(bd->rdev) % DISK_MINORS || bd->kind ? -EINVAL : -EBUSY; /* found at start only */
    default: bd->read_ahead = (uint32_t)argument; return 0;
    }
}

static long sizes(const struct blockdev *bd, uint32_t command, uint64_t argument)
{
    switch (command) {
    case BLKGETSIZE64: return out_long(argument, bd->sectors * BLOCK_SECTOR_SIZE);
    case BLKGETSIZE: return out_long(argument, bd->sectors);
    case BLKRAGET:
    case BLKFRAGET: return argument ? out_long(argument, bd->read_ahead) : -EINVAL;
    case BLKROGET: return out_word(argument, bd->read_only);
    case BLKSSZGET: return out_word(argument, bd->logical);
    case BLKBSZGET: return out_word(argument, bd->soft_block);
    case BLKPBSZGET:
    case BLKIOMIN: return out_word(argument, bd->physical);
    case BLKIOOPT:
    case BLKALIGNOFF:
    case BLKDISCARDZEROES: return out_word(argument, 0);
    case BLKSECTGET: return out_short(argument, LONGEST_TRANSFER);
    case BLKROTATIONAL: return out_short(argument, 1); /* nobody knows */
    default: return -ENOTTY;
    }
}

long blockdev_ioctl(struct blockdev *bd, struct file *f, uint32_t command, uint64_t argument)
{
    long n;

    if (is_setting(command))
        return setting(bd, command, argument);
    if (command == BLKZEROOUT || command == BLKDISCARD)
        return clear_range(bd, f, command, argument);
    if (command == BLKSECDISCARD)
        return file_writable(f) ? -EOPNOTSUPP : -EBADF;
    n = sizes(bd, command, argument);
    if (n == -ENOTTY && bd->kind && bd->kind->ioctl)
        n = bd->kind->ioctl(bd, f, command, argument);
    return n;
}
