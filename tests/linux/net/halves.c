/* SPDX-License-Identifier: BSD-2-Clause */
/* shutdown of streams: each half, seen by poll, reads and writes of both ends, twice, by children, errors. */
#include "unix.h"

#include <poll.h>
#include <signal.h>

static char text[16];
static volatile int pipes;

static void on_pipe(int number)
{
    (void)number;
    pipes++;
}

static void events(const char *what, int s)
{
    struct pollfd p = { s, POLLIN | POLLOUT | POLLRDHUP, 0 };

    poll(&p, 1, 0);
    printf("  %s %x\n", what, p.revents);
}

static void half(int how)
{
    int p[2];

    printf("how %d\n", how);
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p);
    VALUE(write(p[0], "abc", 3));
    VALUE(write(p[1], "12", 2));
    VALUE(shutdown(p[0], how));
    VALUE(shutdown(p[0], how));
    events("this end", p[0]);
    events("other end", p[1]);
    VALUE(read(p[0], text, 8));
    VALUE(read(p[0], text, 8));
    VALUE(read(p[1], text, 2));
    VALUE(read(p[1], text, 8));
    VALUE(read(p[1], text, 8));
    VALUE(write(p[0], "x", 1));
    VALUE(write(p[1], "x", 1));
    VALUE(send(p[0], "x", 1, MSG_NOSIGNAL));
    VALUE(read(p[0], text, 8));
    VALUE(pipes);
    VALUE(shutdown(p[0], SHUT_RDWR));
    VALUE(shutdown(p[1], SHUT_RDWR));
    events("this end", p[0]);
    events("other end", p[1]);
    close(p[0]);
    VALUE(shutdown(p[1], SHUT_WR));
    VALUE(read(p[1], text, 8));
    close(p[1]);
}

static void waiting(int how)
{
    int p[2];

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        _exit((int)read(p[0], text, 8) + 10);
    usleep(3000);
    VALUE(shutdown(p[how == SHUT_WR], how));
    show_child("a read that waits", child);
    close(p[0]), close(p[1]);
}

int main(void)
{
    int p[2], l = bound(SOCK_STREAM, "l", 2);

    signal(SIGPIPE, on_pipe);
    half(SHUT_RD);
    half(SHUT_WR);
    half(SHUT_RDWR);
    waiting(SHUT_RD);
    waiting(SHUT_WR);
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    VALUE(shutdown(p[0], 3));
    VALUE(shutdown(p[0], -1));
    VALUE(shutdown(99, SHUT_RD));
    VALUE(shutdown(socket(AF_UNIX, SOCK_STREAM, 0), SHUT_RD));
    IN_CHILD("in a child", shutdown(p[0], SHUT_WR));
    VALUE(read(p[1], text, 1));
    VALUE(pipes);
    int waits = joined(SOCK_STREAM, "l");
    VALUE(shutdown(l, SHUT_RD));
    events("listens", l);
    VALUE(connect(socket(AF_UNIX, SOCK_STREAM, 0), NAME("l")));
    OK(accept(l, NULL, NULL));
    VALUE(write(waits, "x", 1));
    return 0;
}
