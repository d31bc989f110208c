/* SPDX-License-Identifier: BSD-2-Clause */
/* kernel-thread: the Linux personality.  Starts its parts, then serves the messages of Linux threads. */
#include <ipc/fs.h>
#include <rt/fiber.h>
#include <rt/log.h>
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>
#include <wire.h>

#include "fs/diskfs.h"
#include "fs/vfs.h"
#include "io/control.h"
#include "mm/batch.h"
#include "mm/memory.h"
#include "mm/random.h"
#include "time/clock.h"
#include "transport/transport.h"

enum { FIBER_STACK_BYTES = 32 * 1024 };

static void must(int err, const char *what)
{
    if (err < 0)
        rt_panic("%s failed: error %d", what, -err);
}

/* What needs fibers, but no Linux threads yet. */
static int start(void *arg)
{
    (void)arg;
    machine_batch_init();
    must(page_init(), "memory");
    random_init();
    must(transport_init(), "system calls");
    must(kit_init(), "kit pages");
    must(clock_init(), "clock");
    must(vfs_init(wire_fs()), "file systems");
    must(diskfs_register_fat(wire_fat()), "vfat");
    return 0;
}

static void first_program(void *arg)
{
    (void)arg;
    must(system_start(), "start of the first program");
}

int main(void)
{
    rt_fiber_set_stack_size(FIBER_STACK_BYTES);
    rt_run(start, NULL);
    must(root_ready(rt_root()), "ready");
    must(rt_fiber_start(first_program, NULL), "start");
    rt_loop(&transport_server);
}
