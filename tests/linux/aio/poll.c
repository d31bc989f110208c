/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of asynchronous I/O that wait for a file, and their cancellation. */
#include "aio.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

static aio_context_t c;

/* Takes what is there: more than was asked about may be told. */
static void show_polls(const struct iocb *first)
{
    struct timespec now = { 0, 0 };
    struct io_event e;

    while (aio_get(c, 0, 1, &e, &now) == 1)
        printf("  iocb %ld events %llx\n", (long)((const struct iocb *)(uintptr_t)e.obj - first),
               (unsigned long long)e.res & (POLLIN | POLLOUT | POLLERR));
}

static void *later(void *arg)
{
    usleep(20000);
    write(*(int *)arg, "x", 1);
    return NULL;
}

static void *destroy_later(void *arg)
{
    (void)arg;
    usleep(20000);
    VALUE(aio_destroy(c));
    return NULL;
}

static void cancelled(int fd)
{
    struct iocb k[2] = { request(IOCB_CMD_POLL, fd, (void *)POLLIN, 0, 0), request(IOCB_CMD_PREAD, fd, NULL, 0, 0) };
    struct io_event e;

    VALUE(submit_one(c, &k[0]));
    VALUE(aio_cancel(c, &k[1], &e));
    VALUE(aio_cancel(c, &k[0], &e));
    show_polls(k);
    VALUE(aio_cancel(c, &k[0], &e));
    VALUE(aio_cancel(c, NULL, NULL));
    VALUE(aio_cancel(0, &k[0], NULL));
    k[0].aio_key = 3;
    VALUE(aio_cancel(c, &k[0], &e));
}

int main(void)
{
    struct iocb k[3];
    struct io_event e[4];
    int p[2], s[2], event = eventfd(0, 0);
    uint64_t count = 0;
    pthread_t other;

    VALUE(aio_setup(4, &c));
    VALUE(pipe(p));
    VALUE(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    k[0] = request(IOCB_CMD_POLL, p[0], (void *)POLLIN, 0, 0);
    k[1] = request(IOCB_CMD_POLL, p[1], (void *)POLLOUT, 0, 0);
    k[0].aio_flags = IOCB_FLAG_RESFD;
    k[0].aio_resfd = (uint32_t)event;
    VALUE(submit_one(c, &k[0]));
    show_polls(k);
    VALUE(submit_one(c, &k[1]));
    show_polls(k);
    write(p[1], "a", 1);
    VALUE(read(event, &count, 8));
    show_polls(k);
    VALUE(submit_one(c, &k[0]));
    VALUE(read(event, &count, 8));
    show_polls(k);
    k[2] = request(IOCB_CMD_POLL, s[0], (void *)POLLIN, 0, 0);
    VALUE(submit_one(c, &k[2]));
    pthread_create(&other, NULL, later, &s[1]);
    VALUE(aio_get(c, 1, 4, e, NULL));
    YES(e[0].res & POLLIN);
    pthread_join(other, NULL);
    read(s[0], &count, 1);
    VALUE(submit_one(c, &k[2]));
    close(s[1]);
    VALUE(aio_get(c, 1, 4, e, NULL));
    YES(e[0].res & POLLIN);
    k[2].aio_nbytes = 1;
    VALUE(submit_one(c, &k[2]));
    k[2] = request(IOCB_CMD_POLL, s[0], (void *)0x10001, 0, 0);
    VALUE(submit_one(c, &k[2]));
    k[2] = request(IOCB_CMD_POLL, open("f", O_RDWR | O_CREAT, 0600), (void *)POLLIN, 0, 0);
    VALUE(submit_one(c, &k[2]));
    VALUE(aio_get(c, 1, 4, e, &(struct timespec){ 0, 0 }));
    read(p[0], &count, 1);
    cancelled(p[0]);
    VALUE(submit_one(c, &k[0]));
    pthread_create(&other, NULL, destroy_later, NULL);
    VALUE(aio_get(c, 1, 4, e, NULL));
    pthread_join(other, NULL);
    VALUE(read(event, &count, 8));
    return 0;
}
