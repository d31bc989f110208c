/* SPDX-License-Identifier: BSD-2-Clause */
/* clock_nanosleep until a time: each clock, times gone by, what is written back, what is refused first. */
#include "check.h"

#include <signal.h>
#include <time.h>

static volatile int seen;

static void handler(int sig)
{
    (void)sig;
    seen++;
}

static struct timespec after(clockid_t clock, long ms)
{
    struct timespec t;

    clock_gettime(clock, &t);
    t.tv_nsec += ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static int reached(clockid_t clock, const struct timespec *t)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec > t->tv_sec || (now.tv_sec == t->tv_sec && now.tv_nsec >= t->tv_nsec);
}

static long pause_on(clockid_t clock, int flags, struct timespec *t, struct timespec *rem)
{
    return syscall(SYS_clock_nanosleep, clock, flags, t, rem);
}

static void clocks(void)
{
    static const clockid_t ids[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI};

    for (int i = 0; i < 4; i++) {
        struct timespec t = after(ids[i], 10), past = {1, 0}, zero = {0, 0}, rem = {7, 7};

        printf("clock %d\n", ids[i]);
        VALUE(pause_on(ids[i], TIMER_ABSTIME, &t, &rem));
        YES(reached(ids[i], &t));
        VALUE(pause_on(ids[i], TIMER_ABSTIME, &past, &rem));
        VALUE(pause_on(ids[i], TIMER_ABSTIME, &zero, &rem));
        VALUE(pause_on(ids[i], 0, &zero, &rem));
        YES(rem.tv_sec == 7 && rem.tv_nsec == 7);
    }
}

static void refused(void)
{
    struct timespec many = {0, 1000000000}, negative = {-1, 0}, below = {0, -1}, zero = {0, 0};

    for (int flags = 0; flags < 2; flags++) {
        VALUE(pause_on(CLOCK_MONOTONIC, flags, &many, NULL));
        VALUE(pause_on(CLOCK_MONOTONIC, flags, &negative, NULL));
        VALUE(pause_on(CLOCK_MONOTONIC, flags, &below, NULL));
        VALUE(pause_on(CLOCK_MONOTONIC, flags, NULL, NULL));
        VALUE(pause_on(CLOCK_MONOTONIC, flags, &zero, (void *)8));
        VALUE(pause_on(CLOCK_MONOTONIC_RAW, flags, &zero, NULL));
        VALUE(pause_on(CLOCK_REALTIME_COARSE, flags, &zero, NULL));
        VALUE(pause_on(CLOCK_THREAD_CPUTIME_ID, flags, &zero, NULL));
        VALUE(pause_on(99, flags, NULL, NULL));
    }
}

/* A signal that comes every 20 ms, so that the sleep is certainly met by one. */
static void interrupted(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec often = {{0, 20000000}, {0, 20000000}}, off = {{0, 0}, {0, 0}};
    struct timespec t = {100, 0}, rem = {7, 7};
    timer_t timer;

    signal(SIGUSR1, handler);
    timer_create(CLOCK_MONOTONIC, &ev, &timer);
    timer_settime(timer, 0, &often, NULL);
    VALUE(pause_on(CLOCK_MONOTONIC, 0, &t, &rem));
    YES(rem.tv_sec >= 90 && rem.tv_sec < 100 && rem.tv_nsec > 0 && rem.tv_nsec < 1000000000);
    VALUE(pause_on(CLOCK_MONOTONIC, 0, &t, NULL));
    VALUE(pause_on(CLOCK_MONOTONIC, 0, &t, &t));
    YES(t.tv_sec >= 90 && t.tv_sec < 100);
    t = after(CLOCK_BOOTTIME, 100000);
    rem = (struct timespec){7, 7};
    VALUE(pause_on(CLOCK_BOOTTIME, TIMER_ABSTIME, &t, &rem));
    YES(rem.tv_sec == 7 && rem.tv_nsec == 7);
    VALUE(pause_on(CLOCK_REALTIME, 0, &(struct timespec){1L << 62, 0}, &rem));
    YES(rem.tv_sec > 1000000000);
    timer_settime(timer, 0, &off, NULL);
    YES(seen >= 5);
}

int main(void)
{
    clocks();
    refused();
    interrupted();
    return 0;
}
