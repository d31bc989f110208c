/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk 0 is scratch: its whole content is written over.  Disk 1 is read-only; sector 64 of disk 2
 * cannot be read, sector 200 not written; disk 3 has partition 2, 64 sectors from 128. */
#include <stdlib.h>
#include <string.h>

#include <ipc/block.h>
#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/timer.h>
#include <rt/waitq.h>
#include <wire.h>

#include "check.h"

enum { WORKERS = 24, ROUNDS = 6 };

static struct block *dev;
static uint64_t sectors;
static unsigned working;
static struct rt_waitq workers_done;

/* The content of a sector in a round: every 8 bytes differ from those of other sectors and rounds.
 */
static void fill(uint64_t *words, uint64_t sector, uint32_t count, uint64_t round)
{
    for (uint32_t i = 0; i < count * BLOCK_SECTOR_SIZE / 8; i++)
        words[i] = (sector * 64 + i) * 0x9e3779b97f4a7c15 + round;
}

static void write_and_compare(uint64_t sector, uint32_t count, uint64_t round)
{
    size_t bytes = count * BLOCK_SECTOR_SIZE;
    uint64_t *out = malloc(bytes), *in = calloc(1, bytes);
    fill(out, sector, count, round);
    CHECK_EQ("write", block_write(dev, 0, sector, count, out), 0);
    CHECK_EQ("read", block_read(dev, 0, sector, count, in), 0);
    CHECK_EQ("data", memcmp(out, in, bytes), 0);
    free(out);
    free(in);
}

/* Each worker has a part of the disk of its own and goes through it in pieces of changing size. */
static void worker(void *arg)
{
    static const uint32_t sizes[] = {1, 8, 3, 256, 17, 64, 128};
    unsigned number = (unsigned)(uintptr_t)arg;
    uint64_t part = sectors / WORKERS, first = number * part;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t count = sizes[(number + round) % (sizeof(sizes) / sizeof(sizes[0]))];
        if (count > part)
            count = (uint32_t)part;
        write_and_compare(first + round * 7 % (part - count + 1), count, round);
    }
    if (--working == 0)
        rt_waitq_wake_all(&workers_done);
}

static void test_partition(void)
{
    enum { UNIT = 3 + 2 * BLOCK_PARTITION };
    char buf[BLOCK_SECTOR_SIZE];
    struct block_info info;
    CHECK_EQ("no partition 1", block_info(dev, 3 + BLOCK_PARTITION, &info), -ENODEV);
    CHECK_EQ("no partition 16", block_info(dev, 3 + 16 * BLOCK_PARTITION, &info), -ENODEV);
    CHECK_EQ("partition 2", block_info(dev, UNIT, &info), 0);
    CHECK_EQ("its size", info.sectors, 64);
    CHECK_EQ("its first sector", block_read(dev, UNIT, 0, 1, buf), 0);
    CHECK_EQ("its content", memcmp(buf, "partition 2\n", 12), 0);
    CHECK_EQ("behind it", block_read(dev, UNIT, 64, 1, buf), -EINVAL);
    CHECK_EQ("before it", block_read(dev, UNIT, UINT64_MAX, 1, buf), -EINVAL);
    buf[0] = 'P';
    CHECK_EQ("write into it", block_write(dev, UNIT, 0, 1, buf), 0);
    CHECK_EQ("flush it", block_flush(dev, UNIT), 0);
    CHECK_EQ("seen through the disk", block_read(dev, 3, 128, 1, buf), 0);
    CHECK_EQ("its content", memcmp(buf, "Partition 2\n", 12), 0);
}

static void test_errors(void)
{
    char buf[BLOCK_SECTOR_SIZE * 2];
    struct block_info info;
    CHECK_EQ("info of no disk", block_info(dev, 99, &info), -ENODEV);
    CHECK_EQ("read of no disk", block_read(dev, 99, 0, 1, buf), -ENODEV);
    CHECK_EQ("read of nothing", block_read(dev, 0, 0, 0, buf), -EINVAL);
    CHECK_EQ("read behind the end", block_read(dev, 0, sectors, 1, buf), -EINVAL);
    CHECK_EQ("read over the end", block_read(dev, 0, sectors - 1, 2, buf), -EINVAL);
    CHECK_EQ("read far behind the end", block_read(dev, 0, UINT64_MAX, 2, buf), -EINVAL);
    CHECK_EQ("read too much", block_read(dev, 0, 0, BLOCK_MAX_SECTORS + 1, buf), -EINVAL);
    CHECK_EQ("read of the last", block_read(dev, 0, sectors - 1, 1, buf), 0);
    CHECK_EQ("flush", block_flush(dev, 0), 0);
    CHECK_EQ("flush of no disk", block_flush(dev, 8), -ENODEV);
    CHECK_EQ("disks", block_count(dev), 4);
    CHECK_EQ("broken sector", block_read(dev, 2, 64, 1, buf), -EIO);
    CHECK_EQ("broken sector among others", block_read(dev, 2, 63, 2, buf), -EIO);
    CHECK_EQ("sector that cannot be written", block_write(dev, 2, 200, 1, buf), -EIO);
    CHECK_EQ("sector that can", block_write(dev, 2, 208, 1, buf), 0);
    CHECK_EQ("sector behind it", block_read(dev, 2, 72, 2, buf), 0);
    CHECK_EQ("read-only disk", block_info(dev, 1, &info), 0);
    CHECK_EQ("is read-only", info.read_only, 1);
    CHECK_EQ("write to it", block_write(dev, 1, 0, 1, buf), -EROFS);
    CHECK_EQ("read from it", block_read(dev, 1, 0, 1, buf), 0);
    CHECK_EQ("its content", memcmp(buf, "read-only disk\n", 15), 0);
}

