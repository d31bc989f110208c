/* SPDX-License-Identifier: BSD-2-Clause */
/* A system call leaves what lies below the stack pointer alone: the Go runtime keeps a new thread's arguments there. */
#include "check.h"

#define WORDS 31 /* below sp */

/* Makes a call with numbered words below sp; how many of them are as before. */
static __attribute__((noinline)) long kept(long number, long x0, long x1, long x2)
{
    register long r8 __asm__("x8") = number;
    register long r0 __asm__("x0") = x0;
    register long r1 __asm__("x1") = x1;
    register long r2 __asm__("x2") = x2;
    register long same __asm__("x9");
    __asm__ volatile("sub sp, sp, #1024\n"
                     "mov x9, #0\n"
                     "1: add x9, x9, #1\n neg x10, x9\n add x10, sp, x10, lsl #3\n str x9, [x10]\n cmp x9, %[words]\n b.ne 1b\n"
                     "svc #0\n"
                     "mov x9, #0\n mov x11, #0\n"
                     "2: add x11, x11, #1\n neg x10, x11\n add x10, sp, x10, lsl #3\n ldr x10, [x10]\n cmp x10, x11\n"
                     "cinc x9, x9, eq\n cmp x11, %[words]\n b.ne 2b\n"
                     "add sp, sp, #1024\n"
                     : "+r"(r0), "=r"(same)
                     : "r"(r8), "r"(r1), "r"(r2), [words] "i"(WORDS)
                     : "x10", "x11", "memory", "cc");
    return same;
}

int main(void)
{
    struct timespec { long s, ns; } ts;
    VALUE(kept(SYS_getpid, 0, 0, 0));
    VALUE(kept(SYS_gettid, 0, 0, 0));
    VALUE(kept(SYS_clock_gettime, 1, (long)&ts, 0));
    VALUE(kept(SYS_sched_yield, 0, 0, 0));
    VALUE(kept(SYS_futex, (long)&ts, 129, 1));
    VALUE(kept(SYS_lseek, -1, 0, 0));
    VALUE(kept(SYS_read, -1, (long)&ts, 8));
    VALUE(kept(600, 0, 0, 0));
    return 0;
}
