/* SPDX-License-Identifier: BSD-2-Clause */
/* SA_RESETHAND and SA_NODEFER. */
#include "check.h"

#include <signal.h>

static volatile int depth, depth_seen, again = 1;

static void handler(int number)
{
    depth++;
    if (depth > depth_seen)
        depth_seen = depth;
    if (number == SIGUSR2 && depth < 3 && again)
        raise(SIGUSR2);
    again = depth != 1 || again;
    if (depth == 1)
        again = 0;
    depth--;
}

int main(void)
{
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESETHAND}, now;

    sigaction(SIGUSR1, &act, NULL);
    raise(SIGUSR1);
    sigaction(SIGUSR1, NULL, &now);
    YES(now.sa_handler == SIG_DFL);
    printf("%d\n", depth_seen);
    act.sa_flags = SA_NODEFER;
    sigaction(SIGUSR2, &act, NULL);
    raise(SIGUSR2);
    printf("%d\n", depth_seen);
    act.sa_flags = 0;
    sigaction(SIGUSR2, &act, NULL);
    depth_seen = 0;
    raise(SIGUSR2);
    printf("%d\n", depth_seen);
    IN_CHILD("after reset", raise(SIGUSR1));
    return 0;
}
