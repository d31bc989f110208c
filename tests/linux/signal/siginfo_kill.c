/* SPDX-License-Identifier: BSD-2-Clause */
/* siginfo of kill, tkill, raise, sigqueue and a child's end. */
#include "check.h"

#include <signal.h>
#include <sys/wait.h>

static void handler(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (number == SIGCHLD)
        printf("SIGCHLD code %d status %d uid %d\n", info->si_code, info->si_status, info->si_uid);
    else
        printf("%d code %d value %d mine %d\n", number, info->si_code, info->si_value.sival_int, info->si_pid == getpid());
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    sigaction(SIGUSR1, &act, NULL);
    sigaction(SIGCHLD, &act, NULL);
    kill(getpid(), SIGUSR1);
    syscall(SYS_tkill, getpid(), SIGUSR1);
    syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1);
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 5});
    pid_t child = fork();
    if (child == 0)
        _exit(7);
    waitpid(child, NULL, 0);
    child = fork();
    if (child == 0) {
        raise(SIGTERM);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    VALUE(syscall(SYS_tgkill, getpid(), 1, SIGUSR1));
    VALUE(syscall(SYS_tgkill, -1, getpid(), SIGUSR1));
    VALUE(syscall(SYS_tkill, 0, SIGUSR1));
    VALUE(syscall(SYS_tkill, getpid(), 77));
    VALUE(syscall(SYS_tkill, getpid(), 0));
    return 0;
}
