/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks of processor time: of this thread, of another, of the process, of a child; resolutions of all clocks. */
#include "check.h"

#include <pthread.h>
#include <time.h>

static pthread_barrier_t at;
static volatile int other_id;

static long long ns(clockid_t clock)
{
    struct timespec t;

    return clock_gettime(clock, &t) ? -1 : t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void use(long ms)
{
    long long until = ns(CLOCK_THREAD_CPUTIME_ID) + ms * 1000000LL;

    while (ns(CLOCK_THREAD_CPUTIME_ID) < until)
        ;
}

static void *other(void *unused)
{
    (void)unused;
    other_id = syscall(SYS_gettid);
    use(30);
    pthread_barrier_wait(&at);
    pthread_barrier_wait(&at);
    return NULL;
}

/* The clock of the thread (or of the process) with this id, as the kernel counts its kinds. */
static clockid_t clock_of(int id, int thread)
{
    return (clockid_t)(~(unsigned)id << 3 | 2 | (thread ? 4 : 0));
}

static void resolutions(void)
{
    struct timespec t;

    for (int clock = 0; clock < 12; clock++) {
        t = (struct timespec){7, 7};
        if (syscall(SYS_clock_getres, clock, &t))
            printf("clock %d: %s\n", clock, error_name(errno));
        else
            printf("clock %d: %ld.%s\n", clock, (long)t.tv_sec, t.tv_nsec == 1 ? "1" : t.tv_nsec <= 10000000 ? "coarse" : "no");
    }
    VALUE(syscall(SYS_clock_getres, CLOCK_MONOTONIC, NULL));
    VALUE(syscall(SYS_clock_getres, CLOCK_MONOTONIC, 8));
    VALUE(syscall(SYS_clock_getres, 99, NULL));
    VALUE(syscall(SYS_clock_getres, clock_of(0, 0), &t));
    VALUE(t.tv_nsec);
    VALUE(syscall(SYS_clock_getres, clock_of(getpid(), 1), &t));
    VALUE(t.tv_nsec);
}

int main(void)
{
    pthread_t thread;
    clockid_t process, mine, its;
    struct timespec t;

    resolutions();
    VALUE(clock_getcpuclockid(0, &process));
    YES(ns(process) > 0);
    VALUE(clock_getcpuclockid(getpid(), &process));
    VALUE(pthread_getcpuclockid(pthread_self(), &mine));
    pthread_barrier_init(&at, NULL, 2);
    long long before = ns(CLOCK_THREAD_CPUTIME_ID), all = ns(CLOCK_PROCESS_CPUTIME_ID);
    pthread_create(&thread, NULL, other, NULL);
    VALUE(pthread_getcpuclockid(thread, &its));
    pthread_barrier_wait(&at);
    YES(ns(its) >= 30000000);
    YES(its == clock_of(other_id, 1));
    YES(ns(process) - all >= 30000000);
    YES(ns(mine) >= before && ns(mine) <= ns(CLOCK_THREAD_CPUTIME_ID));
    long long a = ns(process), b = ns(CLOCK_PROCESS_CPUTIME_ID);
    YES(a <= b && b - a < 5000000000);
    YES(ns(clock_of(0, 1)) > 0);
    VALUE(clock_settime(CLOCK_THREAD_CPUTIME_ID, &t));
    VALUE(ns(clock_of(other_id, 0)) >= 0); /* a thread that leads no process has no clock of one */
    VALUE(ns(clock_of(getpid(), 0)) >= 0);
    pthread_barrier_wait(&at);
    pthread_join(thread, NULL);
    YES(ns(process) - all >= 30000000); /* the time of a thread that has ended stays */
    VALUE(ns(clock_of(getppid(), 1))); /* of a thread of another process */
    YES(ns(clock_of(getppid(), 0)) >= 0);
    VALUE(ns(clock_of(getpid(), 0) | 3));
    IN_CHILD("child", VALUE(ns(clock_of(getppid(), 0)) > 30000000), VALUE(ns(clock_of(getpid(), 0)) > 0));
    return 0;
}
