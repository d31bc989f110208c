/* SPDX-License-Identifier: BSD-2-Clause */
/* Setting the real-time clock: what it does to sleeps and timers that wait for a time of day, and what not to others. */
#include "check.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

static struct timespec start;

static long long now_ms(clockid_t c)
{
    struct timespec t;
    clock_gettime(c, &t);
    return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static void jump(long seconds)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += seconds;
    if (clock_settime(CLOCK_REALTIME, &t) != 0)
        printf("settime: %s\n", error_name(errno));
}

static const char *how_long(long long ms)
{
    return ms < 30 ? "at once" : ms < 90 ? "early" : ms < 400 ? "in time" : "late";
}

static void *jumps_later(void *arg)
{
    struct timespec t = {0, 40000000};
    nanosleep(&t, NULL);
    jump((long)arg);
    return NULL;
}

static struct timespec in_seconds(long s)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += s;
    return t;
}

static void sleeper(const char *what, int flags, struct timespec t, long by)
{
    pthread_t thread;
    long long begin = now_ms(CLOCK_MONOTONIC);
    pthread_create(&thread, NULL, jumps_later, (void *)by);
    int r = clock_nanosleep(CLOCK_REALTIME, flags, &t, NULL);
    long long took = now_ms(CLOCK_MONOTONIC) - begin;
    pthread_join(thread, NULL);
    jump(-by);
    printf("%s: %d, %s\n", what, r, took < 90 ? "early" : took < 400 ? "in time" : "late");
}

static void timer(const char *what, int flags, long seconds, long ns, long by)
{
    timer_t id;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    sigset_t set;
    siginfo_t info;
    struct timespec patience = {0, 200000000};
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    timer_create(CLOCK_REALTIME, &ev, &id);
    struct itimerspec its = {{0, 0}, {seconds, ns}};
    if (flags)
        its.it_value = in_seconds(seconds);
    timer_settime(id, flags, &its, NULL);
    long long begin = now_ms(CLOCK_MONOTONIC);
    jump(by);
    int r = sigtimedwait(&set, &info, &patience);
    printf("%s: signal %d, %s\n", what, r, how_long(now_ms(CLOCK_MONOTONIC) - begin));
    struct itimerspec left;
    timer_gettime(id, &left);
    printf("left: about %ld s\n", left.it_value.tv_sec + (left.it_value.tv_nsec > 500000000));
    timer_delete(id);
    jump(-by);
}

static void descriptor(int flags, long by)
{
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
    struct itimerspec its = {{0, 0}, in_seconds(5)};
    unsigned long n = 7;
    struct pollfd p = {fd, POLLIN, 0};
    VALUE(timerfd_settime(fd, flags, &its, NULL));
    jump(by);
    VALUE(poll(&p, 1, 100));
    VALUE(read(fd, &n, 8));
    printf("%lu\n", n);
    VALUE(read(fd, &n, 8));
    jump(-by);
    if (flags & 2)
        VALUE(read(fd, &n, 8));
    close(fd);
}

int main(void)
{
    setbuf(stdout, NULL);
    clock_gettime(CLOCK_REALTIME, &start);
    sleeper("relative, forward", 0, (struct timespec){0, 120000000}, 100);
    sleeper("until a time, forward", TIMER_ABSTIME, in_seconds(60), 100);
    timer("relative, forward", 0, 0, 100000000, 100);
    timer("relative, back", 0, 0, 100000000, -100);
    timer("absolute, forward", TIMER_ABSTIME, 50, 0, 100);
    timer("absolute, back", TIMER_ABSTIME, 0, 0, -100);
    timer("absolute, stays in the future", TIMER_ABSTIME, 50, 0, 20);
    descriptor(TFD_TIMER_ABSTIME, 10);
    descriptor(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, 10);
    descriptor(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, -10);
    long long mono = now_ms(CLOCK_MONOTONIC), boot = now_ms(CLOCK_BOOTTIME), raw = now_ms(CLOCK_MONOTONIC_RAW);
    struct timeval tv;
    gettimeofday(&tv, NULL);
    tv.tv_sec += 1000;
    VALUE(settimeofday(&tv, NULL));
    YES(now_ms(CLOCK_MONOTONIC) - mono < 100);
    YES(now_ms(CLOCK_BOOTTIME) - boot < 100);
    YES(now_ms(CLOCK_MONOTONIC_RAW) - raw < 100);
    YES(now_ms(CLOCK_REALTIME) / 1000 - start.tv_sec >= 1000);
    YES(now_ms(CLOCK_REALTIME_COARSE) / 1000 - start.tv_sec >= 999);
    YES(now_ms(CLOCK_TAI) / 1000 - start.tv_sec >= 1000);
    tv.tv_sec -= 1000;
    settimeofday(&tv, NULL);
    struct timespec t = {-1, 0};
    VALUE(clock_settime(CLOCK_REALTIME, &t));
    t = (struct timespec){0, 0}; /* before the machine began */
    VALUE(clock_settime(CLOCK_REALTIME, &t));
    return 0;
}
