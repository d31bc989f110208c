/* SPDX-License-Identifier: BSD-2-Clause */
/* Files through named memory: the same bytes as through the channel, and the driver says that it
 * copied none. */
#include <stdlib.h>
#include <string.h>

#include <ipc/block.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <rt/task.h>
#include <wire.h>

#include "bulk.h"
#include "check.h"

enum { REG = 0100000, BIG_BYTES = 1 << 20, PAGES = 32, SPREAD = 7 };

static struct fs *fs;
static struct block *dev;
static uint32_t mnt;
static uint64_t root;

static uint8_t pattern(uint64_t at, unsigned seed)
{
    return (uint8_t)(at * 7 + (at >> 8) * 13 + (at >> 16) * 29 + seed);
}

static unsigned wrong_bytes(const void *data, uint64_t bytes, uint64_t at, unsigned seed)
{
    const uint8_t *p = data;
    unsigned wrong = 0;
    for (uint64_t i = 0; i < bytes; i++)
        wrong += p[i] != pattern(at + i, seed);
    return wrong;
}

static struct block_stats stats(void)
{
    struct block_stats s = {0};
    CHECK_EQ("stats", block_stats(dev, 0, &s), 0);
    return s;
}

/* Bytes that the device moved in the client's own memory since `before`.  Linked into one task it
 * is memory whose address is known, and only what is gathered goes by name. */
static uint64_t own_bytes(const struct block_stats *before)
{
    struct block_stats now = stats();
    bool linked = rt_task_mem("dma:block-thread", 0) != NULL;
    return now.named_bytes - before->named_bytes +
           (linked ? now.in_place_bytes - before->in_place_bytes : 0);
}

/* Page `i` of those that lie scattered. */
static void *scattered(unsigned i)
{
    return region + (size_t)(i * SPREAD % PAGES) * 2 * PAGE;
}

static void *gather(unsigned count)
{
    void *parts[PAGES];
    for (unsigned i = 0; i < count; i++)
        parts[i] = scattered(i);
    return rt_bulk_gather(parts, count, PAGE);
}

static void test_read(uint64_t ino)
{
    struct block_stats before = stats();
    memset(region, 0xee, REGION_BYTES);
    for (uint32_t at = 0; at < BIG_BYTES; at += FS_MAX_BYTES)
        CHECK_EQ("read", fs_read(fs, mnt, ino, at, region + at, FS_MAX_BYTES), FS_MAX_BYTES);
    CHECK_EQ("differ", wrong_bytes(region, BIG_BYTES, 0, 0), 0);
    CHECK_EQ("moved in place", own_bytes(&before) >= BIG_BYTES, 1);
    CHECK_EQ("copied", stats().copied_bytes - before.copied_bytes < 64 * 1024, 1); /* metadata */

    before = stats();
    void *buf = gather(PAGES);
    CHECK_EQ("gathered", fs_read(fs, mnt, ino, 5 * PAGE, buf, PAGES * PAGE), PAGES * PAGE);
    for (unsigned i = 0; i < PAGES; i++)
        CHECK_EQ("page", wrong_bytes(scattered(i), PAGE, (uint64_t)(5 + i) * PAGE, 0), 0);
    CHECK_EQ("moved in place", own_bytes(&before), PAGES * PAGE);
    CHECK_EQ("copied", stats().copied_bytes - before.copied_bytes, 0);
    rt_bulk_drop(buf);
}

/* Memory that has no name, more than the channel holds: in chunks. */
static void test_large(uint64_t ino)
{
    uint8_t *buf = malloc(BIG_BYTES);
    CHECK_EQ("all at once", fs_read(fs, mnt, ino, 0, buf, BIG_BYTES), BIG_BYTES);
    CHECK_EQ("differ", wrong_bytes(buf, BIG_BYTES, 0, 0), 0);
    free(buf);
}

/* What cannot go by name goes by the channel, with the same result. */
static void test_odd(uint64_t ino)
{
    static const struct {
        uint32_t offset, count;
    } cases[] = {{100, 4096},
                 {512, 4096},
                 {4096, 100},
                 {4096, 5000},
                 {1000, 9000},
                 {BIG_BYTES - 5000, 8192},
                 {BIG_BYTES - 4096, 12288},
                 {BIG_BYTES - 700, 4096},
                 {BIG_BYTES, 4096}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t offset = cases[i].offset, count = cases[i].count;
        ssize_t want = offset + count <= BIG_BYTES ? count : BIG_BYTES - offset;
        memset(region, 0xee, 8 * PAGE);
        CHECK_EQ("odd", fs_read(fs, mnt, ino, offset, region + PAGE, count), want);
        CHECK_EQ("differ", wrong_bytes(region + PAGE, (uint64_t)want, offset, 0), 0);
        CHECK_EQ("before it", region[PAGE - 1], 0xee);
        CHECK_EQ("behind it", region[PAGE + count], 0xee);
        void *buf = gather(4);
        if (count > 4 * PAGE)
            continue;
        CHECK_EQ("gathered", fs_read(fs, mnt, ino, offset, buf, count), want);
        uint8_t *copy = malloc(4 * PAGE);
        CHECK_EQ("its bytes", rt_bulk_get(copy, buf, (size_t)want), 0);
        CHECK_EQ("differ", wrong_bytes(copy, (uint64_t)want, offset, 0), 0);
        free(copy);
        rt_bulk_drop(buf);
    }
}

