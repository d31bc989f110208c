/* SPDX-License-Identifier: BSD-2-Clause */
/* epoll: what cannot be watched, loops and depth, EPOLLEXCLUSIVE, EPOLLWAKEUP, duplicates of descriptors, timeouts. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>

static long control(int ep, int op, int fd, unsigned events, int data)
{
    struct epoll_event event = { .events = events, .data.fd = data };

    return epoll_ctl(ep, op, fd, &event);
}

static void what(int ep)
{
    int dir = open("/", O_RDONLY), null = open("/dev/null", O_RDWR), path = open("/", O_PATH);
    int proc = open("/proc/self/stat", O_RDONLY), random = open("/dev/urandom", O_RDONLY);

    VALUE(control(ep, EPOLL_CTL_ADD, dir, EPOLLIN, 0));
    VALUE(control(ep, EPOLL_CTL_DEL, dir, EPOLLIN, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, null, EPOLLIN, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, path, EPOLLIN, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, proc, EPOLLIN, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, -1, EPOLLIN, 0));
    VALUE(control(-1, EPOLL_CTL_ADD, ep, EPOLLIN, 0));
    VALUE(control(null, EPOLL_CTL_ADD, ep, EPOLLIN, 0));
    (void)random;
}

static void depth(void)
{
    int chain[8], e = eventfd(0, 0);

    chain[0] = epoll_create1(0);
    VALUE(control(chain[0], EPOLL_CTL_ADD, e, EPOLLIN, 0));
    for (int i = 1; i < 8; i++) {
        chain[i] = epoll_create1(0);
        printf("depth %d: ", i);
        VALUE(control(chain[i], EPOLL_CTL_ADD, chain[i - 1], EPOLLIN, 0));
    }
    VALUE(control(chain[0], EPOLL_CTL_ADD, chain[1], EPOLLIN, 0));
    VALUE(control(chain[0], EPOLL_CTL_ADD, chain[3], EPOLLIN, 0));
}

static void exclusive(int ep)
{
    int e = eventfd(1, 0), other = epoll_create1(0);

    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLEXCLUSIVE | EPOLLRDHUP, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, other, EPOLLIN | EPOLLEXCLUSIVE, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLEXCLUSIVE | EPOLLET, 1));
    VALUE(control(ep, EPOLL_CTL_MOD, e, EPOLLIN, 2));
    VALUE(control(ep, EPOLL_CTL_MOD, e, EPOLLIN | EPOLLEXCLUSIVE, 2));
    VALUE(control(ep, EPOLL_CTL_DEL, e, EPOLLIN | EPOLLEXCLUSIVE, 2));
    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLWAKEUP, 2));
    VALUE(control(ep, EPOLL_CTL_MOD, e, EPOLLIN | EPOLLEXCLUSIVE, 2));
    struct epoll_event event;
    VALUE(epoll_wait(ep, &event, 1, 0));
    VALUE(event.events);
    close(e);
}

static void duplicates(int ep)
{
    struct epoll_event events[4];
    int e = eventfd(1, 0), copy = dup(e);

    VALUE(control(ep, EPOLL_CTL_ADD, e, EPOLLIN, 1));
    VALUE(control(ep, EPOLL_CTL_ADD, copy, EPOLLIN, 2));
    VALUE(epoll_wait(ep, events, 4, 0));
    close(e);
    VALUE(epoll_wait(ep, events, 4, 0));
    VALUE(control(ep, EPOLL_CTL_DEL, e, 0, 0));
    VALUE(control(ep, EPOLL_CTL_DEL, copy, 0, 0));
    VALUE(epoll_wait(ep, events, 4, 0));
    printf("%d\n", events[0].data.fd);
    close(copy);
    VALUE(epoll_wait(ep, events, 4, 0));
}

static void handler(int sig)
{
    (void)sig;
}

static long elapsed_ms(const struct timespec *from)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - from->tv_sec) * 1000 + (now.tv_nsec - from->tv_nsec) / 1000000;
}

static void waits(int ep)
{
    struct epoll_event events[4];
    struct timespec from, ts = { 0, 30000000 }, bad = { 0, 1000000000 }, negative = { -1, 0 };
    sigset_t all, none;

    clock_gettime(CLOCK_MONOTONIC, &from);
    VALUE(epoll_wait(ep, events, 4, 30));
    YES(elapsed_ms(&from) >= 29);
    VALUE(syscall(SYS_epoll_pwait2, ep, events, 4, &ts, NULL, 8));
    YES(elapsed_ms(&from) >= 58);
    VALUE(syscall(SYS_epoll_pwait2, ep, events, 4, &bad, NULL, 8));
    VALUE(syscall(SYS_epoll_pwait2, ep, events, 4, &negative, NULL, 8));
    VALUE(syscall(SYS_epoll_pwait2, ep, events, 4, 8, NULL, 8));
    VALUE(syscall(SYS_epoll_pwait, ep, events, 4, 0, &all, 4));
    VALUE(syscall(SYS_epoll_pwait, ep, events, 4, 0, 8, 8));
    VALUE(epoll_wait(ep, events, -1, 0));
    VALUE(epoll_wait(ep, events, 0x7fffffff, 0));
    VALUE(epoll_wait(0, events, 1, 0));
    VALUE(epoll_wait(-1, events, 1, 0));
    signal(SIGUSR1, handler);
    sigemptyset(&none);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    raise(SIGUSR1);
    VALUE(epoll_wait(ep, events, 4, 0));
    VALUE(epoll_pwait(ep, events, 4, 1000, &none));
    raise(SIGUSR1);
    VALUE(epoll_pwait(ep, events, 4, 10, &all));
    sigprocmask(SIG_SETMASK, &none, NULL);
    VALUE(epoll_create(0));
    VALUE(epoll_create1(1));
}

int main(void)
{
    int ep = epoll_create1(0);

    what(ep);
    depth();
    exclusive(ep);
    duplicates(ep);
    waits(ep);
    return 0;
}
