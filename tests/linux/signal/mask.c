/* SPDX-License-Identifier: BSD-2-Clause */
/* sigprocmask, sigpending, and delivery when unblocked. */
#include "check.h"

#include <signal.h>

static volatile int count, last;

static void handler(int number)
{
    count++;
    last = number;
}

int main(void)
{
    sigset_t set, old, pending;

    signal(SIGUSR1, handler);
    signal(SIGUSR2, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGKILL);
    VALUE(sigprocmask(SIG_BLOCK, &set, &old));
    VALUE(sigprocmask(SIG_BLOCK, NULL, &old));
    printf("%d %d %d\n", sigismember(&old, SIGUSR1), sigismember(&old, SIGUSR2), sigismember(&old, SIGKILL));
    raise(SIGUSR1);
    raise(SIGUSR1);
    raise(SIGUSR2);
    printf("%d\n", count);
    VALUE(sigpending(&pending));
    printf("%d %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2), sigismember(&pending, SIGINT));
    sigdelset(&set, SIGUSR2);
    VALUE(sigprocmask(SIG_UNBLOCK, &set, NULL));
    printf("%d %d\n", count, last);
    sigemptyset(&set);
    VALUE(sigprocmask(SIG_SETMASK, &set, NULL));
    printf("%d %d\n", count, last);
    VALUE(sigprocmask(17, &set, NULL));
    VALUE(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 16));
    VALUE(syscall(SYS_rt_sigprocmask, SIG_BLOCK, (void *)8, NULL, 8));
    VALUE(syscall(SYS_rt_sigpending, &pending, 16));
    return 0;
}
