/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread: disks, served to other tasks. */
#include <ipc/block_gen.h>
#include <rt/loop.h>
#include <rt/panic.h>

struct block *block_thread_new(void);

static struct block *dev;

static int start(void *arg)
{
    (void)arg;
    dev = block_thread_new();
    return dev != NULL ? 0 : -1;
}

int main(void)
{
    if (rt_run(start, NULL) != 0)
        rt_panic("block-thread cannot start");
    block_serve(dev);
}
