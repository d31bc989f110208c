/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: musl glibc
 * Clocks: they go forward, agree with each other, and sleeping takes the time it should.
 */
#include "check.h"

#include <sys/auxv.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static double now(clockid_t clock)
{
    struct timespec t;

    if (clock_gettime(clock, &t))
        return -1;
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(void)
{
    struct timespec t, before, after;
    struct timeval tv;

    YES(getauxval(AT_SYSINFO_EHDR) != 0);
    YES(now(CLOCK_REALTIME) > 1.6e9);
    YES(now(CLOCK_MONOTONIC) > 0);
    gettimeofday(&tv, NULL);
    YES(now(CLOCK_REALTIME) - tv.tv_sec < 3 && now(CLOCK_REALTIME) - tv.tv_sec >= 0);
    YES(time(NULL) >= tv.tv_sec);
    VALUE(clock_gettime(1234, &t));
    VALUE(clock_getres(CLOCK_MONOTONIC, &t));
    printf("%ld %ld\n", (long)t.tv_sec, t.tv_nsec);
    int backwards = 0;
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int i = 0; i < 100000; i++) {
        clock_gettime(CLOCK_MONOTONIC, &after);
        backwards += after.tv_sec < before.tv_sec ||
                     (after.tv_sec == before.tv_sec && after.tv_nsec < before.tv_nsec);
        before = after;
    }
    VALUE(backwards);
    struct timespec raw;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &raw);
    YES(raw.tv_sec - after.tv_sec <= 1);
    double start = now(CLOCK_MONOTONIC);
    t = (struct timespec){0, 200000000};
    VALUE(nanosleep(&t, NULL));
    double slept = now(CLOCK_MONOTONIC) - start;
    YES(slept >= 0.2 && slept < 1.0);
    t = (struct timespec){0, 1000000000};
    VALUE(nanosleep(&t, NULL));
    t = (struct timespec){-1, 0};
    VALUE(nanosleep(&t, NULL));
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec++;
    start = now(CLOCK_MONOTONIC);
    VALUE(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
    slept = now(CLOCK_MONOTONIC) - start;
    YES(slept > 0.9 && slept < 2.0);
    VALUE(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &before, NULL));
    start = now(CLOCK_PROCESS_CPUTIME_ID);
    for (volatile long i = 0; i < 30000000; i++)
        ;
    double used = now(CLOCK_PROCESS_CPUTIME_ID) - start;
    YES(used > 0.001);
    struct tms tms;
    YES(times(&tms) >= 0 && tms.tms_utime >= 0);
    uint64_t frequency, a, b;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
    __asm__ volatile("isb\n mrs %0, cntvct_el0" : "=r"(a));
    __asm__ volatile("isb\n mrs %0, cntvct_el0" : "=r"(b));
    YES(frequency > 1000000 && b >= a);
    return 0;
}
