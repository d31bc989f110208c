/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGCHLD: SA_NOCLDSTOP, SA_NOCLDWAIT and ignoring it. */
#include "check.h"

#include <signal.h>
#include <sys/wait.h>

static volatile int count, last;

static void handler(int number)
{
    count++;
    last = number;
}

int main(void)
{
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_NOCLDSTOP};
    int status;
    pid_t child;

    sigaction(SIGCHLD, &act, NULL);
    child = fork();
    if (child == 0)
        for (;;)
            pause();
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    printf("%d\n", count);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    printf("%d\n", count);
    act.sa_flags = SA_NOCLDWAIT;
    sigaction(SIGCHLD, &act, NULL);
    if ((child = fork()) == 0)
        _exit(1);
    VALUE(waitpid(child, &status, 0));
    signal(SIGCHLD, SIG_IGN);
    if ((child = fork()) == 0)
        _exit(1);
    VALUE(waitpid(child, &status, 0));
    return 0;
}
