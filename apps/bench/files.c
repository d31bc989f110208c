/* SPDX-License-Identifier: BSD-2-Clause */
/* Files: devices, cached files, names. */
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_NAME DISK "/file"
#define FILE_SIZE (4 << 20)
#define NAMES     1000

static int fd = -1;
static char buffer[65536];
static uint32_t seed;

static void close_fd(void)
{
    close(fd);
}

static int open_zero(void)
{
    return fd = open("/dev/zero", O_RDONLY);
}

static int open_null(void)
{
    return fd = open("/dev/null", O_WRONLY);
}

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

#define REPEAT(...)                                                                                \
    long value = 0;                                                                                \
    for (long i = 0; i < count && value >= 0; i++)                                                 \
        value = __VA_ARGS__;                                                                       \
    return result(value)

static int read_1(long count)
{
    REPEAT(call(SYS_read, fd, buffer, 1));
}

static int write_1(long count)
{
    REPEAT(call(SYS_write, fd, buffer, 1));
}

static int seek(long count)
{
    REPEAT(call(SYS_lseek, fd, i & 4095, SEEK_SET));
}

static int pread_1(long count)
{
    REPEAT(call(SYS_pread64, fd, buffer, 1, 100));
}

static int pread_4k(long count)
{
    REPEAT(call(SYS_pread64, fd, buffer, 4096, (i & 255) * 4096));
}

static int pread_64k(long count)
{
    REPEAT(call(SYS_pread64, fd, buffer, 65536, (i & 15) * 65536));
}

static int pwrite_4k(long count)
{
    REPEAT(call(SYS_pwrite64, fd, buffer, 4096, (i & 255) * 4096));
}

static int sequential(long count)
{
    lseek(fd, 0, SEEK_SET);
    REPEAT(call(SYS_read, fd, buffer, 16384));
}

static int random_read(long count)
{
    REPEAT((seed = seed * 1664525 + 1013904223,
            call(SYS_pread64, fd, buffer, 4096, (seed >> 8) % (FILE_SIZE / 4096) * 4096L)));
}

static int random_write(long count)
{
    REPEAT((seed = seed * 1664525 + 1013904223,
            call(SYS_pwrite64, fd, buffer, 4096, (seed >> 8) % (FILE_SIZE / 4096) * 4096L)));
}

static int open_close(long count)
{
    for (long i = 0; i < count; i++) {
        long file = call(SYS_openat, AT_FDCWD, FILE_NAME, O_RDONLY);

        if (file < 0)
            return result(file);
        call(SYS_close, file);
    }
    return 0;
}

static int stat_path(long count)
{
    struct stat st;

    REPEAT(call(SYS_newfstatat, AT_FDCWD, FILE_NAME, &st));
}

static int stat_fd(long count)
{
    struct stat st;

    REPEAT(call(SYS_fstat, fd, &st));
}

static int create(long count, const char *name)
{
    for (long i = 0; i < count; i++) {
        long file = call(SYS_openat, AT_FDCWD, name, O_CREAT | O_WRONLY, 0600);

        if (file < 0)
            return result(file);
        call(SYS_close, file);
        call(SYS_unlinkat, AT_FDCWD, name);
    }
    return 0;
}

static int create_ext4(long count)
{
    return create(count, DISK "/new");
}

static int create_tmpfs(long count)
{
    return create(count, TMP "/new");
}

static int make_names(void)
{
    char name[64];

    mkdir(TMP "/names", 0755);
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof(name), TMP "/names/name%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
    return fd = open(TMP "/names", O_RDONLY | O_DIRECTORY);
}

static int list(long count)
{
    for (long i = 0; i < count; i++) {
        long n;

        lseek(fd, 0, SEEK_SET);
        while ((n = call(SYS_getdents64, fd, buffer, 32768)) > 0)
            ;
        if (n < 0)
            return result(n);
    }
    return 0;
}

static void remove_names(void)
{
    char name[64];

    close(fd);
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof(name), TMP "/names/name%d", i);
        unlink(name);
    }
    rmdir(TMP "/names");
}

const struct row rows_files[] = {
    {"read_1_zero", 4000, open_zero, NULL, read_1, close_fd},
    {"write_1_null", 4000, open_null, NULL, write_1, close_fd},
    {"lseek", 4000, open_file, NULL, seek, remove_file},
    {"pread_1", 2000, open_file, NULL, pread_1, remove_file},
    {"pread_4k", 1000, open_file, NULL, pread_4k, remove_file},
    {"pread_64k", 100, open_file, NULL, pread_64k, remove_file},
    {"pwrite_4k", 400, open_file, NULL, pwrite_4k, remove_file},
    {"read_sequential_16k", FILE_SIZE / 16384, open_file, NULL, sequential, remove_file},
    {"read_random_4k", 400, open_file, NULL, random_read, remove_file},
    {"write_random_4k", 200, open_file, NULL, random_write, remove_file},
    {"open_close", 400, open_file, NULL, open_close, remove_file},
    {"stat", 1000, open_file, NULL, stat_path, remove_file},
    {"fstat", 2000, open_file, NULL, stat_fd, remove_file},
    {"create_unlink_ext4", 20, NULL, NULL, create_ext4, NULL},
    {"create_unlink_tmpfs", 200, NULL, NULL, create_tmpfs, NULL},
    {"getdents_1000", 20, make_names, NULL, list, remove_names},
    {NULL},
};
