/* SPDX-License-Identifier: BSD-2-Clause */
/* test-fs: the fs interface, tried by a client.
 *
 * tests/services/fs makes the disk (it holds /big, 1 MiB of a pattern) and looks at it afterwards: it
 * finds what the last sync left, for the system ends without an unmount. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ipc/fs.h>
#include <ipc/root.h>
#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>
#include <rt/timer.h>
#include <rt/waitq.h>
#include <wire.h>

#include "check.h"

enum { REG = 0100000, DIR = 0040000, WORKERS = 8, FILES = 40, BIG_BYTES = 1 << 20 };

unsigned checks, failures;

static struct fs *fs;
static uint32_t mnt;
static uint64_t root;
static unsigned working;
static struct rt_waitq workers_done;

static uint8_t pattern(uint64_t at, unsigned seed)
{
    return (uint8_t)(at * 7 + (at >> 8) * 13 + (at >> 16) * 29 + seed);
}

static uint64_t now_us(void)
{
    return rt_now_ns() / 1000;
}

static uint64_t make(uint64_t dir, const char *name, uint32_t mode)
{
    struct fs_attr attr = {0};
    CHECK_EQ(name, fs_create(fs, mnt, dir, name, mode, 0, 0, 0, &attr), 0);
    return attr.ino;
}

static void write_pattern(uint64_t ino, uint32_t bytes, unsigned seed)
{
    uint8_t *buf = malloc(FS_MAX_BYTES);
    for (uint32_t at = 0; at < bytes; at += FS_MAX_BYTES) {
        uint32_t piece = bytes - at < FS_MAX_BYTES ? bytes - at : FS_MAX_BYTES;
        for (uint32_t i = 0; i < piece; i++)
            buf[i] = pattern(at + i, seed);
        CHECK_EQ("write", fs_write(fs, mnt, ino, at, buf, piece), piece);
    }
    free(buf);
}

static void expect_pattern(uint64_t ino, uint32_t bytes, unsigned seed)
{
    uint8_t *buf = malloc(FS_MAX_BYTES);
    uint32_t wrong = 0;
    for (uint32_t at = 0; at < bytes; at += FS_MAX_BYTES) {
        uint32_t piece = bytes - at < FS_MAX_BYTES ? bytes - at : FS_MAX_BYTES;
        CHECK_EQ("read", fs_read(fs, mnt, ino, at, buf, piece), piece);
        for (uint32_t i = 0; i < piece; i++)
            wrong += buf[i] != pattern(at + i, seed);
    }
    CHECK_EQ("bytes that differ", wrong, 0);
    free(buf);
}

/* The C library's memmove, which relies on our memcpy: all sizes and distances of what a list of entries may be. */
static void test_moves(void)
{
    enum { MOST = 300, FAR = 70 };
    static uint8_t bytes[MOST + 2 * FAR + 1], before[MOST + 2 * FAR + 1];
    uint32_t wrong = 0;

    for (uint32_t size = 0; size <= MOST; size++)
        for (int far = -FAR; far <= FAR; far++) {
            for (uint32_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = before[i] = pattern(i, size);
            memmove(bytes + FAR + far, bytes + FAR, size);
            for (uint32_t i = 0; i < size; i++)
                wrong += bytes[FAR + far + i] != before[FAR + i];
            wrong += bytes[FAR + far + size] != before[FAR + far + size];
        }
    CHECK_EQ("bytes moved wrong", wrong, 0);
}

static void test_read(void)
{
    struct fs_attr attr = {0};
    uint64_t start = now_us();
    CHECK_EQ("lookup", fs_lookup(fs, mnt, root, "big", &attr), 0);
    CHECK_EQ("size", attr.size, BIG_BYTES);
    log_info("lookup of a cold file: %lu us", (unsigned long)(now_us() - start));
    uint8_t *buf = malloc(FS_MAX_BYTES);
    start = now_us();
    for (uint32_t at = 0; at < BIG_BYTES; at += FS_MAX_BYTES)
        CHECK_EQ("read", fs_read(fs, mnt, attr.ino, at, buf, FS_MAX_BYTES), FS_MAX_BYTES);
    log_info("read of %u KiB in pieces of %u: %lu us", BIG_BYTES >> 10, FS_MAX_BYTES >> 10,
             (unsigned long)(now_us() - start));
    start = now_us();
    for (uint32_t at = 0; at < BIG_BYTES; at += 4096)
        CHECK_EQ("read", fs_read(fs, mnt, attr.ino, at, buf, 4096), 4096);
    log_info("read of %u KiB in pieces of 4: %lu us", BIG_BYTES >> 10, (unsigned long)(now_us() - start));
    free(buf);
    expect_pattern(attr.ino, BIG_BYTES, 0);
}

/* Each worker has a directory of its own. */
static void worker(void *arg)
{
    unsigned number = (unsigned)(uintptr_t)arg;
    struct fs_attr attr;
    uint64_t replaced;
    char name[32], other[32];

    snprintf(name, sizeof(name), "worker-%u", number);
    uint64_t dir = make(root, name, DIR | 0755);
    for (unsigned i = 0; i < FILES; i++) {
        snprintf(name, sizeof(name), "file-%u", i);
        snprintf(other, sizeof(other), "renamed-%u", i);
        uint64_t ino = make(dir, name, REG | 0644);
        write_pattern(ino, 100 + i * 501, number + i);
        if (i % 2)
            CHECK_EQ("rename", fs_rename(fs, mnt, dir, name, dir, other, 0, &replaced), 0);
        expect_pattern(ino, 100 + i * 501, number + i);
        if (i % 4 == 0) {
            CHECK_EQ("unlink", fs_unlink(fs, mnt, dir, name, &attr), 0);
            CHECK_EQ("release", fs_release(fs, mnt, ino), 0);
        }
    }
    if (--working == 0)
        rt_waitq_wake_all(&workers_done);
}

static void test_workers(void)
{
    uint64_t start = now_us();
    working = WORKERS;
    for (uintptr_t i = 0; i < WORKERS; i++)
        CHECK_EQ("worker", rt_fiber_start(worker, (void *)i), 0);
    while (working > 0)
        rt_wait(&workers_done);
    log_info("%u workers, %u files each: %lu us", WORKERS, FILES, (unsigned long)(now_us() - start));
    for (unsigned w = 0; w < WORKERS; w++) {
        struct fs_attr attr = {0};
        char name[32], buf[4096];
        unsigned entries = 0;
        uint64_t cookie = 0;
        ssize_t got;
        snprintf(name, sizeof(name), "worker-%u", w);
        CHECK_EQ("lookup", fs_lookup(fs, mnt, root, name, &attr), 0);
        while ((got = fs_readdir(fs, mnt, attr.ino, cookie, buf, sizeof(buf))) > 0) {
            for (char *at = buf; at < buf + got; entries++) {
                struct fs_dirent *d = (void *)at;
                cookie = d->cookie;
                at += d->reclen;
            }
        }
        CHECK_EQ("readdir", got, 0);
        CHECK_EQ("entries", entries, FILES - FILES / 4 + 2);
    }
}

static void test_errors(void)
{
    struct fs_attr attr;
    struct fs_statfs st;
    CHECK_EQ("no such name", fs_lookup(fs, mnt, root, "none", &attr), -ENOENT);
    CHECK_EQ("no such mount", fs_lookup(fs, mnt + 8, root, "none", &attr), -ENOTCONN);
    CHECK_EQ("no such inode", fs_getattr(fs, mnt, 1ul << 40, &attr), -ESTALE);
    CHECK_EQ("is there", fs_create(fs, mnt, root, "big", REG, 0, 0, 0, &attr), -EEXIST);
    CHECK_EQ("second mount", fs_mount(fs, 0, 0, &mnt, &attr), -EBUSY);
    CHECK_EQ("statfs", fs_statfs(fs, mnt, &st), 0);
    CHECK_EQ("type", st.type, 0xef53);
}

static int run(void *arg)
{
    struct fs_attr attr = {0};
    (void)arg;
    fs = wire_fs();
    CHECK_EQ("fs wired", fs != NULL, 1);
    if (fs != NULL) {
        uint64_t start = now_us();
        CHECK_EQ("mount", fs_mount(fs, 0, 0, &mnt, &attr), 0);
        log_info("mount: %lu us", (unsigned long)(now_us() - start));
        root = attr.ino;
        CHECK_EQ("clock", fs_set_time(fs, 1800000000ll * 1000000000), 0);
        test_moves();
    test_read();
        test_workers();
        test_errors();
        uint64_t ino = make(root, "written", REG | 0640);
        start = now_us();
        write_pattern(ino, 4 << 20, 5);
        log_info("write of 4096 KiB: %lu us", (unsigned long)(now_us() - start));
        start = now_us();
        CHECK_EQ("sync", fs_sync(fs, mnt), 0);
        log_info("sync: %lu us", (unsigned long)(now_us() - start));
        make(root, "after-the-sync", REG | 0644);
    }
    const char *result = failures == 0 ? "test-fs: PASS" : "test-fs: FAIL";
    log_info("%s, %u checks, %u failed", result, checks, failures);
    return root_shutdown(rt_root(), result);
}

int main(void)
{
    int err = rt_run(run, NULL);
    rt_panic("the system did not end: error %d", err);
}
