/* SPDX-License-Identifier: BSD-2-Clause */
/* What a handler finds in its ucontext, and what it changes there counts. */
#include "check.h"

#include <signal.h>
#include <ucontext.h>

static long seen[8];
extern char behind[];

static void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    (void)number, (void)info;
    seen[0] = uc->uc_mcontext.regs[0];
    seen[1] = uc->uc_mcontext.regs[8];
    seen[2] = uc->uc_mcontext.regs[19];
    seen[3] = uc->uc_mcontext.regs[20];
    seen[4] = uc->uc_mcontext.pc == (unsigned long)behind;
    seen[5] = *(long *)&uc->uc_sigmask;
    seen[6] = uc->uc_flags;
    seen[7] = (long)uc->uc_link;
    uc->uc_mcontext.regs[0] = 55;
    uc->uc_mcontext.regs[20] = 2020;
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    register long x19 __asm__("x19") = 1900, x20 __asm__("x20") = 2000, x0 __asm__("x0") = 7;
    register long x8 __asm__("x8") = SYS_kill, x1 __asm__("x1") = SIGUSR1;

    sigaction(SIGUSR1, &act, NULL);
    x0 = getpid();
    x1 = SIGUSR1;
    x8 = SYS_kill;
    x19 = 1900, x20 = 2000;
    __asm__ volatile("svc #0\n.global behind\nbehind:" : "+r"(x0), "+r"(x19), "+r"(x20) : "r"(x8), "r"(x1) : "memory");
    long result = x0, a = x19, b = x20;
    printf("in the handler: x0 %ld x8 %ld x19 %ld x20 %ld, pc %s\n", seen[0], seen[1], seen[2], seen[3],
           seen[4] ? "behind svc" : "elsewhere");
    printf("after: %ld %ld %ld\n", result, a, b);
    printf("mask %lx flags %lx link %lx\n", seen[5], seen[6], seen[7]);
    return 0;
}
