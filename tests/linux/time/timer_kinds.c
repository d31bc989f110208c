/* SPDX-License-Identifier: BSD-2-Clause */
/* timer_create: no event, the default event, the kinds, real-time signals queued, a fork and an execve without timers. */
#include "check.h"

#include <signal.h>
#include <time.h>

#define NOTIFY_THREAD_ID 4

struct setting {
    struct timespec interval, value;
};

static long settime(int id, int flags, long nsec, long interval)
{
    struct setting its = {{0, interval}, {0, nsec}};

    return syscall(SYS_timer_settime, id, flags, &its, NULL);
}

static long create(int notify, int sig, int *id)
{
    struct sigevent ev = {.sigev_notify = notify, .sigev_signo = sig, .sigev_value.sival_int = 1234};

    return syscall(SYS_timer_create, CLOCK_MONOTONIC, &ev, id);
}

static void no_event(void)
{
    struct setting got;
    int id;

    VALUE(create(SIGEV_NONE, 0, &id));
    VALUE(settime(id, 0, 1, 0));
    usleep(2000);
    VALUE(syscall(SYS_timer_gettime, id, &got));
    VALUE(got.value.tv_sec * 1000000000 + got.value.tv_nsec);
    VALUE(syscall(SYS_timer_getoverrun, id));
    VALUE(settime(id, 0, 1000000, 500000000));
    usleep(3000);
    VALUE(syscall(SYS_timer_gettime, id, &got));
    YES(got.value.tv_sec == 0 && got.value.tv_nsec > 0 && got.value.tv_nsec <= 500000000);
    VALUE(got.interval.tv_nsec);
    VALUE(syscall(SYS_timer_delete, id));
    VALUE(syscall(SYS_timer_gettime, id, &got));
}

/* The signal is blocked throughout: it is taken with sigtimedwait. */
static void take(int sig, int id)
{
    struct timespec t = {5, 0};
    siginfo_t info;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, sig);
    VALUE(sigtimedwait(&set, &info, &t));
    VALUE(info.si_code);
    printf("value %s, id %s\n", info.si_value.sival_int == 1234 ? "given" : info.si_value.sival_int == id ? "id" : "other",
           info.si_timerid == id ? "same" : "other");
}

static void events(void)
{
    struct setting its = {{0, 0}, {0, 1}}, old;
    int id, other;

    VALUE(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &id));
    VALUE(settime(id, 0, 1, 0));
    take(SIGALRM, id);
    VALUE(create(SIGEV_SIGNAL, SIGRTMIN + 1, &other));
    YES(other != id);
    VALUE(settime(other, 0, 1, 0));
    take(SIGRTMIN + 1, other);
    VALUE(settime(other, TIMER_ABSTIME, 1, 0));
    take(SIGRTMIN + 1, other);
    VALUE(syscall(SYS_timer_getoverrun, other));
    its.value = (struct timespec){100, 0};
    its.interval = (struct timespec){3, 4};
    VALUE(syscall(SYS_timer_settime, other, 0, &its, &old));
    VALUE(old.value.tv_sec + old.value.tv_nsec + old.interval.tv_sec + old.interval.tv_nsec);
    its.value = (struct timespec){0, 0};
    VALUE(syscall(SYS_timer_settime, other, 0, &its, &old));
    YES(old.value.tv_sec >= 90 && old.value.tv_sec <= 100);
    printf("interval %ld.%09ld\n", (long)old.interval.tv_sec, old.interval.tv_nsec);
    VALUE(syscall(SYS_timer_gettime, other, &old));
    VALUE(old.value.tv_sec + old.value.tv_nsec);
    VALUE(syscall(SYS_timer_delete, other));
    VALUE(syscall(SYS_timer_delete, other));
    VALUE(syscall(SYS_timer_delete, id));
}

static void kinds(void)
{
    int id;

    VALUE(create(SIGEV_SIGNAL, 0, &id));
    VALUE(create(SIGEV_SIGNAL, 65, &id));
    VALUE(create(SIGEV_SIGNAL, 64, &id));
    VALUE(create(3, SIGUSR1, &id));
    VALUE(create(5, SIGUSR1, &id));
    VALUE(create(NOTIFY_THREAD_ID | SIGEV_NONE, SIGUSR1, &id));
    struct sigevent ev = {.sigev_notify = NOTIFY_THREAD_ID, .sigev_signo = SIGUSR1};
    ev.sigev_notify_thread_id = 1; /* a thread of another process */
    VALUE(syscall(SYS_timer_create, CLOCK_MONOTONIC, &ev, &id));
    ev.sigev_notify_thread_id = getpid();
    VALUE(syscall(SYS_timer_create, CLOCK_MONOTONIC, &ev, &id));
    VALUE(settime(id, 0, 1, 0));
    take(SIGUSR1, id);
    VALUE(syscall(SYS_timer_delete, id));
}

/* Two timers with one real-time signal: both are queued; each counts the periods it missed. */
static void queued(void)
{
    int a, b;

    create(SIGEV_SIGNAL, SIGRTMIN + 2, &a);
    create(SIGEV_SIGNAL, SIGRTMIN + 2, &b);
    VALUE(settime(a, 0, 1000000, 1000000));
    usleep(20000);
    VALUE(settime(b, 0, 1, 0));
    usleep(2000);
    take(SIGRTMIN + 2, a);
    YES(syscall(SYS_timer_getoverrun, a) >= 10);
    VALUE(settime(a, 0, 0, 0));
    take(SIGRTMIN + 2, b);
    VALUE(syscall(SYS_timer_getoverrun, b));
    IN_CHILD("child", VALUE(syscall(SYS_timer_getoverrun, a)));
}

int main(int argc, char **argv)
{
    sigset_t all;

    (void)argc;
    if (argv[1] && strcmp(argv[1], "again") == 0) {
        VALUE(syscall(SYS_timer_getoverrun, atoi(argv[2])));
        return 0;
    }
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    no_event();
    events();
    kinds();
    queued();
    char text[16];
    int id;
    create(SIGEV_SIGNAL, SIGUSR1, &id);
    snprintf(text, sizeof(text), "%d", id);
    execl("/proc/self/exe", argv[0], "again", text, NULL);
    return 1;
}
