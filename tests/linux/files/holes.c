/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /var/tmp /tmp
 * SEEK_DATA and SEEK_HOLE in files with holes, before and after they are written back; memfds; positions.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

static void look(int fd)
{
    VALUE(lseek(fd, 0, SEEK_DATA));
    VALUE(lseek(fd, 0, SEEK_HOLE));
    VALUE(lseek(fd, 100, SEEK_DATA));
    VALUE(lseek(fd, 100, SEEK_HOLE));
    VALUE(lseek(fd, 65536, SEEK_DATA));
    VALUE(lseek(fd, 65536, SEEK_HOLE));
    VALUE(lseek(fd, 70000, SEEK_DATA));
    VALUE(lseek(fd, 70000, SEEK_HOLE));
    VALUE(lseek(fd, 262144, SEEK_DATA));
    VALUE(lseek(fd, 262144, SEEK_HOLE));
    VALUE(lseek(fd, 0, SEEK_CUR));
    VALUE(lseek(fd, 300000, SEEK_DATA));
    VALUE(lseek(fd, 299999, SEEK_HOLE));
    VALUE(lseek(fd, 300000, SEEK_HOLE));
    VALUE(lseek(fd, -1, SEEK_DATA));
    VALUE(lseek(fd, -1, SEEK_HOLE));
}

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600), m = memfd_create("m", 0);
    static char block[4096];

    memset(block, 'x', sizeof(block));
    VALUE(lseek(fd, 0, SEEK_DATA));
    VALUE(lseek(fd, 0, SEEK_HOLE));
    for (int i = 0; i < 2; i++) {
        pwrite(fd, block, 4096, 65536);
        pwrite(m, block, 4096, 65536);
    }
    ftruncate(fd, 300000);
    ftruncate(m, 300000);
    look(fd);
    fsync(fd);
    look(fd);
    look(m);
    VALUE(fallocate(fd, 3, 65536, 4096));
    VALUE(lseek(fd, 0, SEEK_DATA));
    VALUE(lseek(fd, 0, SEEK_HOLE));
    VALUE(lseek(fd, 0, 5));
    VALUE(lseek(fd, 0, -1));
    VALUE(lseek(fd, -1, SEEK_SET));
    VALUE(lseek(fd, -300001, SEEK_END));
    return 0;
}
