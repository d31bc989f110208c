/* SPDX-License-Identifier: BSD-2-Clause */
/* Timers on used processor time: timer_create, setitimer, clock_nanosleep, RLIMIT_CPU. */
#include "check.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

static volatile int count[65];

static void handler(int sig)
{
    count[sig]++;
}

static double used(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void burn_until(volatile int *flag, int value)
{
    double start = used(CLOCK_MONOTONIC);
    while (*flag < value && used(CLOCK_MONOTONIC) - start < 8)
        for (volatile int i = 0; i < 100000; i++)
            ;
}

int main(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct { struct timespec interval, value; } its = {{0, 20000000}, {0, 20000000}};
    struct itimerval it = {{0, 20000}, {0, 20000}}, got;
    int id;

    for (int i = 1; i < 32; i++)
        signal(i, handler);
    VALUE(syscall(SYS_timer_create, CLOCK_PROCESS_CPUTIME_ID, &ev, &id));
    VALUE(syscall(SYS_timer_settime, id, 0, &its, NULL));
    usleep(100000);
    VALUE(count[SIGUSR1]);
    double start = used(CLOCK_PROCESS_CPUTIME_ID);
    burn_until(&count[SIGUSR1], 3);
    YES(used(CLOCK_PROCESS_CPUTIME_ID) - start > 0.03);
    VALUE(syscall(SYS_timer_delete, id));
    VALUE(syscall(SYS_timer_create, CLOCK_THREAD_CPUTIME_ID, &ev, &id));
    VALUE(syscall(SYS_timer_settime, id, 0, &its, NULL));
    count[SIGUSR1] = 0;
    burn_until(&count[SIGUSR1], 2);
    YES(count[SIGUSR1] >= 2);
    VALUE(syscall(SYS_timer_delete, id));
    VALUE(setitimer(ITIMER_VIRTUAL, &it, NULL));
    VALUE(setitimer(ITIMER_PROF, &it, NULL));
    burn_until(&count[SIGVTALRM], 2);
    burn_until(&count[SIGPROF], 2);
    YES(count[SIGVTALRM] >= 2 && count[SIGPROF] >= 2);
    VALUE(getitimer(ITIMER_VIRTUAL, &got));
    YES(got.it_interval.tv_usec == 20000 && got.it_value.tv_usec > 0);
    it = (struct itimerval){{0, 0}, {0, 0}};
    VALUE(setitimer(ITIMER_VIRTUAL, &it, &got));
    VALUE(setitimer(ITIMER_PROF, &it, &got));
    VALUE(getitimer(ITIMER_PROF, &got));
    YES(got.it_value.tv_usec == 0 && got.it_value.tv_sec == 0);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {1, 2};
        signal(SIGXCPU, SIG_DFL);
        setrlimit(RLIMIT_CPU, &limit);
        for (;;)
            ;
    }
    clockid_t clock;
    VALUE(clock_getcpuclockid(child, &clock));
    struct timespec t = {0, 100000000};
    VALUE(clock_nanosleep(clock, 0, &t, NULL));
    YES(used(clock) >= 0.1);
    show_child("one second of time", child);
    VALUE(clock_getcpuclockid(child, &clock));
    return 0;
}
