/* SPDX-License-Identifier: BSD-2-Clause */
/* File systems on loop devices: cores linked into this task, whatever the composition does with those of the disks. */
#include "fs/loopfs.h"

#include <stddef.h>

#include "io/blockdev.h"
#include "io/loop.h"

/* Constructors of the cores (fs_thread.h, fat_thread.h): a file system on the disks of a block service, which all loop
 * devices have in common. */
struct fs *fs_thread_new_on(struct block *block);
struct fs *fat_thread_new_on(struct block *block);

static struct {
    struct fs *fs[LOOPS_MAX]; /* owned */
    unsigned count;
} spare[2];

struct fs *loopfs_get(struct blockdev *bd, int fat)
{
    if (spare[fat].count)
        return spare[fat].fs[--spare[fat].count];
    return fat ? fat_thread_new_on(bd->service) : fs_thread_new_on(bd->service);
}

void loopfs_put(struct fs *fs, int fat)
{
    spare[fat].fs[spare[fat].count++] = fs; /* there are as many at most as devices */
}
