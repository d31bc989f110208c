/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes: how much fits, F_SETPIPE_SZ, when they count as full, atomic writes, FIONREAD. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>

static char buf[2 << 20];

static int left(int fd)
{
    int n = -1;

    ioctl(fd, FIONREAD, &n);
    return n;
}

static int events(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

    poll(&p, 1, 0);
    return p.revents;
}

static void sizes(int *ends)
{
    VALUE(fcntl(ends[0], F_GETPIPE_SZ));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 4096));
    VALUE(fcntl(ends[0], F_GETPIPE_SZ));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 0));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 5000));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 100000));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20));
    VALUE(write(ends[1], buf, sizeof(buf)));
    VALUE(left(ends[0]));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 65536));
    VALUE(read(ends[0], buf, (1 << 20) - 65536));
    VALUE(fcntl(ends[1], F_SETPIPE_SZ, 65536));
    VALUE(write(ends[1], buf, 1));
    VALUE(read(ends[0], buf, sizeof(buf)));
    VALUE(fcntl(0, F_GETPIPE_SZ) == -1);
    int file = open("f", O_RDWR | O_CREAT, 0600);
    VALUE(fcntl(file, F_GETPIPE_SZ));
    VALUE(fcntl(file, F_SETPIPE_SZ, 4096));
}

static void fullness(int *ends)
{
    VALUE(write(ends[1], buf, 65536));
    VALUE(events(ends[1]));
    VALUE(read(ends[0], buf, 1));
    VALUE(write(ends[1], buf, 1));
    VALUE(events(ends[1]));
    VALUE(read(ends[0], buf, 4095));
    VALUE(events(ends[1]));
    VALUE(write(ends[1], buf, 4097));
    VALUE(left(ends[0]));
    VALUE(read(ends[0], buf, 65536));
    for (int i = 0; i < 15; i++)
        write(ends[1], buf, 4000);
    VALUE(left(ends[0]));
    VALUE(write(ends[1], buf, 4096));
    VALUE(write(ends[1], buf, 4096));
    VALUE(write(ends[1], buf, 96));
    VALUE(read(ends[0], buf, 4000));
    VALUE(write(ends[1], buf, 5000));
    VALUE(read(ends[0], buf, 70000));
    VALUE(events(ends[0]));
    VALUE(write(ends[1], buf, 0));
    VALUE(read(ends[0], buf, 0));
    VALUE(read(ends[0], buf, 1));
}

static void ends_of(int *ends)
{
    char c;

    VALUE(read(ends[1], &c, 1));
    VALUE(write(ends[0], &c, 1));
    VALUE(write(ends[1], (void *)8, 10));
    VALUE(write(ends[1], "abc", 3));
    VALUE(read(ends[0], (void *)8, 2));
    VALUE(left(ends[0]));
    close(ends[1]);
    VALUE(events(ends[0]));
    VALUE(read(ends[0], buf, 10));
    VALUE(events(ends[0]));
    VALUE(read(ends[0], buf, 10));
    pipe(ends);
    close(ends[0]);
    VALUE(events(ends[1]));
    signal(SIGPIPE, SIG_IGN);
    VALUE(write(ends[1], buf, 10));
    VALUE(write(ends[1], buf, 0));
}

int main(void)
{
    int ends[2];

    pipe2(ends, O_NONBLOCK);
    sizes(ends);
    fullness(ends);
    ends_of(ends);
    IN_CHILD("user nobody", {
        int p[2];
        setuid(65534);
        pipe(p);
        VALUE(fcntl(p[0], F_SETPIPE_SZ, 1 << 20));
        VALUE(fcntl(p[0], F_SETPIPE_SZ, (1 << 20) + 1));
    });
    VALUE(pipe2(ends, O_TRUNC));
    VALUE(pipe2((void *)8, 0));
    return 0;
}
