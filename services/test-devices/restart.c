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

enum { ROUNDS = 12, READERS = 12, READS = 20, SECTORS = 8 };

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

void test_restart(void)
{
    /* The least free memory of each half: a driver that has just started may not have taken its heap yet. */
    uint64_t total, free, mine, least[2] = {UINT64_MAX, UINT64_MAX};
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
        (void)root_memory(rt_root(), &total, &free, &mine);
        uint64_t *half = &least[round >= ROUNDS / 2];
        if (round > 1 && free < *half)
            *half = free;
    }
    CHECK_EQ("memory lost by restarts", least[0] > least[1] ? least[0] - least[1] : 0, 0);
    log_info("restarts: %d, %u reads done, %u ended by EIO", ROUNDS, good, lost);
}
