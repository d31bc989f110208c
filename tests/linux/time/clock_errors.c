/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks by number: what each call says to each; wrong pointers and times; setting the date. */
#include "check.h"

#include <sys/time.h>
#include <time.h>

#define CPU(pid, thread, kind) ((int)(~(unsigned)(pid) << 3 | (thread) << 2 | (kind)))

int main(void)
{
    struct timespec t = {0, 1}, bad = {0, -1}, big = {0, 1000000000};
    int clocks[] = {-1, 0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 99, CPU(0, 0, 0), CPU(0, 0, 1), CPU(0, 0, 2), CPU(0, 0, 3),
                    CPU(0, 1, 2), CPU(getpid(), 0, 2), CPU(getpid(), 1, 2), CPU(getppid(), 1, 2), CPU(31000, 0, 2)};

    for (unsigned i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
        int c = clocks[i];
        printf("%u\n", i);
        OK(syscall(SYS_clock_gettime, c, &t));
        VALUE(syscall(SYS_clock_getres, c, &t));
        printf("%ld\n", t.tv_nsec);
        t = (struct timespec){0, 1};
        if (i != 1)
            VALUE(syscall(SYS_clock_settime, c, &t));
        VALUE(syscall(SYS_clock_nanosleep, c, 0, i > 2 && i != 7 && i != 8 && i != 10 ? &bad : &t, NULL));
    }
    VALUE(syscall(SYS_clock_gettime, 1, 8));
    VALUE(syscall(SYS_clock_gettime, 99, 8));
    VALUE(syscall(SYS_clock_getres, 1, 8));
    VALUE(syscall(SYS_clock_getres, 1, NULL));
    VALUE(syscall(SYS_clock_settime, 0, 8));
    VALUE(syscall(SYS_clock_settime, 0, &bad));
    VALUE(syscall(SYS_clock_settime, 0, &big));
    VALUE(syscall(SYS_clock_settime, 1, 8));
    VALUE(syscall(SYS_clock_nanosleep, 1, 0, &big, NULL));
    VALUE(syscall(SYS_clock_nanosleep, 1, 0, 8, NULL));
    VALUE(syscall(SYS_clock_nanosleep, 99, 0, 8, NULL));
    VALUE(syscall(SYS_nanosleep, 8, NULL));
    VALUE(syscall(SYS_gettimeofday, 8, NULL));
    VALUE(syscall(SYS_gettimeofday, NULL, 8));
    VALUE(syscall(SYS_gettimeofday, NULL, NULL));
    VALUE(syscall(SYS_settimeofday, 8, NULL));
    VALUE(syscall(SYS_settimeofday, NULL, 8));
    struct timeval tv = {0, 1000001};
    VALUE(syscall(SYS_settimeofday, &tv, NULL));
    tv = (struct timeval){-1, 0};
    VALUE(syscall(SYS_settimeofday, &tv, NULL));
    int zone[2] = {15 * 60 + 1, 0};
    VALUE(syscall(SYS_settimeofday, NULL, zone));
    IN_CHILD("not root", {
        setuid(1000);
        t = (struct timespec){1000, 0};
        VALUE(syscall(SYS_clock_settime, 0, &t));
        VALUE(syscall(SYS_clock_settime, 0, &bad));
        tv = (struct timeval){1000, 0};
        VALUE(syscall(SYS_settimeofday, &tv, NULL));
        VALUE(syscall(SYS_settimeofday, NULL, NULL));
    });
    VALUE(syscall(SYS_times, 8));
    return 0;
}
