/* SPDX-License-Identifier: BSD-2-Clause */
/* The mask while a handler runs, and after it. */
#include "check.h"

#include <signal.h>

static int inside[3];

static void look(int number)
{
    sigset_t now;

    (void)number;
    sigprocmask(SIG_BLOCK, NULL, &now);
    inside[0] = sigismember(&now, SIGUSR1);
    inside[1] = sigismember(&now, SIGUSR2);
    inside[2] = sigismember(&now, SIGTERM);
}

int main(void)
{
    struct sigaction act = {.sa_handler = look};

    sigaddset(&act.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &act, NULL);
    raise(SIGUSR1);
    printf("%d %d %d\n", inside[0], inside[1], inside[2]);
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("%d %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
    act.sa_flags = SA_NODEFER;
    sigaction(SIGUSR1, &act, NULL);
    raise(SIGUSR1);
    printf("%d %d %d\n", inside[0], inside[1], inside[2]);
    return 0;
}
