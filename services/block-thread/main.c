/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread: disks, served to other tasks. */
#include <ipc/block_gen.h>
#include <rt/loop.h>
#include <rt/panic.h>

#include "view.h"

struct block *block_thread_new(void);

static int start(void *arg)
{
    (void)arg;
    return block_thread_new() != NULL ? 0 : -1;
}

int main(void)
{
    if (rt_run(start, NULL) != 0)
        rt_panic("block-thread cannot start");
    block_serve_each(block_thread_client);
}
