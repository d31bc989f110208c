/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link: -Wl,-e,fp_start
 * A new program starts with all vector registers zero.
 */
#include <stdint.h>
#include <sys/syscall.h>

__attribute__((used)) static uint64_t registers[64] __asm__("registers");

static void checked(long *stack) __asm__("checked") __attribute__((used));
static void checked(long *stack)
{
    long argc = stack[0];
    int bad = 0;
    static const char *const text[2] = {"all zero\n", "not zero\n"};

    for (int i = 0; i < 64; i++)
        bad |= registers[i] != 0;
    register long x8 __asm__("x8") = SYS_write;
    register long x0 __asm__("x0") = 1;
    register const char *x1 __asm__("x1") = text[bad];
    register long x2 __asm__("x2") = 9;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    if (argc == 1) {
        char *args[] = {(char *)stack[1], (char *)"again", 0}, *env[] = {0};
        register long y8 __asm__("x8") = SYS_execve;
        register const char *y0 __asm__("x0") = "/proc/self/exe";
        register char **y1 __asm__("x1") = args;
        register char **y2 __asm__("x2") = env;
        __asm__ volatile("dup v0.2d, %4\n dup v15.2d, %4\n dup v31.2d, %4\n svc #0"
                         : "+r"(y0)
                         : "r"(y8), "r"(y1), "r"(y2), "r"(-1L)
                         : "memory");
    }
    register long z8 __asm__("x8") = SYS_exit_group;
    register long z0 __asm__("x0") = bad;
    __asm__ volatile("svc #0" ::"r"(z8), "r"(z0));
}

/* The C library must not run before us: its start uses the registers. */
__asm__(".globl fp_start\n"
        "fp_start:\n"
        "    adrp x9, registers\n    add x9, x9, :lo12:registers\n"
        "    stp q0, q1, [x9]\n    stp q2, q3, [x9, #32]\n    stp q4, q5, [x9, #64]\n"
        "    stp q6, q7, [x9, #96]\n    stp q8, q9, [x9, #128]\n    stp q10, q11, [x9, #160]\n"
        "    stp q12, q13, [x9, #192]\n    stp q14, q15, [x9, #224]\n    stp q16, q17, [x9, #256]\n"
        "    stp q18, q19, [x9, #288]\n    stp q20, q21, [x9, #320]\n    stp q22, q23, [x9, #352]\n"
        "    stp q24, q25, [x9, #384]\n    stp q26, q27, [x9, #416]\n    stp q28, q29, [x9, #448]\n"
        "    stp q30, q31, [x9, #480]\n    mov x0, sp\n    and sp, x0, #-16\n    b checked\n");

int main(void)
{
    return 0;
}
