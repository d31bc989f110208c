/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of devices. */
#include "fs/device.h"

#include <linux/errno.h>
#include <linux/stat.h>
#include <stddef.h>
#include <string.h>

#include "fs/tmpfs.h"

enum { DEVICES_MAX = 576 };

static struct device devices[DEVICES_MAX];
static unsigned count;

int device_register(const char *name, uint32_t mode, uint32_t rdev, const struct file_ops *ops)
{
    if (count == DEVICES_MAX)
        return -ENFILE;
    devices[count++] = (struct device){ name, mode, rdev, ops };
    return devfs_add(name, mode, rdev);
}

void device_unregister(const char *name, uint32_t rdev)
{
    for (unsigned i = 0; i < count; i++) {
        if (devices[i].rdev != rdev || strcmp(devices[i].name, name))
            continue;
        devfs_remove(name);
        memmove(&devices[i], &devices[i + 1], (count - i - 1) * sizeof devices[0]);
        count--;
        return;
    }
}

static struct { uint32_t major; const struct file_ops *ops; } majors[4];
static unsigned major_count;

int device_register_major(uint32_t major, const struct file_ops *ops)
{
    if (major_count == sizeof majors / sizeof *majors)
        return -ENFILE;
    majors[major_count].major = major;
    majors[major_count++].ops = ops;
    return 0;
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
    for (unsigned i = 0; i < major_count; i++)
        if (majors[i].major == RDEV_MAJOR(rdev))
            return majors[i].ops;
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
