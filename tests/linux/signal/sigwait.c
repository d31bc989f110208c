/* SPDX-License-Identifier: BSD-2-Clause */
/* sigwaitinfo, sigtimedwait and sigwait. */
#include "check.h"

#include <signal.h>
#include <time.h>

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
    struct timespec none = {0, 0}, bad = {0, -1}, soon = {0, 20000000};

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    VALUE(sigtimedwait(&set, &info, &none));
    VALUE(sigtimedwait(&set, &info, &soon));
    VALUE(sigtimedwait(&set, &info, &bad));
    raise(SIGUSR1);
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 42});
    VALUE(sigwaitinfo(&set, &info) == SIGUSR1);
    printf("%d %d\n", info.si_signo, info.si_code);
    YES(sigwaitinfo(&set, &info) == SIGRTMIN);
    printf("%d %d\n", info.si_code, info.si_value.sival_int);
    int number = 0;
    raise(SIGUSR1);
    VALUE(sigwait(&set, &number));
    printf("%d\n", number);
    signal(SIGUSR2, handler);
    pid_t child = fork(), me = getppid();
    if (child == 0) {
        usleep(20000);
        kill(me, SIGUSR2);
        _exit(0);
    }
    (void)me;
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &info, NULL, 16));
    VALUE(syscall(SYS_rt_sigtimedwait, (void *)8, &info, NULL, 8));
    waitpid(child, NULL, 0);
    return 0;
}
