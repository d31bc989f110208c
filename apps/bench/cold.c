/* SPDX-License-Identifier: BSD-2-Clause */
/* Files through ext4 and the disk: nothing of them is in memory when a batch begins, or it is written at its end. */
#include "bench.h"

#include <fcntl.h>
#include <string.h>

#define FILE_NAME DISK "/cold"
#define FILE_SIZE (4 << 20)
#define BLOCK     16384
#define PAGE      4096L

static int fd = -1;
static char buffer[65536];
static uint32_t seed;

static int open_file(void)
{
    fd = open(FILE_NAME, O_RDWR | O_CREAT, 0600);
    for (int i = 0; fd >= 0 && i < FILE_SIZE; i += sizeof(buffer))
        if (write(fd, buffer, sizeof(buffer)) != sizeof(buffer))
            return -1;
    return fd < 0 || fsync(fd) < 0 ? -1 : 0;
}

static void remove_file(void)
{
    close(fd);
    unlink(FILE_NAME);
}

/* The contents of all files leave the memory. */
static int drop_caches(void)
{
    sync();
    int control = open("/proc/sys/vm/drop_caches", O_WRONLY);
    if (control < 0)
        return -1;
    int bad = write(control, "1\n", 2) != 2;
    close(control);
    return bad ? -1 : 0;
}

static long random_place(void)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % (FILE_SIZE / PAGE) * PAGE;
}

static int read_sequential(long count)
{
    lseek(fd, 0, SEEK_SET);
    for (long i = 0; i < count; i++)
        if (read(fd, buffer, BLOCK) != BLOCK)
            return -1;
    return 0;
}

static int read_random(long count)
{
    for (long i = 0; i < count; i++)
        if (pread(fd, buffer, PAGE, random_place()) != PAGE)
            return -1;
    return 0;
}

/* Written to the disk by the end of the batch, which is part of it. */
static int write_sequential(long count)
{
    lseek(fd, 0, SEEK_SET);
    for (long i = 0; i < count; i++)
        if (write(fd, buffer, BLOCK) != BLOCK)
            return -1;
    return fdatasync(fd);
}

static int write_random(long count)
{
    for (long i = 0; i < count; i++)
        if (pwrite(fd, buffer, PAGE, random_place()) != PAGE)
            return -1;
    return fdatasync(fd);
}

static int append_synced(long count)
{
    if (ftruncate(fd, 0) < 0)
        return -1;
    lseek(fd, 0, SEEK_SET);
    for (long i = 0; i < count; i++)
        if (write(fd, buffer, PAGE) != PAGE || fsync(fd) < 0)
            return -1;
    return 0;
}

const struct row rows_cold[] = {
    {"cold_read_sequential_16k", FILE_SIZE / BLOCK, open_file, drop_caches, read_sequential, remove_file},
    {"cold_read_random_4k", 200, open_file, drop_caches, read_random, remove_file},
    {"cold_write_sequential_16k", FILE_SIZE / BLOCK, open_file, drop_caches, write_sequential, remove_file},
    {"cold_write_random_4k", 200, open_file, drop_caches, write_random, remove_file},
    {"append_fsync_4k", 20, open_file, NULL, append_synced, remove_file},
    {NULL},
};
