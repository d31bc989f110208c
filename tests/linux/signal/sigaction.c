/* SPDX-License-Identifier: BSD-2-Clause */
/* sigaction: what it takes and tells, and its errors. */
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
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;

    sigaddset(&act.sa_mask, SIGUSR2);
    VALUE(sigaction(SIGUSR1, NULL, &old));
    YES(old.sa_handler == SIG_DFL);
    VALUE(sigaction(SIGUSR1, &act, NULL));
    VALUE(sigaction(SIGUSR1, NULL, &old));
    YES(old.sa_handler == handler);
    printf("%x %d %d\n", old.sa_flags & ~0x04000000, sigismember(&old.sa_mask, SIGUSR2), sigismember(&old.sa_mask, SIGUSR1));
    VALUE(sigaction(SIGKILL, &act, NULL));
    VALUE(sigaction(SIGSTOP, &act, NULL));
    VALUE(sigaction(SIGKILL, NULL, &old));
    VALUE(sigaction(0, NULL, &old));
    VALUE(sigaction(65, NULL, &old));
    VALUE(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4));
    VALUE(syscall(SYS_rt_sigaction, SIGUSR1, (void *)8, NULL, 8));
    VALUE(raise(SIGUSR1));
    printf("%d %d\n", count, last);
    return 0;
}
