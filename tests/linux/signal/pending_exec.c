/* SPDX-License-Identifier: BSD-2-Clause */
/* Pending signals survive exec, alternate stacks and handlers do not; fork's child has none pending. */
#include "check.h"

#include <signal.h>

int main(void)
{
    sigset_t set, pending;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    if (getenv("AGAIN")) {
        stack_t ss;
        sigpending(&pending);
        sigaltstack(NULL, &ss);
        printf("pending %d altstack %d\n", sigismember(&pending, SIGUSR1), ss.ss_flags);
        return 0;
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    IN_CHILD("child", sigpending(&pending); printf("pending %d\n", sigismember(&pending, SIGUSR1)));
    stack_t ss = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&ss, NULL);
    setenv("AGAIN", "1", 1);
    execl("/proc/self/exe", "again", NULL);
    return 0;
}
