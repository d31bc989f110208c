/* SPDX-License-Identifier: BSD-2-Clause */
/* Timers that send signals: once, again and again, to a thread; what siginfo says; missed periods. */
#include "check.h"

#include <signal.h>
#include <time.h>

static volatile int count, code, overrun, value, thread;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig, (void)context;
    count++;
    code = info->si_code;
    overrun = info->si_overrun;
    value = info->si_value.sival_int;
    thread = syscall(SYS_gettid);
}

static void arm(int id, int flags, long value_ms, long interval_ms)
{
    struct { struct timespec interval, value; } its = {
        {interval_ms / 1000, interval_ms % 1000 * 1000000}, {value_ms / 1000, value_ms % 1000 * 1000000}};
    VALUE(syscall(SYS_timer_settime, id, flags, &its, NULL));
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 4711};
    struct { struct timespec interval, value; } got;
    sigset_t set;
    siginfo_t info;
    int id;

    sigaction(SIGUSR1, &act, NULL);
    VALUE(syscall(SYS_timer_create, CLOCK_MONOTONIC, &ev, &id));
    arm(id, 0, 30, 0);
    usleep(100000);
    usleep(20000);
    VALUE(count);
    VALUE(code);
    VALUE(value);
    VALUE(overrun);
    VALUE(syscall(SYS_timer_gettime, id, &got));
    printf("%ld.%09ld\n", (long)got.value.tv_sec, got.value.tv_nsec);
    count = 0;
    arm(id, 0, 20, 20);
    while (count < 5)
        usleep(1000);
    VALUE(syscall(SYS_timer_gettime, id, &got));
    YES(got.interval.tv_nsec == 20000000 && got.value.tv_sec == 0 && got.value.tv_nsec > 0);
    arm(id, 0, 0, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    arm(id, 0, 10, 10);
    usleep(105000);
    VALUE(sigwaitinfo(&set, &info));
    YES(info.si_overrun >= 8 && info.si_overrun < 40);
    YES(info.si_overrun == syscall(SYS_timer_getoverrun, id));
    arm(id, 0, 0, 0);
    signal(SIGUSR1, SIG_IGN);

    sigaction(SIGUSR1, &act, NULL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    VALUE(syscall(SYS_timer_delete, id));

    ev.sigev_notify = 4; /* SIGEV_THREAD_ID */
    ev.sigev_notify_thread_id = syscall(SYS_gettid);
    VALUE(syscall(SYS_timer_create, CLOCK_REALTIME, &ev, &id));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    count = 0;
    struct { struct timespec interval, value; } at = {{0, 0}, {now.tv_sec, now.tv_nsec}};
    VALUE(syscall(SYS_timer_settime, id, TIMER_ABSTIME, &at, NULL));
    usleep(10000);
    VALUE(count);
    YES(thread == syscall(SYS_gettid));
    VALUE(syscall(SYS_timer_delete, id));
    return 0;
}
