/* SPDX-License-Identifier: BSD-2-Clause */
/* Attaching to a process that runs: PTRACE_ATTACH, PTRACE_SEIZE, INTERRUPT, LISTEN, DETACH. */
#include "check.h"

#include <signal.h>
#include <sys/ptrace.h>

static pid_t runner(void)
{
    pid_t child = fork();
    if (child == 0)
        for (;;)
            usleep(1000);
    usleep(20000);
    return child;
}

static void next(pid_t child)
{
    int status = 0;
    siginfo_t si;
    pid_t got = waitpid(child, &status, __WALL);
    printf("%d status %x", got == child, status);
    if (WIFSTOPPED(status))
        printf(" siginfo %s", ptrace(PTRACE_GETSIGINFO, child, 0, &si) == 0 ? "yes" : error_name(errno));
    printf("\n");
    fflush(stdout);
}

int main(void)
{
    pid_t child = runner();

    VALUE(ptrace(PTRACE_ATTACH, child, 0, 0));
    next(child);
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    kill(child, SIGUSR1);
    next(child);
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    VALUE(waitpid(child, NULL, WNOHANG));
    kill(child, SIGSTOP);
    next(child);
    VALUE(ptrace(PTRACE_DETACH, child, 0, 0));
    kill(child, SIGTERM);
    next(child);

    child = runner();
    VALUE(ptrace(PTRACE_SEIZE, child, 0, 0));
    VALUE(waitpid(child, NULL, WNOHANG));
    VALUE(ptrace(PTRACE_INTERRUPT, child, 0, 0));
    next(child);
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    kill(child, SIGSTOP);
    next(child);
    VALUE(ptrace(PTRACE_CONT, child, 0, SIGSTOP));
    next(child);
    VALUE(ptrace(PTRACE_LISTEN, child, 0, 0));
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    kill(child, SIGCONT);
    next(child);
    kill(child, SIGKILL);
    next(child);

    child = runner();
    VALUE(ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_EXITKILL));
    VALUE(ptrace(PTRACE_KILL, child, 0, 0));
    next(child);
    return 0;
}
