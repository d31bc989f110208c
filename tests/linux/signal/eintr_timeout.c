/* SPDX-License-Identifier: BSD-2-Clause */
/* SA_RESTART does not lengthen nanosleep's and futex's time; remaining time is told. */
#include "check.h"

#include <signal.h>
#include <time.h>
#include <sys/time.h>
#include <linux/futex.h>

static volatile int count, last;

static void handler(int number)
{
    count++;
    last = number;
}

int main(void)
{
    struct timespec want = {0, 200000000}, left = {0, 0}, start, end;
    struct itimerval t = {.it_value.tv_usec = 50000};

    signal(SIGALRM, handler);
    clock_gettime(CLOCK_MONOTONIC, &start);
    setitimer(ITIMER_REAL, &t, NULL);
    VALUE(nanosleep(&want, &left));
    YES(left.tv_nsec > 50000000 && left.tv_nsec < 200000000);
    int word = 0;
    setitimer(ITIMER_REAL, &t, NULL);
    VALUE(syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &want));
    struct sigaction act = {.sa_handler = SIG_IGN};
    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &t, NULL);
    clock_gettime(CLOCK_MONOTONIC, &start);
    VALUE(nanosleep(&want, &left));
    clock_gettime(CLOCK_MONOTONIC, &end);
    long ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
    YES(ms >= 200 && ms < 2000);
    printf("%d\n", count);
    return 0;
}
