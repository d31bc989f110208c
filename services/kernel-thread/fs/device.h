/* SPDX-License-Identifier: BSD-2-Clause */
/* Device numbers: which operations a device node opens. */
#pragma once
#include <stdint.h>

struct file_ops;

#define RDEV(major, minor) ((uint32_t)(major) << 20 | (minor))
#define RDEV_MAJOR(rdev) ((rdev) >> 20)
#define RDEV_MINOR(rdev) ((rdev) & 0xfffff)

/* Registers a device; it appears in /dev under its name with these permissions (node type in mode). */
int device_register(const char *name, uint32_t mode, uint32_t rdev, const struct file_ops *ops);
/* ... or goes. */
void device_unregister(const char *name, uint32_t rdev);
/* All minors of a character major, without nodes in /dev. */
int device_register_major(uint32_t major, const struct file_ops *ops);
/* NULL: no such device. */
const struct file_ops *device_char_ops(uint32_t rdev);
const struct file_ops *device_block_ops(uint32_t rdev);
/* For /dev: the next registered device; *cookie starts at 0. */
struct device { const char *name; uint32_t mode, rdev; const struct file_ops *ops; };
const struct device *device_next(unsigned *cookie);

extern const struct file_ops fifo_file_ops;
