/* SPDX-License-Identifier: BSD-2-Clause */
/* FP registers and flags of the interrupted code are in the frame and come back. */
#include "check.h"

#include <signal.h>
#include <sys/time.h>
#include <ucontext.h>

static double seen8, seen31;
static unsigned magic, size;
static unsigned long pstate;

static void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    struct {
        unsigned magic, size, fpsr, fpcr;
        __uint128_t v[32];
    } *fp = (void *)uc->uc_mcontext.__reserved;

    (void)number, (void)info;
    memcpy(&seen8, &fp->v[8], 8);
    memcpy(&seen31, &fp->v[31], 8);
    magic = fp->magic;
    size = fp->size;
    pstate = uc->uc_mcontext.pstate;
    double changed = 9.25;
    memcpy(&fp->v[31], &changed, 8);
    __asm__ volatile("fmov d8, xzr\nfmov d31, xzr\ncmp sp, #0" ::: "v8", "v31", "cc");
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    double a = 1.5, b = 2.5;
    long flags = 0;

    sigaction(SIGUSR1, &act, NULL);
    register double d8 __asm__("d8") = a, d31 __asm__("d31") = b;
    register long x0 __asm__("x0") = getpid(), x1 __asm__("x1") = SIGUSR1, x8 __asm__("x8") = SYS_kill;
    __asm__ volatile("fmov d8, %d[a]\nfmov d31, %d[b]\ncmp x0, x0\nsvc #0\nmrs %[f], nzcv\n"
                     : "+r"(x0), "=w"(d8), "=w"(d31), [f] "=r"(flags)
                     : "r"(x1), "r"(x8), [a] "w"(a), [b] "w"(b)
                     : "memory", "cc");
    double got8 = d8, got31 = d31;
    printf("handler saw %.1f %.1f magic %x size %u flags %lx\n", seen8, seen31, magic, size, pstate >> 28);
    printf("after %.1f %.1f flags %lx\n", got8, got31, (unsigned long)flags >> 28);
    return 0;
}
