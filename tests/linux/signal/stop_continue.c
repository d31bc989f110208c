/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGSTOP, SIGTSTP, SIGCONT, and what waitpid tells of them. */
#include "check.h"

#include <signal.h>
#include <sys/wait.h>

int main(void)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    for (int i = 0; i < 2; i++) {
        VALUE(kill(child, i ? SIGTSTP : SIGSTOP));
        VALUE(waitpid(child, &status, WUNTRACED) == child);
        printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
        VALUE(waitpid(child, &status, WNOHANG | WUNTRACED));
        VALUE(kill(child, SIGCONT));
        VALUE(waitpid(child, &status, WCONTINUED) == child);
        printf("continued %d\n", WIFCONTINUED(status));
    }
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    kill(child, SIGTERM);
    VALUE(waitpid(child, &status, WNOHANG));
    kill(child, SIGCONT);
    show_child("terminated after SIGCONT", child);
    child = fork();
    if (child == 0)
        for (;;)
            pause();
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    kill(child, SIGKILL);
    show_child("killed while stopped", child);
    return 0;
}
