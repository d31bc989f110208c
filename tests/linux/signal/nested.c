/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers interrupted by handlers, and jumps out of them. */
#include "check.h"

#include <signal.h>
#include <setjmp.h>

static char trace[64];
static sigjmp_buf back;
static volatile int jumps;

static void second(int number)
{
    (void)number;
    strcat(trace, "2");
}

static void first(int number)
{
    (void)number;
    strcat(trace, "(");
    raise(SIGUSR2);
    strcat(trace, ")");
}

static void jump(int number)
{
    (void)number;
    jumps++;
    siglongjmp(back, 1);
}

int main(void)
{
    signal(SIGUSR1, first);
    signal(SIGUSR2, second);
    raise(SIGUSR1);
    printf("%s\n", trace);
    for (volatile int i = 0; i < 3; i++)
        if (sigsetjmp(back, 1) == 0) {
            signal(SIGTERM, jump);
            raise(SIGTERM);
            printf("not reached\n");
        }
    printf("%d jumps\n", jumps);
    return 0;
}
