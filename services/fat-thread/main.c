/* SPDX-License-Identifier: BSD-2-Clause */
/* fat-thread: FAT file systems, served to other tasks. */
#include "fat_thread.h"

#include <ipc/fs_gen.h>
#include <rt/loop.h>
#include <rt/panic.h>

static struct fs *fs;

static int start(void *arg)
{
    (void)arg;
    fs = fat_thread_new();
    return fs ? 0 : -1;
}

int main(void)
{
    if (rt_run(start, NULL))
        rt_panic("fat-thread cannot start: no memory or no disk service");
    fs_serve(fs);
}
