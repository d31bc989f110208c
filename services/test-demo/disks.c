/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the interface block, every operation, on disk 2, 1 MiB of zeros with the partition 1: 64 sectors from 128. */
#include <string.h>

#include <ipc/block.h>
#include <linux/errno.h>
#include <wire.h>

#include "test.h"

enum { DISK = 2, PART = DISK + BLOCK_PARTITION, SECTORS = 2048, SIZE = BLOCK_SECTOR_SIZE };

static uint8_t out[8 * SIZE], in[8 * SIZE];

static void one_range(struct block *dev)
{
    CHECK_EQ(block_read(dev, DISK, 1000, 8, in), 0);
    CHECK_EQ(in[0] | in[8 * SIZE - 1], 0);
    CHECK_EQ(block_write(dev, DISK, 1000, 8, out), 0);
    CHECK_EQ(block_flush(dev, DISK), 0);
    CHECK_EQ(block_read(dev, DISK, 1000, 8, in), 0);
    CHECK_EQ(memcmp(in, out, sizeof(in)), 0);
    CHECK_EQ(block_read(dev, DISK, SECTORS - 1, 2, in), -EINVAL);
    CHECK_EQ(block_read(dev, DISK, 0, 0, in), -EINVAL);
    CHECK_EQ(block_write(dev, 99, 0, 1, out), -ENODEV);
}

static void ranges(struct block *dev)
{
    static const struct block_vector v = {.count = 3, .range = {{1500, 1}, {700, 5}, {1200, 2}}};

    CHECK_EQ(block_writev(dev, DISK, &v, 8, out), 0);
    CHECK_EQ(block_barrier(dev, DISK), 0);
    memset(in, 0, sizeof(in));
    CHECK_EQ(block_readv(dev, DISK, &v, 8, in), 0);
    CHECK_EQ(memcmp(in, out, sizeof(in)), 0);
    CHECK_EQ(block_read(dev, DISK, 700, 5, in), 0);
    CHECK_EQ(memcmp(in, out + SIZE, 5 * SIZE), 0);
    CHECK_EQ(block_readv(dev, DISK, &v, 7, in), -EINVAL);
}

static void partition(struct block *dev)
{
    struct block_info info = {0};

    CHECK_EQ(block_info(dev, PART, &info), 0);
    CHECK_EQ(info.sectors, 64);
    CHECK_EQ(block_write(dev, PART, 3, 1, out), 0);
    CHECK_EQ(block_read(dev, DISK, 131, 1, in), 0);
    CHECK_EQ(memcmp(in, out, SIZE), 0);
    CHECK_EQ(block_read(dev, PART, 64, 1, in), -EINVAL);
}

void test_block(void)
{
    struct block *dev = wire_block();
    struct block_info info = {0};
    struct block_stats before = {0}, after = {0};

    CHECK(dev != NULL);
    if (dev == NULL)
        return;
    for (unsigned i = 0; i < sizeof(out); i++)
        out[i] = (uint8_t)(i * 5 + i / SIZE + 1);
    CHECK_EQ(block_count(dev), 3);
    CHECK_EQ(block_info(dev, 99, &info), -ENODEV);
    CHECK_EQ(block_info(dev, DISK, &info), 0);
    CHECK_EQ(info.sectors, SECTORS);
    CHECK_EQ(info.read_only, 0);
    CHECK_EQ(block_stats(dev, DISK, &before), 0);
    one_range(dev);
    ranges(dev);
    partition(dev);
    CHECK_EQ(block_stats(dev, DISK, &after), 0);
    CHECK(after.requests >= before.requests + 9);
}
