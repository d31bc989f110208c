/* SPDX-License-Identifier: BSD-2-Clause */
/* EPOLLET: one event for each change, on pipes, sockets, eventfds and nested epolls; order of turns. */
#include "check.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

static void show(int ep)
{
    struct epoll_event events[8];
    long n = VALUE(epoll_wait(ep, events, 8, 0));

    for (long i = 0; i < n; i++)
        printf("  %x %d\n", events[i].events, events[i].data.fd);
}

static long control(int ep, int op, int fd, unsigned events, int data)
{
    struct epoll_event event = { .events = events, .data.fd = data };

    return epoll_ctl(ep, op, fd, &event);
}

static void pipe_reader(int ep)
{
    char buf[64];
    int ends[2];

    pipe(ends);
    VALUE(control(ep, EPOLL_CTL_ADD, ends[0], EPOLLIN | EPOLLET, 1));
    show(ep);
    write(ends[1], "abc", 3);
    show(ep);
    show(ep);
    VALUE(read(ends[0], buf, 1));
    show(ep);
    write(ends[1], "d", 1);
    show(ep);
    show(ep);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLET, 2));
    show(ep);
    show(ep);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLET | EPOLLONESHOT, 3));
    show(ep);
    write(ends[1], "e", 1);
    show(ep);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[0], EPOLLIN, 4));
    show(ep);
    show(ep);
    VALUE(read(ends[0], buf, 64));
    show(ep);
    close(ends[1]);
    show(ep);
    close(ends[0]);
    show(ep);
}

static void pipe_writer(int ep)
{
    static char buf[65536];
    int ends[2];

    pipe2(ends, O_NONBLOCK);
    VALUE(control(ep, EPOLL_CTL_ADD, ends[1], EPOLLOUT | EPOLLET, 5));
    show(ep);
    show(ep);
    VALUE(write(ends[1], buf, 100));
    show(ep);
    VALUE(write(ends[1], buf, sizeof(buf)) > 0);
    VALUE(write(ends[1], buf, sizeof(buf)));
    show(ep);
    while (read(ends[0], buf, sizeof(buf)) > 0)
        ;
    show(ep);
    show(ep);
    close(ends[0]);
    show(ep);
    close(ends[1]);
}

static void counter(int ep)
{
    int e = eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE);
    uint64_t one = 1, value;

    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLET, 6));
    show(ep);
    write(e, &one, 8);
    show(ep);
    show(ep);
    write(e, &one, 8);
    show(ep);
    VALUE(read(e, &value, 8));
    show(ep);
    VALUE(read(e, &value, 8));
    VALUE(control(ep, EPOLL_CTL_MOD, e, EPOLLIN | EPOLLOUT | EPOLLET, 7));
    show(ep);
    show(ep);
    write(e, &one, 8);
    show(ep);
    close(e);
}

static void sockets(int ep, int type)
{
    char buf[64];
    int ends[2];

    socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, ends);
    VALUE(control(ep, EPOLL_CTL_ADD, ends[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, 8));
    show(ep);
    show(ep);
    send(ends[1], "abc", 3, 0);
    show(ep);
    show(ep);
    send(ends[1], "d", 1, 0);
    show(ep);
    VALUE(recv(ends[0], buf, 1, 0));
    show(ep);
    VALUE(recv(ends[0], buf, 64, 0));
    show(ep);
    shutdown(ends[1], SHUT_WR);
    show(ep);
    show(ep);
    close(ends[1]);
    show(ep);
    close(ends[0]);
}

static void nested(int outer)
{
    int inner = epoll_create1(0), e = eventfd(0, EFD_NONBLOCK);
    uint64_t one = 1, value;

    VALUE(control(inner, EPOLL_CTL_ADD, e, EPOLLIN, 9));
    VALUE(control(outer, EPOLL_CTL_ADD, inner, EPOLLIN | EPOLLET, 10));
    show(outer);
    write(e, &one, 8);
    show(outer);
    show(outer);
    show(inner);
    write(e, &one, 8);
    show(outer);
    VALUE(read(e, &value, 8));
    show(inner);
    show(outer);
    close(inner);
    show(outer);
    close(e);
}

static void turns(int ep)
{
    struct epoll_event event;
    int e[3];

    for (int i = 0; i < 3; i++) {
        e[i] = eventfd(1, 0);
        control(ep, EPOLL_CTL_ADD, e[i], EPOLLIN, i);
    }
    for (int i = 0; i < 7; i++) {
        epoll_wait(ep, &event, 1, 0);
        printf("turn of %d\n", event.data.fd);
    }
    for (int i = 0; i < 3; i++)
        close(e[i]);
}

int main(void)
{
    int ep = epoll_create1(0);

    pipe_reader(ep);
    pipe_writer(ep);
    counter(ep);
    sockets(ep, SOCK_STREAM);
    sockets(ep, SOCK_DGRAM);
    sockets(ep, SOCK_SEQPACKET);
    nested(ep);
    turns(ep);
    return 0;
}
