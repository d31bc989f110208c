/* SPDX-License-Identifier: BSD-2-Clause */
/* sigtimedwait ends with EINTR for a signal that is not waited for. */
#include "check.h"

#include <signal.h>
#include <time.h>
#include <sys/time.h>

static volatile int count, last;

static void handler(int number)
{
    count++;
    last = number;
}

int main(void)
{
    sigset_t set;
    siginfo_t info;
    struct itimerval t = {.it_value.tv_usec = 20000};

    signal(SIGALRM, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    setitimer(ITIMER_REAL, &t, NULL);
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &info, NULL, 8)); /* musl would go on */
    printf("%d\n", count);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    struct timespec none = {0, 0};
    VALUE(sigtimedwait(&set, &info, &none));
    return 0;
}
