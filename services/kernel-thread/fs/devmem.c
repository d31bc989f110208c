/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices without hardware: null, zero, full, random, urandom. */
#include "fs/devmem.h"

#include <linux/errno.h>
#include <linux/stat.h>

#include "fs/device.h"
#include "fs/file.h"
#include "mm/random.h"
#include "mm/user.h"
#include "sig/signal.h"
#include "proc/proc.h"

static ssize_t null_read(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)f;
    (void)uio;
    (void)offset;
    return 0;
}

static ssize_t null_write(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)f;
    (void)offset;
    return (ssize_t)uio->left;
}

/* Long transfers end early for a signal. */
static ssize_t zero_read(struct file *f, struct uio *uio, uint64_t offset)
{
    ssize_t done = 0;

    (void)f;
    (void)offset;
    while (uio->left) {
        ssize_t n = uio_zero(uio, uio->left < 65536 ? uio->left : 65536);
        if (n <= 0)
            return done ? done : n;
        done += n;
        if (uio->left && current() && signal_fatal_pending(current()))
            break;
    }
    return done;
}

static ssize_t full_write(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)f;
    (void)offset;
    return uio->left ? -ENOSPC : 0;
}

static ssize_t random_read(struct file *f, struct uio *uio, uint64_t offset)
{
    unsigned char block[256];
    ssize_t done = 0;

    (void)f;
    (void)offset;
    while (uio->left) {
        size_t part = uio->left < sizeof block ? uio->left : sizeof block;
        random_bytes(block, part);
        ssize_t n = uio_copy_to(uio, block, part);
        if (n < 0)
            return done ? done : n;
        done += n;
        if ((size_t)n < part)
            break;
        if (uio->left && current() && signal_fatal_pending(current()))
            break;
    }
    return done;
}

static ssize_t random_write(struct file *f, struct uio *uio, uint64_t offset)
{
    unsigned char block[256];
    ssize_t done = 0;

    (void)f;
    (void)offset;
    while (uio->left) {
        ssize_t n = uio_copy_from(uio, block, uio->left < sizeof block ? uio->left : sizeof block);
        if (n < 0)
            return done ? done : n;
        if (n == 0)
            break;
        random_add(block, (size_t)n);
        done += n;
    }
    return done;
}

static uint32_t always_ready(struct file *f, struct poll_table *pt)
{
    (void)f;
    (void)pt;
    return 0x145; /* POLLIN POLLOUT POLLRDNORM POLLWRNORM */
}

static int64_t seek_nowhere(struct file *f, int64_t offset, int whence)
{
    (void)f;
    (void)offset;
    (void)whence;
    return 0;
}

static int zero_mmap(struct file *f)
{
    (void)f;
    return MMAP_ZERO;
}

static const struct file_ops null_ops = {
    .read = null_read, .write = null_write, .seek = seek_nowhere, .splice = FILE_SPLICE_OUT,
};
static const struct file_ops zero_ops = {
    .read = zero_read, .write = null_write, .seek = seek_nowhere, .mmap = zero_mmap,
};
static const struct file_ops full_ops = {
    .read = zero_read, .write = full_write, .seek = seek_nowhere, .mmap = zero_mmap,
};
static const struct file_ops random_ops = {
    .read = random_read, .write = random_write, .poll = always_ready, .seek = seek_nowhere, .splice = FILE_SPLICE,
};

int devmem_init(void)
{
    static const struct device list[] = {
        { "null", S_IFCHR | 0666, RDEV(1, 3), &null_ops },
        { "zero", S_IFCHR | 0666, RDEV(1, 5), &zero_ops },
        { "full", S_IFCHR | 0666, RDEV(1, 7), &full_ops },
        { "random", S_IFCHR | 0666, RDEV(1, 8), &random_ops },
        { "urandom", S_IFCHR | 0666, RDEV(1, 9), &random_ops },
    };
    int err = 0;

    for (unsigned i = 0; !err && i < sizeof list / sizeof *list; i++)
        err = device_register(list[i].name, list[i].mode, list[i].rdev, list[i].ops);
    return err;
}
