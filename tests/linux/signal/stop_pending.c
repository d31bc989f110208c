/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGCONT forgets pending stops, a stop forgets a pending SIGCONT. */
#include "check.h"

#include <signal.h>

int main(void)
{
    sigset_t set, pending;

    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGCONT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGTSTP);
    sigpending(&pending);
    printf("%d %d\n", sigismember(&pending, SIGTSTP), sigismember(&pending, SIGCONT));
    raise(SIGCONT);
    sigpending(&pending);
    printf("%d %d\n", sigismember(&pending, SIGTSTP), sigismember(&pending, SIGCONT));
    raise(SIGTSTP);
    sigpending(&pending);
    printf("%d %d\n", sigismember(&pending, SIGTSTP), sigismember(&pending, SIGCONT));
    return 0;
}
