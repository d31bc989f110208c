/* SPDX-License-Identifier: BSD-2-Clause */
/* Drivers that end and are started again while they are used: requests end, with a result or -EIO, and
 * later ones find the new driver.  Only where the driver is a task of its own. */
#include <ipc/block.h>
#include <ipc/root.h>
#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/task.h>
#include <rt/waitq.h>

#include "check.h"

struct block *wire_block(void);

enum { ROUNDS = 10, READERS = 12, READS = 20, SECTORS = 8 };

static unsigned reading, good, lost;
static struct rt_waitq readers_done;

static void reader(void *arg)
{
    static char buf[READERS][SECTORS * BLOCK_SECTOR_SIZE];
    uintptr_t number = (uintptr_t)arg;
    for (int i = 0; i < READS; i++) {
        int err = block_read(wire_block(), 0, number * SECTORS, SECTORS, buf[number]);
        CHECK_EQ("a result or EIO", err == 0 || err == -EIO, 1);
        good += err == 0;
        lost += err != 0;
        rt_yield();
    }
    if (--reading == 0)
        rt_waitq_wake_all(&readers_done);
}

/* Memory that is free or in some task's books. */
static uint64_t accounted(void)
{
    uint64_t total, sum, mine;
    struct root_task_state task;
    if (root_memory(rt_root(), &total, &sum, &mine) != 0)
        return 0;
    for (uint32_t i = 0; root_task(rt_root(), i, &task) == 0; i++)
        sum += task.bytes;
    return sum;
}

void test_restart(void)
{
    uint64_t before = accounted();
    for (int round = 0; round < ROUNDS; round++) {
        reading = READERS;
        for (uintptr_t i = 0; i < READERS; i++)
            CHECK_EQ("reader", rt_fiber_start(reader, (void *)i), 0);
        rt_yield(); /* requests are on their way */
        int err = root_restart(rt_root(), "block-thread");
        if (err == -ENOENT && round == 0)
            log_info("block-thread is linked in: no restart");
        else
            CHECK_EQ("restart", err, 0);
        while (reading > 0)
            rt_wait(&readers_done);
        CHECK_EQ("disks afterwards", block_count(wire_block()) > 0, 1);
        if (err == -ENOENT)
            return;
    }
    CHECK_EQ("memory lost by restarts", before - accounted(), 0);
    log_info("restarts: %d, %u reads done, %u ended by EIO", ROUNDS, good, lost);
}
