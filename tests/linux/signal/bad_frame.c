/* SPDX-License-Identifier: BSD-2-Clause */
/* A frame that cannot be written, and one that makes no sense. */
#include "check.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

static void handler(int number)
{
    (void)number;
}

static void stack_gone(void)
{
    register long x0 __asm__("x0") = getpid(), x1 __asm__("x1") = SIGUSR1, x8 __asm__("x8") = SYS_kill;

    __asm__ volatile("mov sp, #64\nsvc #0\n" : "+r"(x0) : "r"(x1), "r"(x8) : "memory");
}

static void spoil(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    ((unsigned *)((ucontext_t *)context)->uc_mcontext.__reserved)[1] = 3;
}

static void no_fp(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    memset(((ucontext_t *)context)->uc_mcontext.__reserved, 0, 16);
}

static void nowhere(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    ((ucontext_t *)context)->uc_mcontext.pc = 0x10;
}

int main(void)
{
    IN_CHILD("no stack", signal(SIGUSR1, handler); stack_gone());
    IN_CHILD("sigreturn without a frame", syscall(SYS_rt_sigreturn));
    IN_CHILD("bad record", struct sigaction act = {.sa_sigaction = spoil, .sa_flags = SA_SIGINFO};
             sigaction(SIGUSR1, &act, NULL); raise(SIGUSR1); printf("survived\n"));
    IN_CHILD("no record", struct sigaction act = {.sa_sigaction = no_fp, .sa_flags = SA_SIGINFO};
             sigaction(SIGUSR1, &act, NULL); raise(SIGUSR1); printf("survived\n"));
    IN_CHILD("pc nowhere", struct sigaction act = {.sa_sigaction = nowhere, .sa_flags = SA_SIGINFO};
             sigaction(SIGUSR1, &act, NULL); raise(SIGUSR1); printf("survived\n"));
    return 0;
}
