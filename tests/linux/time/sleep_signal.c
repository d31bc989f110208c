/* SPDX-License-Identifier: BSD-2-Clause */
/* A signal ends a sleep, which tells what was left; without a handler it goes on. */
#include "check.h"

#include <signal.h>
#include <time.h>

static void handler(int sig)
{
    (void)sig;
}

static void in(int ms, int sig)
{
    pid_t me = getpid();

    if (fork() == 0) {
        usleep(ms * 1000);
        kill(me, sig);
        _exit(0);
    }
}

int main(void)
{
    struct timespec t = {0, 300000000}, rem = {7, 7}, now, start;
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART};

    signal(SIGCHLD, SIG_IGN);
    sigaction(SIGUSR1, &act, NULL);
    in(50, SIGUSR1);
    VALUE(syscall(SYS_nanosleep, &t, &rem));
    YES(rem.tv_sec == 0 && rem.tv_nsec > 100000000 && rem.tv_nsec < 290000000);
    in(50, SIGUSR1);
    VALUE(syscall(SYS_nanosleep, &t, 8));
    in(50, SIGUSR1);
    VALUE(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &t, &rem));
    rem = (struct timespec){7, 7};
    clock_gettime(CLOCK_MONOTONIC, &now);
    now.tv_sec++;
    in(50, SIGUSR1);
    VALUE(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &now, &rem));
    VALUE(rem.tv_sec);
    clock_gettime(CLOCK_MONOTONIC, &start);
    in(50, SIGWINCH);
    in(80, SIGCONT);
    VALUE(syscall(SYS_nanosleep, &t, &rem));
    clock_gettime(CLOCK_MONOTONIC, &now);
    long ms = (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
    YES(ms >= 299 && ms < 600);
    return 0;
}
