/* SPDX-License-Identifier: BSD-2-Clause */
/* sigsuspend and pause. */
#include "check.h"

#include <signal.h>
#include <sys/time.h>

static volatile int count, last;

static void handler(int number)
{
    count++;
    last = number;
}

int main(void)
{
    sigset_t set, now;

    signal(SIGALRM, handler);
    signal(SIGUSR1, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    sigemptyset(&set);
    VALUE(sigsuspend(&set));
    printf("%d %d\n", count, last);
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("%d\n", sigismember(&now, SIGUSR1));
    struct itimerval t = {.it_value.tv_usec = 20000};
    setitimer(ITIMER_REAL, &t, NULL);
    VALUE(pause());
    printf("%d %d\n", count, last);
    VALUE(syscall(SYS_rt_sigsuspend, &set, 16));
    VALUE(syscall(SYS_rt_sigsuspend, (void *)8, 8));
    return 0;
}
