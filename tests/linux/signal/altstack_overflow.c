/* SPDX-License-Identifier: BSD-2-Clause */
/* A stack overflow is handled on the alternate stack. */
#include "check.h"

#include <signal.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>

static sigjmp_buf back;
static volatile int code;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    code = info->si_code;
    siglongjmp(back, 1);
}

static int deep(int n)
{
    volatile char room[4096];

    room[n % 4096] = n;
    return n < 0 ? 0 : deep(n + 1) + room[n % 4096];
}

int main(void)
{
    stack_t ss = {.ss_sp = malloc(65536), .ss_size = 65536};
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_ONSTACK | SA_SIGINFO};

    sigaltstack(&ss, NULL);
    sigaction(SIGSEGV, &act, NULL);
    for (int i = 0; i < 3; i++)
        if (sigsetjmp(back, 1) == 0)
            printf("%d\n", deep(1));
        else
            printf("overflow, code %d\n", code);
    act.sa_flags = 0;
    sigaction(SIGSEGV, &act, NULL);
    IN_CHILD("without it", deep(1));
    return 0;
}
