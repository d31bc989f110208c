/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX streams: peeking, MSG_WAITALL, full buffers, shutdown, resets, SIGPIPE, timeouts. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>

static char buf[300000];

static int events(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP };

    poll(&p, 1, 0);
    return p.revents;
}

static void reading(void)
{
    int p[2], n;

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    VALUE(send(p[0], "hello", 5, 0));
    VALUE(send(p[0], "world", 5, 0));
    VALUE(ioctl(p[1], FIONREAD, &n));
    VALUE(n);
    VALUE(recv(p[1], buf, 7, MSG_PEEK));
    printf("%.7s\n", buf);
    VALUE(recv(p[1], buf, 7, MSG_TRUNC));
    VALUE(recv(p[1], buf, 100, MSG_DONTWAIT));
    VALUE(recv(p[1], buf, 100, MSG_DONTWAIT));
    if (fork() == 0) {
        send(p[0], "123", 3, 0);
        usleep(30000);
        send(p[0], "456789", 6, 0);
        _exit(0);
    }
    VALUE(recv(p[1], buf, 8, MSG_WAITALL));
    printf("%.8s\n", buf);
    wait(NULL);
    VALUE(recv(p[1], (void *)8, 1, 0));
    VALUE(recv(p[1], buf, 8, MSG_WAITALL | MSG_DONTWAIT));
    VALUE(send(p[1], "x", 1, 0));
    close(p[1]);
    VALUE(recv(p[0], buf, 8, 0));
    VALUE(recv(p[0], buf, 8, 0));
    close(p[0]);
}

static void filling(void)
{
    int p[2];

    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p);
    VALUE(events(p[0]));
    VALUE(write(p[0], buf, sizeof(buf)));
    VALUE(write(p[0], buf, 1));
    VALUE(events(p[0]));
    VALUE(read(p[1], buf, 100000));
    VALUE(events(p[0]));
    VALUE(read(p[1], buf, 300000));
    VALUE(events(p[0]));
    int n = 0;
    while (write(p[0], "x", 1) == 1)
        n++;
    VALUE(n);
    close(p[0]);
    VALUE(events(p[1]));
    close(p[1]);
}

static void ends(void)
{
    int p[2], error;
    socklen_t len = sizeof(error);

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    VALUE(shutdown(p[0], SHUT_WR));
    VALUE(events(p[0]));
    VALUE(events(p[1]));
    VALUE(read(p[1], buf, 1));
    VALUE(write(p[1], "x", 1));
    VALUE(send(p[0], "x", 1, MSG_NOSIGNAL));
    IN_CHILD("write", write(p[0], "x", 1));
    VALUE(shutdown(p[1], SHUT_WR));
    VALUE(events(p[0]));
    VALUE(events(p[1]));
    VALUE(read(p[0], buf, 10));
    VALUE(read(p[0], buf, 10));
    close(p[0]);
    VALUE(read(p[1], buf, 10));
    close(p[1]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    write(p[0], "unread", 6);
    write(p[1], "answer", 6);
    close(p[1]);
    VALUE(events(p[0]));
    VALUE(read(p[0], buf, 10));
    VALUE(getsockopt(p[0], SOL_SOCKET, SO_ERROR, &error, &len));
    VALUE(error);
    VALUE(events(p[0]));
    VALUE(read(p[0], buf, 10));
    VALUE(send(p[0], "x", 1, MSG_NOSIGNAL));
    close(p[0]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    write(p[0], "unread", 6);
    close(p[1]);
    VALUE(read(p[0], buf, 10));
    VALUE(read(p[0], buf, 10));
    close(p[0]);
}

static long ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void nothing(int sig)
{
    (void)sig;
}

static void timeouts(void)
{
    struct timeval tv = { 0, 60000 }, bad = { 0, 1000000 }, got, negative = { -1, 0 };
    socklen_t len = sizeof(got);
    int p[2];

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    VALUE(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
    VALUE(setsockopt(p[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
    VALUE(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &bad, sizeof(bad)));
    VALUE(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &tv, 8));
    VALUE(getsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &got, &len));
    VALUE(got.tv_sec * 1000000 + got.tv_usec);
    VALUE(len);
    long from = ms();
    VALUE(read(p[0], buf, 1));
    YES(ms() - from >= 59);
    VALUE(write(p[0], buf, sizeof(buf)));
    VALUE(write(p[0], buf, 1));
    signal(SIGALRM, nothing);
    tv.tv_sec = 5;
    setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    ualarm(20000, 0);
    VALUE(read(p[0], buf, 1));
    setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &negative, sizeof(negative));
    VALUE(read(p[0], buf, 1));
    VALUE(setsockopt(p[1], SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 0, 0 }, sizeof(tv)));
}

int main(void)
{
    reading();
    filling();
    ends();
    timeouts();
    return 0;
}
