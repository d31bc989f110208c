/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the tables of /sys. */
#pragma once
#include "fs/procfs_int.h"

/* Block devices by number: all, or those that are not partitions; their names, and "major:minor". */
int sysfs_block_next(struct proc *p, int after);
int sysfs_disk_next(struct proc *p, int after);
void sysfs_block_name(struct proc *p, int id, char *name);
void sysfs_block_number(struct proc *p, int id, char *name);
/* Links to their directories from /sys/block, and from /sys/class/block and /sys/dev/block. */
extern const struct procfs_entry sysfs_block_link, sysfs_class_link;
/* /sys/devices/virtio and virtual */
extern const struct procfs_entry sysfs_virtio[], sysfs_virtual[];
