/* SPDX-License-Identifier: BSD-2-Clause */
/* test-confined: a client of block-thread that may use disk 1 and partition 2 of disk 3, while
 * test-devices uses everything.  tests/services/devices says what the disks hold. */
#include <string.h>

#include <ipc/block.h>
#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>
#include <rt/waitq.h>
#include <wire.h>

#include "check.h"

unsigned checks, failures;

enum { PARTITION = 3 + 2 * BLOCK_PARTITION, READERS = 8, READS = 50 };

static struct block *dev;
static unsigned reading;
static struct rt_waitq readers_done;

/* Everything on a unit that is not the client's is refused, whatever else may be wrong with it. */
static void refused(uint32_t unit)
{
    static char buf[4 * BLOCK_SECTOR_SIZE];
    struct block_vector v = {.count = 1, .range = {{0, 1}}};
    struct block_info info;
    struct block_stats stats;
    CHECK_EQ("info", block_info(dev, unit, &info), -EPERM);
    CHECK_EQ("read", block_read(dev, unit, 0, 1, buf), -EPERM);
    CHECK_EQ("read far away", block_read(dev, unit, UINT64_MAX, 1, buf), -EPERM);
    CHECK_EQ("write", block_write(dev, unit, 0, 1, buf), -EPERM);
    CHECK_EQ("readv", block_readv(dev, unit, &v, 1, buf), -EPERM);
    CHECK_EQ("writev", block_writev(dev, unit, &v, 1, buf), -EPERM);
    CHECK_EQ("flush", block_flush(dev, unit), -EPERM);
    CHECK_EQ("barrier", block_barrier(dev, unit), -EPERM);
    CHECK_EQ("stats", block_stats(dev, unit, &stats), -EPERM);
}

static void reader(void *arg)
{
    char buf[BLOCK_SECTOR_SIZE];
    (void)arg;
    for (unsigned i = 0; i < READS; i++) {
        bool whole = i % 2 == 0;
        int err = block_read(dev, whole ? 1 : PARTITION, 0, 1, buf);
        if (err == -EIO) /* test-devices has the driver started again meanwhile */
            continue;
        CHECK_EQ("read", err, 0);
        CHECK_EQ("content", strncmp(buf + 1, whole ? "ead-only disk" : "artition 2\n", 10), 0);
        rt_yield();
    }
    if (--reading == 0)
        rt_waitq_wake_all(&readers_done);
}

static int run(void *arg)
{
    static char buf[BLOCK_SECTOR_SIZE];
    struct block_info info = {0};
    (void)arg;
    dev = wire_block();
    CHECK_EQ("wired", dev != NULL, 1);
    refused(0);
    refused(2);
    refused(3);
    CHECK_EQ("no such disk", block_info(dev, 4, &info), -ENODEV);
    CHECK_EQ("no such partition", block_info(dev, 3 + BLOCK_PARTITION, &info), -ENODEV);
    CHECK_EQ("its disk", block_info(dev, 1, &info), 0);
    CHECK_EQ("its partition", block_info(dev, PARTITION, &info), 0);
    CHECK_EQ("sectors", info.sectors, 64);
    CHECK_EQ("behind it", block_read(dev, PARTITION, 64, 1, buf), -EINVAL);
    CHECK_EQ("before it", block_read(dev, PARTITION, UINT64_MAX - 127, 1, buf), -EINVAL);
    CHECK_EQ("over its end", block_read(dev, PARTITION, 63, 2, buf), -EINVAL);
    for (reading = 0; reading < READERS; reading++)
        CHECK_EQ("reader", rt_fiber_start(reader, NULL), 0);
    while (reading > 0)
        rt_wait(&readers_done);
    log_info("test-confined: %s, %u checks, %u failed", failures == 0 ? "PASS" : "FAIL", checks,
             failures);
    return 0;
}

static void nothing(const struct rt_server *server, struct rt_message *m)
{
    (void)server;
    m->no_reply = true;
}

int main(void)
{
    static const struct rt_server server = {.handle = nothing};
    if (rt_run(run, NULL) != 0)
        rt_panic("test-confined cannot run");
    rt_loop(&server);
}