/* Several ranges in one request, in any order, with a barrier between two of them. */
static void test_vectors(void)
{
    enum { TOTAL = 40 };
    static const struct block_vector v = {.count = 4, .range = {{9000, 8}, {100, 1}, {500, 30}, {8000, 1}}};
    struct block_vector w = v;
    uint64_t *out = malloc(TOTAL * BLOCK_SECTOR_SIZE), *in = calloc(TOTAL, BLOCK_SECTOR_SIZE);
    fill(out, 77, TOTAL, 3);
    CHECK_EQ("writev", block_writev(dev, 0, &v, TOTAL, out), 0);
    CHECK_EQ("barrier", block_barrier(dev, 0), 0);
    CHECK_EQ("readv", block_readv(dev, 0, &v, TOTAL, in), 0);
    CHECK_EQ("data", memcmp(out, in, TOTAL * BLOCK_SECTOR_SIZE), 0);
    CHECK_EQ("third range", block_read(dev, 0, 500, 30, in), 0);
    CHECK_EQ("data", memcmp((char *)out + 9 * BLOCK_SECTOR_SIZE, in, 30 * BLOCK_SECTOR_SIZE), 0);
    CHECK_EQ("sum too small", block_readv(dev, 0, &v, TOTAL + 1, in), -EINVAL);
    CHECK_EQ("sum too large", block_readv(dev, 0, &v, TOTAL - 1, in), -EINVAL);
    w.range[2].sector = sectors - 29;
    CHECK_EQ("one behind the end", block_readv(dev, 0, &w, TOTAL, in), -EINVAL);
    w = v;
    w.range[1].count = UINT64_MAX;
    CHECK_EQ("wraps", block_readv(dev, 0, &w, TOTAL, in), -EINVAL);
    w = v;
    w.count = 0;
    CHECK_EQ("none", block_readv(dev, 0, &w, 0, in), -EINVAL);
    w.count = BLOCK_RANGES_MAX + 1;
    CHECK_EQ("too many", block_readv(dev, 0, &w, TOTAL, in), -EINVAL);
    w = (struct block_vector){.count = 3, .range = {{0, 4}, {60, 8}, {100, 4}}};
    CHECK_EQ("one that is broken", block_readv(dev, 2, &w, 16, in), -EIO);
    CHECK_EQ("write to a read-only disk", block_writev(dev, 1, &w, 16, out), -EROFS);
    free(out);
    free(in);
}

/* Writers and barriers at the same time: each barrier comes back, and so does each write. */
static void barrier_worker(void *arg)
{
    char buf[BLOCK_SECTOR_SIZE] = {0};
    unsigned number = (unsigned)(uintptr_t)arg;
    for (unsigned i = 0; i < 20; i++) {
        if (number % 4 == 0)
            CHECK_EQ("barrier", block_barrier(dev, 0), 0);
        else
            CHECK_EQ("write", block_write(dev, 0, 20000 + number, 1, buf), 0);
    }
    if (--working == 0)
        rt_waitq_wake_all(&workers_done);
}

static void run_workers(void (*fn)(void *), unsigned count)
{
    working = count;
    for (uintptr_t i = 0; i < count; i++)
        CHECK_EQ("worker", rt_fiber_start(fn, (void *)i), 0);
    while (working > 0)
        rt_wait(&workers_done);
}

void test_block(void)
{
    struct block_info info = {0};
    dev = wire_block();
    CHECK_EQ("block wired", dev != NULL, 1);
    if (dev == NULL)
        return;
    CHECK_EQ("disks", block_count(dev) > 0, 1);
    CHECK_EQ("info", block_info(dev, 0, &info), 0);
    sectors = info.sectors;
    CHECK_EQ("big enough", sectors >= WORKERS * 300, 1);
    if (sectors < WORKERS * 300)
        return;
    test_errors();
    test_partition();
    test_vectors();

    uint64_t start = rt_now_ns();
    run_workers(worker, WORKERS);
    run_workers(barrier_worker, WORKERS);
    CHECK_EQ("flush after all", block_flush(dev, 0), 0);
    log_info("block: %d workers, %d rounds in %lu us", WORKERS, ROUNDS,
             (unsigned long)((rt_now_ns() - start) / 1000));
}
