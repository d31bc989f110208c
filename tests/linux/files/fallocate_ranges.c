/* SPDX-License-Identifier: BSD-2-Clause */
/* fallocate of ext4: ranges zeroed, taken out and put in. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { KEEP = 1, COLLAPSE = 8, ZERO = 16, INSERT = 32 };

static char buf[65536];

static void show(int fd)
{
    long n = pread(fd, buf, sizeof(buf), 0);

    printf("  %ld: ", n);
    for (long i = 0; i < n; i += 2048)
        putchar(buf[i] ? buf[i] : '.');
    printf("\n");
}

static void fill(int fd)
{
    ftruncate(fd, 0);
    for (int i = 0; i < 8; i++) {
        memset(buf, 'a' + i, 4096);
        pwrite(fd, buf, 4096, i * 4096);
    }
}

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600);

    fill(fd);
    VALUE(fallocate(fd, ZERO, 4096, 4096));
    show(fd);
    VALUE(fallocate(fd, ZERO, 10240, 100));
    show(fd);
    VALUE(fallocate(fd, ZERO | KEEP, 28672, 10000));
    show(fd);
    VALUE(fallocate(fd, ZERO, 28672, 10000));
    show(fd);
    fill(fd);
    VALUE(fallocate(fd, COLLAPSE, 4096, 8192));
    show(fd);
    VALUE(fallocate(fd, COLLAPSE, 100, 4096));
    VALUE(fallocate(fd, COLLAPSE, 4096, 100));
    VALUE(fallocate(fd, COLLAPSE, 0, 100000));
    VALUE(fallocate(fd, COLLAPSE, 20480, 4096));
    VALUE(fallocate(fd, INSERT, 4096, 4096));
    show(fd);
    VALUE(fallocate(fd, INSERT, 100, 4096));
    VALUE(fallocate(fd, INSERT, 1 << 20, 4096));
    pwrite(fd, "X", 1, 0);
    VALUE(fallocate(fd, INSERT, 0, 8192));
    show(fd);
    fsync(fd);
    show(fd);
    return 0;
}
