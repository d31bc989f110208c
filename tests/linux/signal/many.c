/* SPDX-License-Identifier: BSD-2-Clause */
/* Ten thousand signals, and two processes that signal each other. */
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
    signal(SIGUSR1, handler);
    for (int i = 0; i < 10000; i++)
        raise(SIGUSR1);
    printf("%d\n", count);
    sigset_t set, none;
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGUSR2, handler);
    count = 0;
    pid_t parent = getpid(), child = fork();
    for (int i = 0; i < 300; i++) {
        if (child != 0)
            kill(child, SIGUSR2);
        sigsuspend(&none);
        if (child == 0)
            kill(parent, SIGUSR2);
    }
    if (child == 0)
        _exit(count == 300 ? 0 : 1);
    show_child("partner", child);
    printf("%d\n", count);
    return 0;
}
