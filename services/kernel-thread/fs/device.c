/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of devices. */
#include "fs/device.h"

#include <linux/errno.h>
#include <linux/stat.h>
#include <stddef.h>

#include "fs/tmpfs.h"

enum { DEVICES_MAX = 64 };

static struct device devices[DEVICES_MAX];
static unsigned count;

int device_register(const char *name, uint32_t mode, uint32_t rdev, const struct file_ops *ops)
{
    if (count == DEVICES_MAX)
        return -ENFILE;
    devices[count++] = (struct device){ name, mode, rdev, ops };
    return devfs_add(name, mode, rdev);
}

static const struct file_ops *find(uint32_t rdev, uint32_t type)
{
    for (unsigned i = 0; i < count; i++)
        if (devices[i].rdev == rdev && (devices[i].mode & S_IFMT) == type)
            return devices[i].ops;
    return NULL;
}

const struct file_ops *device_char_ops(uint32_t rdev)
{
    return find(rdev, S_IFCHR);
}

const struct file_ops *device_block_ops(uint32_t rdev)
{
    return find(rdev, S_IFBLK);
}

const struct device *device_next(unsigned *cookie)
{
    return *cookie < count ? &devices[(*cookie)++] : NULL;
}
