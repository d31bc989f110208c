/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes and what waits on them: polling, ping-pong between processes, bandwidth, rings. */
#include "bench.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define MAX_RING 16

static int there[2], back[2], event = -1;
static struct pollfd polled[100];
static pid_t others[MAX_RING];
static int ring_size, ring_in, ring_out;
static char block[65536];

static int open_pipe(void)
{
    return pipe(there);
}

static void close_pipe(void)
{
    close(there[0]);
    close(there[1]);
}

static int self(long count)
{
    char byte = 0;

    for (long i = 0; i < count; i++) {
        call(SYS_write, there[1], &byte, 1);
        call(SYS_read, there[0], &byte, 1);
    }
    return 0;
}

static int open_event(void)
{
    return event = eventfd(0, 0);
}

static int event_self(long count)
{
    uint64_t value = 1;

    for (long i = 0; i < count; i++) {
        call(SYS_write, event, &value, 8);
        call(SYS_read, event, &value, 8);
    }
    return 0;
}

static void close_event(void)
{
    close(event);
}

static int open_poll(void)
{
    if (pipe(there) < 0)
        return -1;
    for (int i = 0; i < 100; i++)
        polled[i] = (struct pollfd){.fd = there[0], .events = POLLIN};
    polled[0] = (struct pollfd){.fd = there[1], .events = POLLOUT};
    return 0;
}

static int poll_n(long count, int n)
{
    struct timespec zero = {0, 0};

    for (long i = 0; i < count; i++)
        if (call(SYS_ppoll, polled, n, &zero, 0, 8) != 1)
            return -1;
    return 0;
}

static int poll_1(long count)
{
    return poll_n(count, 1);
}

static int poll_100(long count)
{
    return poll_n(count, 100);
}

/* The other side of a ping-pong: sends back what it gets, until the end. */
static void echo(int in, int out)
{
    char byte;

    while (call(SYS_read, in, &byte, 1) == 1)
        call(SYS_write, out, &byte, 1);
    _exit(0);
}

static int open_pong(void)
{
    if (pipe(there) < 0 || pipe(back) < 0)
        return -1;
    others[0] = fork();
    if (others[0] == 0) {
        close(there[1]);
        close(back[0]);
        echo(there[0], back[1]);
    }
    return others[0] < 0 ? -1 : 0;
}

static int pong_on(long count, int out, int in)
{
    char byte = 0;

    for (long i = 0; i < count; i++) {
        call(SYS_write, out, &byte, 1);
        if (call(SYS_read, in, &byte, 1) != 1)
            return -1;
    }
    return 0;
}

static int pong(long count)
{
    return pong_on(count, there[1], back[0]);
}

static void close_pong(void)
{
    close_pipe();
    close(back[0]);
    close(back[1]);
    kill(others[0], SIGKILL);
    waitpid(others[0], NULL, 0);
}

static int open_unix(void)
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, there) < 0)
        return -1;
    others[0] = fork();
    if (others[0] == 0) {
        close(there[0]);
        echo(there[1], there[1]);
    }
    return others[0] < 0 ? -1 : 0;
}

static int unix_pong(long count)
{
    return pong_on(count, there[0], there[0]);
}

static void close_unix(void)
{
    close_pipe();
    kill(others[0], SIGKILL);
    waitpid(others[0], NULL, 0);
}

/* A reader that takes all. */
static int open_sink(void)
{
    if (pipe(there) < 0 || pipe(back) < 0)
        return -1;
    others[0] = fork();
    if (others[0] == 0) {
        close(there[1]);
        while (call(SYS_read, there[0], block, sizeof(block)) > 0)
            ;
        _exit(0);
    }
    return others[0] < 0 ? -1 : 0;
}

static int bandwidth(long count)
{
    for (long i = 0; i < count; i++)
        if (call(SYS_write, there[1], block, sizeof(block)) != sizeof(block))
            return -1;
    return 0;
}

/* A ring of processes that pass a byte on; we are one of them. */
static int open_ring(int size)
{
    int in, ends[2];

    if (pipe(ends) < 0)
        return -1;
    ring_size = size;
    ring_out = ends[1];
    in = ends[0];
    for (int i = 0; i < size - 1; i++) {
        if (pipe(ends) < 0)
            return -1;
        others[i] = fork();
        if (others[i] == 0) {
            close(ring_out);
            close(ends[0]);
            echo(in, ends[1]);
        }
        close(in);
        close(ends[1]);
        in = ends[0];
    }
    ring_in = in;
    return 0;
}

static int ring_2(void)
{
    return open_ring(2);
}

static int ring_8(void)
{
    return open_ring(8);
}

static int ring_16(void)
{
    return open_ring(16);
}

/* Counts passes from one process to the next. */
static int ring(long count)
{
    return pong_on(count / ring_size, ring_out, ring_in);
}

static void close_ring(void)
{
    close(ring_out);
    close(ring_in);
    for (int i = 0; i < ring_size - 1; i++) {
        kill(others[i], SIGKILL);
        waitpid(others[i], NULL, 0);
    }
}

const struct row rows_pipes[] = {
    {"poll_1", 2000, open_poll, NULL, poll_1, close_pipe},
    {"poll_100", 200, open_poll, NULL, poll_100, close_pipe},
    {"pipe_self", 1000, open_pipe, NULL, self, close_pipe},
    {"eventfd_self", 1000, open_event, NULL, event_self, close_event},
    {"pipe_ping_pong", 400, open_pong, NULL, pong, close_pong},
    {"unix_ping_pong", 400, open_unix, NULL, unix_pong, close_unix},
    {"pipe_64k", 40, open_sink, NULL, bandwidth, close_pong},
    {"ring_2", 400, ring_2, NULL, ring, close_ring},
    {"ring_8", 400, ring_8, NULL, ring, close_ring},
    {"ring_16", 400, ring_16, NULL, ring, close_ring},
    {NULL},
};
