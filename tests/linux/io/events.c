/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * eventfd, timerfd and epoll: counts, blocking, level and one-shot events, closed files, errors.
 */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>

static uint64_t value;

static long get(int fd)
{
    value = 0;
    return read(fd, &value, sizeof(value));
}

static long put(int fd, uint64_t n)
{
    return write(fd, &n, sizeof(n));
}

static void counters(void)
{
    int e = eventfd(3, EFD_NONBLOCK), s = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    struct pollfd p = { .fd = e, .events = POLLIN | POLLOUT };

    VALUE(get(e));
    VALUE((long)value);
    VALUE(get(e));
    VALUE(put(e, 5));
    VALUE(put(e, 6));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    VALUE(get(e));
    VALUE((long)value);
    VALUE(put(e, UINT64_MAX));
    VALUE(put(e, UINT64_MAX - 1));
    VALUE(put(e, 1));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    VALUE(read(e, &value, 4));
    VALUE(write(e, &value, 4));
    VALUE(get(s));
    VALUE((long)value);
    VALUE(get(s));
    VALUE(get(s));
    VALUE(eventfd(0, 0x10));
    VALUE(lseek(e, 0, SEEK_SET));
    close(e);
    close(s);
}

static void blocking(void)
{
    int e = eventfd(0, 0);

    if (fork() == 0) {
        usleep(50000);
        put(e, 42);
        _exit(0);
    }
    VALUE(get(e));
    VALUE((long)value);
    wait(NULL);
    close(e);
}

static void timers(void)
{
    int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec once = { .it_value.tv_nsec = 20000000 };
    struct itimerspec often = { .it_value.tv_nsec = 10000000, .it_interval.tv_nsec = 10000000 };
    struct itimerspec left, bad = { .it_value.tv_nsec = 1000000000 };
    struct pollfd p = { .fd = t, .events = POLLIN };

    VALUE(get(t));
    VALUE(timerfd_settime(t, 0, &once, NULL));
    VALUE(timerfd_gettime(t, &left));
    YES(left.it_value.tv_sec == 0 && left.it_value.tv_nsec > 0 && left.it_value.tv_nsec <= 20000000);
    VALUE(poll(&p, 1, 5000));
    VALUE(get(t));
    VALUE((long)value);
    VALUE(timerfd_gettime(t, &left));
    VALUE(left.it_value.tv_nsec);
    VALUE(timerfd_settime(t, 0, &often, NULL));
    usleep(100000);
    VALUE(get(t));
    YES(value >= 5);
    VALUE(timerfd_settime(t, 0, &bad, NULL));
    VALUE(timerfd_create(77, 0));
    VALUE(timerfd_settime(1, 0, &once, NULL));
    fcntl(t, F_SETFL, 0);
    VALUE(get(t));
    struct itimerspec past = { .it_value.tv_nsec = 1 };
    VALUE(timerfd_settime(t, TFD_TIMER_ABSTIME, &past, NULL));
    VALUE(get(t));
    VALUE((long)value);
    close(t);
}

static void show(int ep, int ms)
{
    struct epoll_event events[8];
    long n = VALUE(epoll_wait(ep, events, 8, ms));

    for (long i = 0; i < n; i++)
        printf("  %x %d\n", events[i].events, events[i].data.fd);
}

static long control(int ep, int op, int fd, unsigned events, int data)
{
    struct epoll_event event = { .events = events, .data.fd = data };

    return epoll_ctl(ep, op, fd, &event);
}

static void watches(void)
{
    int ep = epoll_create1(EPOLL_CLOEXEC), ends[2], other = epoll_create1(0);
    char buf[16];

    pipe(ends);
    VALUE(control(ep, EPOLL_CTL_ADD, ends[0], EPOLLIN, 1));
    VALUE(control(ep, EPOLL_CTL_ADD, ends[0], EPOLLIN, 1));
    VALUE(control(ep, EPOLL_CTL_ADD, ends[1], EPOLLOUT, 2));
    show(ep, 0);
    write(ends[1], "x", 1);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[1], 0, 2));
    show(ep, 0);
    show(ep, 0);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 3));
    show(ep, 0);
    show(ep, 0);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 4));
    show(ep, 0);
    VALUE(control(ep, EPOLL_CTL_MOD, ends[0], EPOLLIN, 5));
    read(ends[0], buf, 1);
    show(ep, 20);
    fflush(stdout);
    if (fork() == 0) {
        usleep(30000);
        write(ends[1], "y", 1);
        _exit(0);
    }
    show(ep, 5000);
    wait(NULL);
    VALUE(control(other, EPOLL_CTL_ADD, ep, EPOLLIN, 6));
    show(other, 0);
    VALUE(control(ep, EPOLL_CTL_ADD, other, EPOLLIN, 7));
    VALUE(control(ep, EPOLL_CTL_ADD, ep, EPOLLIN, 7));
    VALUE(control(ep, EPOLL_CTL_DEL, ends[1], 0, 0));
    VALUE(control(ep, EPOLL_CTL_DEL, ends[1], 0, 0));
    VALUE(control(ep, EPOLL_CTL_MOD, ends[1], 0, 0));
    VALUE(control(ep, 9, ends[0], 0, 0));
    VALUE(control(ep, EPOLL_CTL_ADD, 77, 0, 0));
    VALUE(control(1, EPOLL_CTL_ADD, ends[1], 0, 0));
    VALUE(epoll_ctl(ep, EPOLL_CTL_ADD, ends[1], (void *)8));
    int file = open("f", O_RDWR | O_CREAT, 0600);
    VALUE(control(ep, EPOLL_CTL_ADD, file, EPOLLIN, 0));
    close(ends[1]);
    show(ep, 0);
    read(ends[0], buf, 1);
    show(ep, 0);
    close(ends[0]);
    show(ep, 0);
    VALUE(epoll_wait(ep, NULL, 0, 0));
    VALUE(epoll_wait(ep, NULL, 1, 10));
    VALUE(epoll_wait(1, (void *)8, 1, 10));
    close(ep);
    close(other);
}

int main(void)
{
    counters();
    blocking();
    timers();
    watches();
    return 0;
}