static void fill(void *to, uint32_t bytes, uint64_t at, unsigned seed)
{
    for (uint32_t i = 0; i < bytes; i++)
        ((uint8_t *)to)[i] = pattern(at + i, seed);
}

static ssize_t write_all(uint64_t ino, uint64_t offset, const char *buf, uint32_t count)
{
    uint32_t done = 0;
    while (done < count) { /* a write may be cut to whole blocks */
        ssize_t n = fs_write(fs, mnt, ino, offset + done, buf + done, count - done);
        if (n <= 0)
            return n;
        done += (uint32_t)n;
    }
    return done;
}

static void check_file(uint64_t ino, uint32_t bytes, unsigned seed)
{
    uint8_t *copy = malloc(bytes + PAGE);
    for (uint32_t at = 0; at < bytes; at += FS_MAX_BYTES)
        (void)fs_read(fs, mnt, ino, at, copy + at,
                      bytes - at < FS_MAX_BYTES ? bytes - at : FS_MAX_BYTES);
    CHECK_EQ("what was written", wrong_bytes(copy, bytes, 0, seed), 0);
    free(copy);
}

static void test_write(const char *name, uint32_t bytes, unsigned seed)
{
    struct fs_attr attr = {0};
    CHECK_EQ(name, fs_create(fs, mnt, root, name, REG | 0644, 0, 0, 0, &attr), 0);
    struct block_stats before = stats();
    fill(region, bytes, 0, seed);
    CHECK_EQ("written", write_all(attr.ino, 0, (char *)region, bytes), bytes);
    CHECK_EQ("moved in place", own_bytes(&before) >= bytes / PAGE * PAGE, 1);
    check_file(attr.ino, bytes, seed);

    for (unsigned i = 0; i < 8; i++)
        fill(scattered(i), PAGE, (uint64_t)i * PAGE, seed + 1);
    void *buf = gather(8);
    uint32_t some = bytes < 8 * PAGE ? bytes : 8 * PAGE;
    CHECK_EQ("written over", write_all(attr.ino, 0, buf, some), some);
    check_file(attr.ino, some, seed + 1);
    rt_bulk_drop(buf);
    CHECK_EQ("size", fs_getattr(fs, mnt, attr.ino, &attr), 0);
    CHECK_EQ("size", attr.size, bytes);
}

/* Holes are zeros that no device brings. */
static void test_holes(void)
{
    struct fs_attr attr = {0};
    CHECK_EQ("sparse", fs_create(fs, mnt, root, "sparse", REG | 0644, 0, 0, 0, &attr), 0);
    fill(region, PAGE, 0, 9);
    CHECK_EQ("behind a hole", fs_write(fs, mnt, attr.ino, 8 * PAGE, region, PAGE), PAGE);
    CHECK_EQ("behind another", fs_write(fs, mnt, attr.ino, 11 * PAGE, region, PAGE), PAGE);
    memset(region, 0xee, 16 * PAGE);
    CHECK_EQ("all", fs_read(fs, mnt, attr.ino, 0, region, 16 * PAGE), 12 * PAGE);
    unsigned wrong = 0;
    for (unsigned i = 0; i < 12 * PAGE; i++)
        wrong += region[i] != (i / PAGE == 8 || i / PAGE == 11 ? pattern(i % PAGE, 9) : 0);
    CHECK_EQ("differ", wrong, 0);
}

/* A file of four bytes: a block, or, on a disk with inline_data, a part of its inode. */
static void test_small(void)
{
    struct fs_attr attr = {0};
    CHECK_EQ("dir", fs_lookup(fs, mnt, root, "dir", &attr), 0);
    CHECK_EQ("file-150", fs_lookup(fs, mnt, attr.ino, "file-150", &attr), 0);
    memset(region, 0xee, 2 * PAGE);
    CHECK_EQ("all", fs_read(fs, mnt, attr.ino, 0, region, PAGE), 4);
    CHECK_EQ("content", memcmp(region, "150\n", 4), 0);
    CHECK_EQ("behind it", region[PAGE], 0xee);
    void *buf = gather(2);
    char text[4] = "";
    CHECK_EQ("gathered", fs_read(fs, mnt, attr.ino, 0, buf, 2 * PAGE), 4);
    CHECK_EQ("its bytes", rt_bulk_get(text, buf, 4), 0);
    CHECK_EQ("content", memcmp(text, "150\n", 4), 0);
    for (unsigned i = 0; i < 2; i++)
        fill(scattered(i), PAGE, (uint64_t)i * PAGE, 60);
    CHECK_EQ("outgrown", write_all(attr.ino, 0, buf, 2 * PAGE), 2 * PAGE);
    check_file(attr.ino, 2 * PAGE, 60);
    rt_bulk_drop(buf);
}

void test_files(void)
{
    struct fs_attr attr = {0};
    fs = wire_fs();
    dev = wire_block();
    CHECK_EQ("wired", fs != NULL && dev != NULL, 1);
    CHECK_EQ("mount", fs_mount(fs, 0, 0, &mnt, &attr), 0);
    root = attr.ino;
    CHECK_EQ("lookup", fs_lookup(fs, mnt, root, "big", &attr), 0);
    if (failures)
        return;
    test_read(attr.ino);
    test_odd(attr.ino);
    test_large(attr.ino);
    test_write("written", 10 * PAGE, 3);
    test_write("tail", 10 * PAGE + 700, 40);
    test_write("short", PAGE + 1, 80);
    test_holes();
    test_small();
    CHECK_EQ("unmount", fs_unmount(fs, mnt), 0);
}
