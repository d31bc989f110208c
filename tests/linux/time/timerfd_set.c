/* SPDX-License-Identifier: BSD-2-Clause */
/* timerfd: times that are absolute, a clock that is set and cancels, waiting with poll and epoll, shared by a fork. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>

static uint64_t ticks;

static long get(int fd)
{
    ticks = 0;
    return read(fd, &ticks, 8);
}

static void set_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    VALUE(clock_settime(CLOCK_REALTIME, &now));
}

static void cancel(void)
{
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK), mono = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec far = {{0, 0}, {4000000000, 0}}, got;
    struct pollfd p = {fd, POLLIN, 0};

    VALUE(timerfd_settime(fd, TFD_TIMER_CANCEL_ON_SET, &far, NULL));
    set_clock();
    VALUE(get(fd)); /* without TFD_TIMER_ABSTIME nothing is cancelled */
    VALUE(timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL));
    VALUE(timerfd_settime(mono, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL));
    VALUE(poll(&p, 1, 0));
    VALUE(get(fd));
    set_clock();
    VALUE(poll(&p, 1, 1000));
    VALUE(p.revents);
    VALUE(get(fd));
    VALUE(get(fd));
    VALUE(get(mono));
    VALUE(timerfd_gettime(fd, &got));
    YES(got.it_value.tv_sec > 1000000000);
    VALUE(timerfd_settime(fd, TFD_TIMER_ABSTIME, &far, NULL));
    set_clock();
    VALUE(get(fd));
    close(fd);
    close(mono);
}

static void absolute(void)
{
    int fd = timerfd_create(CLOCK_BOOTTIME, 0);
    struct itimerspec at = {{0, 0}, {0, 0}}, got;
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    at.it_value = now;
    at.it_value.tv_sec += 50;
    VALUE(timerfd_settime(fd, TFD_TIMER_ABSTIME, &at, NULL));
    VALUE(timerfd_gettime(fd, &got));
    YES(got.it_value.tv_sec >= 40 && got.it_value.tv_sec <= 50);
    at.it_value = now;
    VALUE(timerfd_settime(fd, TFD_TIMER_ABSTIME, &at, NULL));
    VALUE(get(fd));
    VALUE(ticks);
    at.it_interval.tv_nsec = 1000;
    VALUE(timerfd_settime(fd, TFD_TIMER_ABSTIME, &at, NULL)); /* every microsecond since then */
    VALUE(get(fd));
    YES(ticks > 10);
    close(fd);
}

static void watched(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0), ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT};
    struct itimerspec soon = {{0, 0}, {0, 5000000}}, off = {{0, 0}, {0, 0}};
    char big[32];

    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
    VALUE(epoll_wait(ep, &ev, 1, 0));
    VALUE(timerfd_settime(fd, 0, &soon, NULL));
    VALUE(epoll_wait(ep, &ev, 1, 5000));
    VALUE(ev.events);
    VALUE(read(fd, big, sizeof(big)));
    VALUE(epoll_wait(ep, &ev, 1, 0));
    VALUE(timerfd_settime(fd, 0, &soon, NULL));
    usleep(10000);
    VALUE(timerfd_settime(fd, 0, &off, NULL)); /* what had come is forgotten */
    VALUE(epoll_wait(ep, &ev, 1, 0));
    VALUE(timerfd_settime(fd, 0, &soon, NULL));
    IN_CHILD("child", VALUE(get(fd)), VALUE(ticks));
    VALUE(fcntl(fd, F_SETFL, O_NONBLOCK));
    VALUE(get(fd));
    VALUE(read(fd, big, 7));
    VALUE(pread(fd, big, 8, 0));
    close(fd);
    VALUE(epoll_wait(ep, &ev, 1, 0));
}

int main(void)
{
    cancel();
    absolute();
    watched();
    return 0;
}
