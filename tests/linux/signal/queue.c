/* SPDX-License-Identifier: BSD-2-Clause */
/* Real-time signals queue with their values, in order; standard ones do not. */
#include "check.h"

#include <signal.h>

static struct {
    int number, value, code, self;
} seen[16];
static int n;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)context;
    seen[n].number = number >= SIGRTMIN ? number - SIGRTMIN + 100 : number;
    seen[n].value = info->si_value.sival_int;
    seen[n].code = info->si_code;
    seen[n++].self = info->si_pid == getpid();
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigset_t set;

    sigfillset(&act.sa_mask);
    sigaction(SIGRTMIN, &act, NULL);
    sigaction(SIGRTMIN + 1, &act, NULL);
    sigaction(SIGUSR1, &act, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    sigaddset(&set, SIGRTMIN + 1);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 4; i++) {
        VALUE(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = i}));
        VALUE(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 10 + i}));
        VALUE(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 20 + i}));
    }
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    for (int i = 0; i < n; i++)
        printf("%d %d %d %d\n", seen[i].number, seen[i].value, seen[i].code, seen[i].self);
    VALUE(sigqueue(99999, SIGUSR1, (union sigval){0}));
    VALUE(sigqueue(getpid(), 99, (union sigval){0}));
    VALUE(sigqueue(getpid(), 0, (union sigval){0}));
    return 0;
}
