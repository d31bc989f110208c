/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of asynchronous I/O, which the C library has no functions for. */
#pragma once
#include "check.h"

#include <linux/aio_abi.h>
#include <signal.h>
#include <time.h>

static inline long aio_setup(unsigned n, aio_context_t *c) { return syscall(SYS_io_setup, n, c); }
static inline long aio_destroy(aio_context_t c) { return syscall(SYS_io_destroy, c); }
static inline long aio_submit(aio_context_t c, long n, struct iocb **list) { return syscall(SYS_io_submit, c, n, list); }
static inline long aio_cancel(aio_context_t c, struct iocb *i, struct io_event *e)
{
    return syscall(SYS_io_cancel, c, i, e);
}
static inline long aio_get(aio_context_t c, long least, long most, struct io_event *e, struct timespec *t)
{
    return syscall(SYS_io_getevents, c, least, most, e, t);
}

static inline struct iocb request(int op, int fd, const void *buf, size_t n, long offset)
{
    return (struct iocb){ .aio_lio_opcode = (uint16_t)op, .aio_fildes = (uint32_t)fd, .aio_buf = (uintptr_t)buf,
                          .aio_nbytes = n, .aio_offset = offset };
}

static inline long submit_one(aio_context_t c, struct iocb *i)
{
    struct iocb *list[] = { i };
    return aio_submit(c, 1, list);
}

/* Takes what is there without waiting and prints it. */
static inline void show_events(aio_context_t c, const struct iocb *first)
{
    struct timespec now = { 0, 0 };
    struct io_event e[16];
    long n = aio_get(c, 0, 16, e, &now);

    printf("  %ld events\n", n);
    for (long i = 0; i < n; i++)
        printf("  data %lld iocb %ld result %lld %lld\n", (long long)e[i].data,
               (long)((const struct iocb *)(uintptr_t)e[i].obj - first), (long long)e[i].res, (long long)e[i].res2);
}
