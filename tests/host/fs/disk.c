/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk for tests. */
#include "fs/disk.h"
#include "host_test.h"

#include <fcntl.h>
#include <fs_thread.h>
#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECTOR = BLOCK_SECTOR_SIZE };

struct disk_faults disk_faults = { .writes_left = -1, .reads_left = -1 };
struct disk_counts disk_counts;
void (*disk_watch)(uint64_t at, const void *data, uint32_t bytes);

static uint8_t *image;
static uint64_t image_size;

static int count_down(int64_t *left)
{
    if (*left < 0)
        return 0;
    if (*left == 0) {
        if (disk_faults.once)
            *left = -1;
        return -EIO;
    }
    --*left;
    return 0;
}

static int check(uint32_t unit, uint64_t sector, uint32_t count)
{
    if (unit != 0)
        return -ENODEV;
    if (count == 0 || count > BLOCK_MAX_SECTORS || sector > image_size / SECTOR ||
        count > image_size / SECTOR - sector)
        return -EINVAL;
    return 0;
}

static int disk_op_count(struct block *dev)
{
    (void)dev;
    return 1;
}

static int disk_op_info(struct block *dev, uint32_t unit, struct block_info *info)
{
    (void)dev;
    if (unit != 0 || !image)
        return -ENODEV;
    *info = (struct block_info){ .sectors = image_size / SECTOR, .read_only = disk_faults.read_only,
                                 .physical_block_bytes = SECTOR };
    return 0;
}

static int disk_op_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count, void *buf)
{
    int err = check(unit, sector, count);

    (void)dev;
    if (!err)
        err = count_down(&disk_faults.reads_left);
    if (err)
        return err;
    disk_counts.reads++;
    disk_counts.read_sectors += count;
    memcpy(buf, image + sector * SECTOR, (size_t)count * SECTOR);
    return 0;
}

static int disk_op_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
                         const void *buf)
{
    int err = check(unit, sector, count);

    (void)dev;
    if (!err && disk_faults.read_only)
        err = -EROFS;
    if (!err && disk_faults.writes_left == 0 && disk_faults.torn) {
        disk_faults.torn = false; /* this request was under way */
        memcpy(image + sector * SECTOR, buf, (size_t)(count / 2 & ~7u) * SECTOR);
    }
    if (!err)
        err = count_down(&disk_faults.writes_left);
    if (err)
        return err;
    disk_counts.writes++;
    disk_counts.written_sectors += count;
    if (disk_watch)
        disk_watch(sector * SECTOR, buf, count * SECTOR);
    memcpy(image + sector * SECTOR, buf, (size_t)count * SECTOR);
    return 0;
}

static int disk_op_flush(struct block *dev, uint32_t unit)
{
    (void)dev;
    disk_counts.flushes++;
    if (disk_watch)
        disk_watch(0, NULL, 0);
    return unit == 0 ? 0 : -ENODEV;
}

static const struct block_ops ops = {
    .count = disk_op_count,
    .info = disk_op_info,
    .read = disk_op_read,
    .write = disk_op_write,
    .flush = disk_op_flush,
};

struct block *wire_block(void)
{
    static struct block instance = { .ops = &ops };

    return &instance;
}

void rt_log_write(const char *line, size_t bytes)
{
    if (getenv("FS_LOG"))
        fprintf(stderr, "    %.*s\n", (int)bytes, line);
}

static void save(int fd)
{
    assert_int_equal(ftruncate(fd, image_size), 0);
    for (uint64_t at = 0; at < image_size; at += 4096) {
        static const uint8_t zeros[4096];

        if (memcmp(image + at, zeros, sizeof(zeros)))
            assert_int_equal(pwrite(fd, image + at, sizeof(zeros), at), sizeof(zeros));
    }
}

static void load(int fd)
{
    for (uint64_t at = 0; at < image_size;) {
        ssize_t got = pread(fd, image + at, image_size - at, at);

        assert_true(got > 0);
        at += got;
    }
}

int disk_run(const char *command)
{
    char name[64], line[1024] = "";
    int fd = memfd_create("fs-test", 0);

    assert_true(fd >= 0);
    snprintf(name, sizeof(name), "/proc/%d/fd/%d", (int)getpid(), fd);
    save(fd);
    for (const char *c = command; *c; c++) {
        size_t used = strlen(line);

        assert_true(used + strlen(name) + 1 < sizeof(line));
        if (*c == '@')
            strcpy(line + used, name);
        else
            line[used] = *c;
    }

    int status = system(line);

    load(fd);
    close(fd);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void disk_make(unsigned mib, const char *command)
{
    free(image);
    image_size = (uint64_t)mib << 20;
    image = calloc(1, image_size);
    assert_non_null(image);
    disk_faults = (struct disk_faults){ .writes_left = -1, .reads_left = -1 };
    disk_counts = (struct disk_counts){ 0 };
    assert_int_equal(disk_run(command), 0);
}

void disk_new(unsigned mib, const char *options)
{
    char command[512];

    snprintf(command, sizeof(command), "mke2fs -q -F %s @ >/dev/null 2>&1", options);
    disk_make(mib, command);
}

void disk_free(void)
{
    free(image);
    image = NULL;
}

void disk_check(void)
{
    if (disk_run("out=$(e2fsck -fn @ 2>&1) || { echo \"$out\"; false; }"))
        fail_msg("e2fsck finds errors");
}

uint8_t *disk_copy(void)
{
    uint8_t *copy = malloc(image_size);

    assert_non_null(copy);
    memcpy(copy, image, image_size);
    return copy;
}

void disk_restore(const uint8_t *copy)
{
    memcpy(image, copy, image_size);
}

uint8_t *disk_bytes(void)
{
    return image;
}
