/* SPDX-License-Identifier: BSD-2-Clause */
/* Ignored signals, and what exec keeps of them. */
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
    if (getenv("AGAIN")) {
        struct sigaction now;
        for (int i = 0; i < 3; i++) {
            sigaction((int[]){SIGUSR1, SIGUSR2, SIGTERM}[i], NULL, &now);
            printf("%s\n", now.sa_handler == SIG_IGN ? "ignored" : now.sa_handler == SIG_DFL ? "default" : "handled");
        }
        sigset_t mask;
        sigprocmask(SIG_BLOCK, NULL, &mask);
        printf("%d\n", sigismember(&mask, SIGHUP));
        return 0;
    }
    sigset_t set;
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, handler);
    raise(SIGUSR1);
    raise(SIGUSR2);
    printf("%d\n", count);
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    setenv("AGAIN", "1", 1);
    fflush(stdout);
    execl("/proc/self/exe", "again", NULL);
    printf("exec failed\n");
    return 0;
}
