/* SPDX-License-Identifier: BSD-2-Clause */
/* epoll: one-shot with edges, epolls in epolls that are watched with poll, copies of descriptors, maxevents, forks. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static long control(int ep, int op, int fd, unsigned events, int data)
{
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)data << 33 | (unsigned)data};

    return epoll_ctl(ep, op, fd, &event);
}

static void show(int ep, int max)
{
    struct epoll_event events[8];
    long n = VALUE(epoll_wait(ep, events, max, 0));

    for (long i = 0; i < n; i++)
        printf("  %x %llx\n", events[i].events, (unsigned long long)events[i].data.u64);
}

static long add(int e, uint64_t n)
{
    return write(e, &n, 8);
}

static void one_shot(int ep)
{
    int e = eventfd(1, EFD_NONBLOCK);

    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLOUT | EPOLLONESHOT | EPOLLET, 1));
    show(ep, 8);
    add(e, 1);
    show(ep, 8);
    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN, 2));
    VALUE(control(ep, EPOLL_CTL_MOD, e, EPOLLOUT | EPOLLONESHOT | EPOLLET, 3));
    show(ep, 8);
    show(ep, 8);
    VALUE(control(ep, EPOLL_CTL_MOD, e, EPOLLIN, 4));
    show(ep, 8);
    show(ep, 8);
    VALUE(control(ep, EPOLL_CTL_DEL, e, 0, 0));
    show(ep, 8);
    close(e);
}

static void nesting(int top)
{
    int middle = epoll_create1(0), low = epoll_create1(0), e = eventfd(0, EFD_NONBLOCK);
    struct pollfd p[3] = {{top, POLLIN | POLLOUT, 0}, {middle, POLLIN, 0}, {low, POLLIN, 0}};
    uint64_t value;

    VALUE(control(low, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLONESHOT, 5));
    VALUE(control(middle, EPOLL_CTL_ADD, low, EPOLLIN, 6));
    VALUE(control(top, EPOLL_CTL_ADD, middle, EPOLLIN | EPOLLET, 7));
    VALUE(poll(p, 3, 0));
    add(e, 1);
    VALUE(poll(p, 3, 0));
    printf("  %x %x %x\n", p[0].revents, p[1].revents, p[2].revents);
    show(top, 8);
    show(middle, 8);
    show(middle, 8);
    show(low, 8);
    show(low, 8);
    show(middle, 8);
    VALUE(poll(p, 3, 0));
    VALUE(control(low, EPOLL_CTL_MOD, e, EPOLLIN | EPOLLONESHOT, 8));
    show(top, 8);
    show(middle, 8);
    VALUE(read(e, &value, 8));
    show(low, 8);
    show(middle, 8);
    VALUE(control(low, EPOLL_CTL_ADD, top, EPOLLIN, 9));
    close(low);
    add(e, 1);
    show(middle, 8);
    VALUE(control(top, EPOLL_CTL_DEL, middle, 0, 0));
    close(middle);
    close(e);
}

static void copies(int ep)
{
    int e = eventfd(1, EFD_NONBLOCK), copy = dup(e), other = dup(ep);

    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN, 10));
    VALUE(control(ep, EPOLL_CTL_ADD, copy, EPOLLIN | EPOLLONESHOT, 11));
    VALUE(control(other, EPOLL_CTL_ADD, copy, EPOLLIN, 12));
    show(other, 8);
    show(ep, 8);
    close(e);
    show(ep, 8); /* the file is open still: so is the watch, though its descriptor is gone */
    VALUE(control(ep, EPOLL_CTL_DEL, e, 0, 0));
    VALUE(control(ep, EPOLL_CTL_MOD, copy, EPOLLIN | EPOLLET, 13));
    IN_CHILD("child", show(ep, 8), add(copy, 1), VALUE(control(ep, EPOLL_CTL_DEL, copy, 0, 0)));
    VALUE(control(ep, EPOLL_CTL_DEL, copy, 0, 0));
    close(copy);
    show(ep, 8);
    close(other);
}

static void many(int ep)
{
    int e[20], seen = 0, turns = 0;
    struct epoll_event events[7];

    for (int i = 0; i < 20; i++) {
        e[i] = eventfd(i % 2, EFD_NONBLOCK);
        control(ep, EPOLL_CTL_ADD, e[i], EPOLLIN | EPOLLET, i);
    }
    for (int n; turns < 20 && (n = epoll_wait(ep, events, 7, 0)) > 0; turns++)
        for (int i = 0; i < n; i++)
            seen |= 1 << (events[i].data.u64 & 31);
    printf("seen %x in %d turns\n", seen, turns);
    for (int i = 0; i < 20; i++)
        add(e[i], 1);
    VALUE(epoll_wait(ep, events, 7, 0));
    for (int i = 0; i < 20; i++)
        close(e[i]);
    VALUE(epoll_wait(ep, events, 7, 0));
    VALUE(syscall(SYS_epoll_pwait, ep, events, 0, 0, NULL, 8));
    VALUE(syscall(SYS_epoll_pwait, ep, events, -1, 0, NULL, 8));
    VALUE(fcntl(ep, F_GETFD));
    VALUE(read(ep, events, 8));
    VALUE(lseek(ep, 0, SEEK_SET));
}

int main(void)
{
    int ep = epoll_create1(EPOLL_CLOEXEC);

    one_shot(ep);
    nesting(ep);
    close(ep);
    ep = epoll_create1(EPOLL_CLOEXEC);
    copies(ep);
    close(ep);
    ep = epoll_create1(EPOLL_CLOEXEC);
    many(ep);
    return 0;
}
