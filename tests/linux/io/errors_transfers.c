/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * read, write, pread, readv, preadv2 ...: descriptors, modes, buffers, vectors, offsets, flags.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char buf[100];

#define BAD ((void *)8)

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600), ro = open("f", O_RDONLY), wo = open("f", O_WRONLY), p[2];
    struct iovec v[3] = { { buf, 10 }, { BAD, 10 }, { buf + 10, 10 } }, negative = { buf, -1 };
    struct iovec half[2] = { { buf, (size_t)1 << 62 }, { buf, (size_t)1 << 62 } }, empty[2] = { { BAD, 0 }, { buf, 5 } };

    pipe(p);
    write(fd, "0123456789abcdefghij", 20);
    VALUE(read(99, buf, 1));
    VALUE(read(-1, buf, 1));
    VALUE(read(wo, buf, 1));
    VALUE(write(ro, buf, 1));
    VALUE(write(99, buf, 1));
    VALUE(read(ro, BAD, 1));
    VALUE(read(ro, BAD, 0));
    VALUE(read(ro, buf, -1));
    VALUE(write(wo, BAD, 1));
    VALUE(write(wo, BAD, 0));
    VALUE(write(wo, buf, -1));
    VALUE(pread(ro, buf, 5, -1));
    VALUE(pread(ro, buf, 5, 18));
    VALUE(pread(ro, buf, 5, 20));
    VALUE(pread(ro, buf, 5, 1l << 62));
    VALUE(pread(p[0], buf, 5, 0));
    VALUE(pwrite(p[1], buf, 5, 0));
    VALUE(pwrite(wo, buf, 5, -1));
    VALUE(pwrite(wo, buf, 0, 1l << 62));
    VALUE(pwrite(ro, buf, 5, 0));
    VALUE(pread(99, buf, 5, 0));
    VALUE(readv(ro, v, 1));
    VALUE(readv(ro, v, 3));
    VALUE(readv(ro, v + 1, 2));
    VALUE(readv(ro, v, 0));
    VALUE(readv(ro, v, -1));
    VALUE(readv(ro, v, 1025));
    VALUE(readv(ro, BAD, 1));
    VALUE(readv(ro, &negative, 1));
    VALUE(writev(wo, half, 2));
    VALUE(writev(wo, empty, 2));
    VALUE(writev(ro, v, 1));
    VALUE(writev(99, v, 1));
    VALUE(preadv(ro, v, 1, -1));
    VALUE(preadv(p[0], v, 1, 0));
    VALUE(preadv(ro, v, 1, 100));
    VALUE(pwritev(wo, v, 1, -5));
    VALUE(preadv2(ro, v, 1, 0, 0x100));
    VALUE(preadv2(ro, v, 1, 3, 0));
    lseek(ro, 5, SEEK_SET);
    VALUE(preadv2(ro, v, 1, -1, 0));
    VALUE(lseek(ro, 0, SEEK_CUR));
    VALUE(preadv2(ro, v, 1, 0, RWF_HIPRI));
    VALUE(preadv2(ro, v, 1, 0, RWF_NOWAIT));
    VALUE(pwritev2(wo, v, 1, 0, RWF_DSYNC));
    VALUE(pwritev2(wo, v, 1, 0, RWF_APPEND));
    VALUE(lseek(wo, 0, SEEK_END));
    VALUE(preadv2(ro, v, 1, 0, RWF_APPEND));
    VALUE(preadv2(ro, v, 1, -2, 0));
    VALUE(lseek(99, 0, SEEK_SET));
    VALUE(lseek(p[0], 0, SEEK_SET));
    VALUE(lseek(fd, 5, 9));
    VALUE(lseek(fd, -100, SEEK_CUR));
    VALUE(lseek(fd, 100, SEEK_END));
    VALUE(write(fd, "end", 3));
    VALUE(lseek(fd, 0, SEEK_END));
    VALUE(pread(fd, buf, 2, 80));
    VALUE(buf[0]);
    int a = open("f", O_WRONLY | O_APPEND);
    VALUE(pwrite(a, "x", 1, 0));
    VALUE(lseek(a, 0, SEEK_CUR));
    VALUE(lseek(a, 0, SEEK_END));
    return 0;
}
