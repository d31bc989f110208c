/* SPDX-License-Identifier: BSD-2-Clause */
/* Block devices: what they are asked for, O_EXCL, and being made read-only. */
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "check.h"

#define ASK(fd, type, command)                          \
    do {                                                \
        type word_ = 0;                                 \
        VALUE(ioctl(fd, command, &word_));              \
        printf("  %lld\n", (long long)word_);           \
    } while (0)

static void ask(int fd)
{
    ASK(fd, int, BLKROGET);
    ASK(fd, long, BLKGETSIZE);
    ASK(fd, long, BLKGETSIZE64);
    ASK(fd, int, BLKSSZGET);
    ASK(fd, int, BLKPBSZGET);
    ASK(fd, int, BLKBSZGET);
    ASK(fd, long, BLKRAGET);
    ASK(fd, long, BLKFRAGET);
    ASK(fd, short, BLKSECTGET);
    ASK(fd, int, BLKIOMIN);
    ASK(fd, int, BLKIOOPT);
    ASK(fd, int, BLKALIGNOFF);
    ASK(fd, short, BLKROTATIONAL);
    VALUE(ioctl(fd, BLKGETSIZE64, 1));
    VALUE(ioctl(fd, BLKFLSBUF, 0));
}

static void set(int fd)
{
    int size = 1024;

    VALUE(ioctl(fd, BLKRASET, 512));
    ASK(fd, long, BLKRAGET);
    VALUE(ioctl(fd, BLKBSZSET, &size));
    ASK(fd, int, BLKBSZGET);
    size = 3;
    VALUE(ioctl(fd, BLKBSZSET, &size));
    size = 8192;
    VALUE(ioctl(fd, BLKBSZSET, &size));
    IN_CHILD("user", setuid(1000); VALUE(ioctl(fd, BLKFLSBUF, 0)); VALUE(ioctl(fd, BLKROSET, &size)); VALUE(ioctl(fd, BLKRASET, 1));
             VALUE(ioctl(fd, BLKBSZSET, &size)); ASK(fd, int, BLKSSZGET));
}

static void clear(int fd)
{
    uint64_t range[2] = { 4096, 4096 };
    char byte = 0;

    VALUE(pwrite(fd, "x", 1, 5000));
    VALUE(ioctl(fd, BLKZEROOUT, range));
    VALUE(pread(fd, &byte, 1, 5000));
    VALUE(byte);
    VALUE(pwrite(fd, "x", 1, 5000));
    VALUE(ioctl(fd, BLKDISCARD, range));
    VALUE(pread(fd, &byte, 1, 5000));
    VALUE(byte);
    VALUE(ioctl(fd, BLKSECDISCARD, range));
    range[0] = 7;
    VALUE(ioctl(fd, BLKZEROOUT, range));
    range[0] = 1ull << 50;
    VALUE(ioctl(fd, BLKDISCARD, range));
    int reader = open("/dev/loop0", O_RDONLY);
    VALUE(ioctl(reader, BLKZEROOUT, range));
    VALUE(ioctl(reader, BLKDISCARD, range));
    close(reader);
}

static void exclusive(void)
{
    int fd = open("/dev/loop0", O_RDONLY | O_EXCL), plain;

    VALUE(open("/dev/loop0", O_RDONLY | O_EXCL));
    OK(plain = open("/dev/loop0", O_RDWR));
    close(plain);
    VALUE(mount("/dev/loop0", "dir", "ext4", 0, NULL));
    close(fd);
    VALUE(open("/dev/vda", O_RDONLY | O_EXCL)); /* the root directory's */
    OK(fd = open("/dev/vda", O_RDONLY));
    close(fd);
}

static void read_only(int fd)
{
    int on = 1;

    VALUE(ioctl(fd, BLKROSET, &on));
    ASK(fd, int, BLKROGET);
    VALUE(pwrite(fd, "x", 1, 0));
    VALUE(mount("/dev/loop0", "dir", "ext4", 0, NULL));
    on = 0;
    VALUE(ioctl(fd, BLKROSET, &on));
    ASK(fd, int, BLKROGET);
    VALUE(pwrite(fd, "x", 1, 0));
}

int main(void)
{
    int f = open("file", O_RDWR | O_CREAT, 0600), fd = open("/dev/loop0", O_RDWR);

    mkdir("dir", 0755);
    ftruncate(f, 1 << 20);
    VALUE(ioctl(fd, LOOP_SET_FD, f));
    ask(fd);
    set(fd);
    clear(fd);
    exclusive();
    read_only(fd);
    VALUE(ioctl(fd, LOOP_CLR_FD, 0));
    return 0;
}
