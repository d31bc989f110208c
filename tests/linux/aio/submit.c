/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of asynchronous I/O: each kind, and what is refused. */
#include "aio.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/uio.h>

static aio_context_t c;
static struct iocb i;
static char buf[64];

static void try(const char *what, struct iocb with)
{
    i = with;
    i.aio_data = 7;
    i.aio_key = 9;
    errno = 0;
    long n = submit_one(c, &i);
    printf("%s: %ld %s key %u\n", what, n, n < 0 ? error_name(errno) : "", i.aio_key);
    if (n == 1 && (with.aio_lio_opcode == IOCB_CMD_FSYNC || with.aio_lio_opcode == IOCB_CMD_FDSYNC)) {
        struct io_event e; /* done in the background */
        VALUE(aio_get(c, 1, 1, &e, NULL));
        printf("  result %lld\n", (long long)e.res);
    }
    show_events(c, &i);
}

static void refused(int fd, int readonly)
{
    struct iocb x = request(IOCB_CMD_PREAD, fd, buf, 4, 0);
    int directory = open(".", O_RDONLY | O_DIRECTORY), path = open("f", O_PATH), event = eventfd(0, 0);

    try("no file", request(IOCB_CMD_PREAD, -1, buf, 4, 0));
    try("a path", request(IOCB_CMD_PREAD, path, buf, 4, 0));
    try("read-only", request(IOCB_CMD_PWRITE, readonly, buf, 4, 0));
    try("directory", request(IOCB_CMD_PREAD, directory, buf, 4, 0));
    try("directory fsync", request(IOCB_CMD_FSYNC, directory, NULL, 0, 0));
    try("eventfd fsync", request(IOCB_CMD_FSYNC, event, NULL, 0, 0));
    try("fsync with bytes", request(IOCB_CMD_FSYNC, fd, NULL, 1, 0));
    try("negative place", request(IOCB_CMD_PREAD, fd, buf, 4, -1));
    try("negative bytes", request(IOCB_CMD_PREAD, fd, buf, -4, 0));
    try("opcode 4", request(4, fd, buf, 4, 0));
    try("opcode 6", request(IOCB_CMD_NOOP, fd, buf, 4, 0));
    try("opcode 99", request(99, fd, buf, 4, 0));
    try("bad vector", request(IOCB_CMD_PREADV, fd, (void *)8, 1, 0));
    try("long vector", request(IOCB_CMD_PREADV, fd, buf, 2000, 0));
    try("bad memory", request(IOCB_CMD_PREAD, fd, (void *)8, 4, 0));
    x.aio_reserved2 = 1;
    try("reserved", x);
    x.aio_reserved2 = 0;
    x.aio_flags = IOCB_FLAG_RESFD;
    x.aio_resfd = -1;
    try("no eventfd", x);
    x.aio_resfd = fd;
    try("not an eventfd", x);
    x.aio_flags = 0;
    x.aio_rw_flags = 0x10000;
    try("unknown flag", x);
}

static void lists(int fd)
{
    struct iocb k[3] = { request(IOCB_CMD_PREAD, fd, buf, 1, 0), request(IOCB_CMD_PREAD, -1, buf, 1, 0),
                         request(IOCB_CMD_PREAD, fd, buf, 3, 1) };
    struct iocb *all[] = { &k[0], &k[1], &k[2] }, *two[] = { &k[2], &k[0] }, *bad[] = { &k[0], (struct iocb *)8 };

    for (int n = 0; n < 3; n++)
        k[n].aio_data = 10 + n;
    VALUE(aio_submit(c, 2, two));
    show_events(c, k);
    VALUE(aio_submit(c, 3, all));
    show_events(c, k);
    VALUE(aio_submit(c, 2, bad));
    show_events(c, k);
    VALUE(aio_submit(c, 1, bad + 1));
    VALUE(aio_submit(c, 1, NULL));
    VALUE(aio_submit(c, 0, NULL));
    VALUE(aio_submit(c, -1, all));
    VALUE(aio_submit(0, 1, all));
}

/* More than the ring has places for: those that were not taken are waited for. */
static void full(int fd)
{
    struct iocb k = request(IOCB_CMD_PREAD, fd, buf, 1, 0);
    struct io_event e[256];
    struct timespec now = { 0, 0 };
    long n = 0;

    while (submit_one(c, &k) == 1)
        n++;
    printf("then %s\n", error_name(errno));
    YES(n > 110 && n < 127); /* Linux hands places out in batches */
    VALUE(aio_get(c, 0, 100, e, &now));
    VALUE(submit_one(c, &k));
    YES(aio_get(c, 0, 256, e, &now) == n - 99);
}

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0644), readonly = open("f", O_RDONLY), p[2];
    struct iovec v[] = { { buf, 2 }, { buf + 10, 3 } };

    VALUE(aio_setup(8, &c));
    VALUE(pipe(p));
    try("write", request(IOCB_CMD_PWRITE, fd, "0123456789", 10, 0));
    try("write further", request(IOCB_CMD_PWRITE, fd, "abc", 3, 12));
    try("read", request(IOCB_CMD_PREAD, fd, buf, 20, 1));
    printf("  %.9s\n", buf);
    try("read at the end", request(IOCB_CMD_PREAD, fd, buf, 20, 15));
    try("read nothing", request(IOCB_CMD_PREAD, fd, NULL, 0, 0));
    try("readv", request(IOCB_CMD_PREADV, fd, v, 2, 3));
    printf("  %.2s %.3s\n", buf, buf + 10);
    try("writev", request(IOCB_CMD_PWRITEV, fd, v, 2, 20));
    try("fsync", request(IOCB_CMD_FSYNC, fd, NULL, 0, 0));
    try("fdsync", request(IOCB_CMD_FDSYNC, fd, NULL, 0, 0));
    try("pipe write", request(IOCB_CMD_PWRITE, p[1], "xyz", 3, 5));
    try("pipe read", request(IOCB_CMD_PREAD, p[0], buf, 10, 0));
    VALUE(lseek(fd, 0, SEEK_CUR));
    refused(fd, readonly);
    lists(fd);
    full(fd);
    return 0;
}
